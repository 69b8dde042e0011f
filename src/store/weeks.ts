// The weeks that a store counts beforehand: each from Monday on, in the store's own time zone.

import { isoWeek } from "../base/standards/iso-week.ts";
import type { Period } from "../model/options.ts";

/** The Monday of a week as the engine's date, `2026-02-16`. */
export type Week = string;
/** For what has no time; no Monday. The day before is `0000-00-00` in old versions of the engine. */
export const UNDATED: Week = "1970-01-02";

const DAY = 86_400_000;
const FIRST: Week = "1970-01-05";
const LAST: Week = "2105-12-28";

/** Clocks that are wrong by a century share the first week, or the last one. */
export function weekAt(time: number | null, timezone: string): Week {
  if (time === null) return UNDATED;
  const { weekStart } = isoWeek(time, timezone);
  return weekStart < FIRST ? FIRST : weekStart > LAST ? LAST : weekStart;
}

/** The first and the last week have no border, so that every time lies in one. */
export function periodOf(first: Week, last: Week, timezone: string): Period {
  const within = (week: Week) => isoWeek(Date.parse(week) + 3.5 * DAY, timezone);
  return {
    from: first === FIRST ? Number.MIN_SAFE_INTEGER : within(first).from,
    to: last === LAST ? null : within(last).to,
  };
}

/** Refusals of a known time: any but those without. */
export const DATED: Period = { from: Number.MIN_SAFE_INTEGER, to: null };

export function shifted(week: Week, weeks: number): Week {
  return new Date(Math.max(Date.parse(UNDATED), Date.parse(week) + weeks * 7 * DAY))
    .toISOString()
    .slice(0, UNDATED.length);
}

export interface WeeksOfPeriod {
  /** The weeks that lie within; null is open, and `none` is true where there is no whole one. */
  first: Week | null;
  last: Week | null;
  none: boolean;
  /** Those of which only a part lies within. */
  cut: Week[];
}

export function weeksOf({ from, to }: Period, timezone: string): WeeksOfPeriod {
  const begin = from === null ? null : weekAt(from, timezone);
  const end = to === null ? null : weekAt(to - 1, timezone);
  const cut = new Set<Week>();
  let [first, last] = [begin, end];
  if (begin !== null && from !== periodOf(begin, begin, timezone).from) {
    cut.add(begin);
    first = shifted(begin, 1);
  }
  if (end !== null && to !== periodOf(end, end, timezone).to) {
    cut.add(end);
    last = shifted(end, -1);
  }
  return { first, last, none: first !== null && last !== null && first > last, cut: [...cut] };
}

const LAST_DAY = Date.UTC(2105, 11, 31);

/** `time` is in milliseconds since the epoch; the engine's dates go from 1970 to 2106. */
export function dayOf(time: number): string {
  const day = Math.min(Math.max(time, 0), LAST_DAY);
  return new Date(day).toISOString().slice(0, 10);
}
