// The report as one JSON object: the contract `whybounce.report/1`, as it stands in the model.

import type { RenderTarget, Results } from "../model.ts";
import { escapeJson } from "./escape.ts";

export function render(results: Results, _target: RenderTarget): string {
  return `${escapeJson(JSON.stringify(results.report, null, 2))}\n`;
}
