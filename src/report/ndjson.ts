// The events, one JSON object per line: another run can read them as input, alone or merged with others. Of a check, its
// addresses.

import { isoTime } from "../base/standards/iso-time.ts";
import type { AnalysisEvent, NewestTime } from "../model/events.ts";
import type { RenderTarget, Results } from "../model/report.ts";
import { escapeJson } from "../base/words/escape.ts";
import { checkLines } from "./check-lines.ts";

export function* render(results: Results, _target: RenderTarget): Iterable<string> {
  if (results.checked !== undefined) return yield* checkLines(results);
  for (const event of results.events) yield lineOf(event);
  yield* newestLine(results);
}

/** Without the newest line of the log, another run would not know which deliveries it should have seen the ends of. */
function* newestLine({ events, newest = null, report }: Results): Iterable<string> {
  const time = isoTime(newest);
  if (time === null || report.totals.retrying === 0) return;
  if (events.every((event) => lastTimeOf(event) < time)) yield lineOf({ schema: "whybounce.newest/1", time });
}

/** Texts of one form are in the order of their times. */
function lastTimeOf(event: AnalysisEvent): string {
  return ("repeated" in event ? event.repeated : null) ?? event.time ?? "";
}

function lineOf(event: AnalysisEvent | NewestTime): string {
  return `${escapeJson(JSON.stringify(event))}\n`;
}
