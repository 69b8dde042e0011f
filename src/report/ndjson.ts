// The events, one JSON object per line. Another run can read them as input, alone or merged with others.

import type { RenderTarget, Results } from "../model/report.ts";
import { escapeJson } from "../base/words/escape.ts";

export function* render(results: Results, _target: RenderTarget): Iterable<string> {
  for (const event of results.events) yield `${escapeJson(JSON.stringify(event))}\n`;
}
