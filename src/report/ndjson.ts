// The events, one JSON object per line: another run can read them as input, alone or merged with others. Of a check, its
// addresses.

import type { RenderTarget, Results } from "../model/report.ts";
import { escapeJson } from "../base/words/escape.ts";
import { checkLines } from "./check-lines.ts";

export function* render(results: Results, _target: RenderTarget): Iterable<string> {
  if (results.checked !== undefined) return yield* checkLines(results);
  for (const event of results.events) yield `${escapeJson(JSON.stringify(event))}\n`;
}
