// The way through the library, loaded when a command needs it; a test may have one of its own.

import type { AnalyzeOptions, CheckOptions } from "../index.ts";
import type { Results } from "../model/report.ts";

export interface Pipeline {
  analyze: (options: AnalyzeOptions) => Promise<Results>;
  check: (targets: readonly string[], settings: CheckOptions) => Promise<Results>;
}

export const loadPipeline = (): Promise<Pipeline> => import("../index.ts");
