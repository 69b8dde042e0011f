// The recipients of refused messages that were not delivered later, one per line: for a script that sends again,
// or takes them off a suppression list.

import type { RenderTarget, Results } from "../model/report.ts";
import { escapeText } from "../base/words/escape.ts";

export function* render(results: Results, _target: RenderTarget): Iterable<string> {
  for (const recipient of results.recipients) yield `${escapeText(recipient, true)}\n`;
}
