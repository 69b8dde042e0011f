// The name of a report's period, for a title, a subject or a file name.

import type { Results } from "../../model/report.ts";
import { dateOf, minuteOf } from "../../base/words/quantities.ts";

const WEEK = 7 * 86_400_000;
/** A local week can be an hour shorter or longer, when summer time begins or ends. */
const SUMMER_TIME = 3_600_000;

/** `2026-W08` if the period is one ISO week; null if not, or if no refusal says which week it is. */
export function weekName({ report, weeks }: Results): string | null {
  const { from, to } = report.period;
  if (from === null || to === null) return null;
  const isWeekLong = Math.abs(Date.parse(to) - Date.parse(from) - WEEK) <= SUMMER_TIME;
  const names = new Set(weeks.map(({ week }) => week));
  const [name = ""] = names;
  return isWeekLong && names.size === 1 && /^\d{4}-W\d{2}$/.test(name) ? name : null;
}

/** `week 2026-W08`, `2026-02-16 00:00 to 2026-02-23 00:00 UTC`, or the day of the report. */
export function periodName(results: Results): string {
  const week = weekName(results);
  if (week !== null) return `week ${week}`;
  const { period, generatedAt } = results.report;
  if (period.from === null) return dateOf(generatedAt);
  return `${minuteOf(period.from)} to ${minuteOf(period.to ?? generatedAt)} UTC`;
}

/** Which time was asked for, as a sentence: `Period: week 2026-W08, 2026-02-16 00:00 to 2026-02-23 00:00 UTC.` Null for all of it. */
export function periodSentence(results: Results): string | null {
  const { period, sendingIps } = results.report;
  const { from, to } = period;
  // Where nothing was found, the headline has it.
  if (sendingIps.length === 0) return null;
  const week = weekName(results);
  const start = from === null ? "" : minuteOf(from);
  const end = to === null ? "" : minuteOf(to);
  const name = week === null ? "" : `week ${week}, `;
  if (from !== null && to !== null) return `Period: ${name}${start} to ${end} UTC.`;
  if (from !== null) return `Period: since ${start} UTC.`;
  return to === null ? null : `Period: until ${end} UTC.`;
}
