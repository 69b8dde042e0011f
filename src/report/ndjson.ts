// The events, one JSON object a line: what another run reads again as input, alone or merged with others.

import type { RenderTarget, Results } from "../model/report.ts";
import { escapeJson } from "../base/words/escape.ts";

export function* render(results: Results, _target: RenderTarget): Iterable<string> {
  for (const event of results.events) yield `${escapeJson(JSON.stringify(event))}\n`;
}
