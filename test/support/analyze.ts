// Files through the whole pipeline, as the library reads them: all times, UTC, no DNS, events kept.

import type { AnalysisTask } from "../../src/model/options.ts";
import type { Results } from "../../src/model/report.ts";
import { analyze } from "../../src/run.ts";

interface Changes extends Partial<Omit<AnalysisTask, "paths">> {
  /** The content of standard input, which `-` reads. */
  stdin?: string | Uint8Array | AsyncIterable<Uint8Array> | null;
}

export function analyzeFiles(paths: string[], { stdin = null, ...changes }: Changes = {}): Promise<Results> {
  const usual = {
    paths,
    period: { from: null, to: null },
    timezone: "UTC",
    dns: null,
    keepEvents: true,
    onWarning: () => {},
  };
  const isWhole = typeof stdin === "string" || stdin instanceof Uint8Array;
  return analyze({ ...usual, ...changes }, isWhole ? oneChunk(stdin) : stdin);
}

async function* oneChunk(whole: string | Uint8Array): AsyncGenerator<Buffer> {
  yield Buffer.from(whole);
}
