// Counts the rows of one week of one home, or of a part of it, by the same code as a log.

import { timeOf } from "../base/standards/iso-time.ts";
import { acceptancesOf } from "../counting/acceptances.ts";
import { addCells, emptyCells, withoutEmpty } from "../counting/cells.ts";
import { hourOf } from "../counting/end-not-seen.ts";
import { createGrouping, type Grouped, type Grouping, type PeriodCounts } from "../counting/grouping.ts";
import { createOutsideCount } from "../counting/outside-period.ts";
import { cellsOf, timedAttempts } from "../counting/tally.ts";
import { ALWAYS } from "../counting/within-period.ts";
import type { Observation } from "../model/observations.ts";
import type { Period } from "../model/options.ts";
import type { Store } from "./connection.ts";
import {
  addDetails,
  emptyDetails,
  greater,
  type CountedWeek,
  type Details,
  type Part,
  type Snapshot,
} from "./snapshot.ts";
import { snapshotVersion } from "./tables.ts";
import { isRefusal, rowsFor, spanningRows, type CountedRow } from "./week-rows.ts";
import { DATED, periodOf, UNDATED, type Week } from "./weeks.ts";

export async function countWeek(
  store: Store,
  { home, week }: { home: string; week: Week },
  timezone: string,
  rowsAtOnce?: number,
): Promise<CountedWeek> {
  let snapshot: Snapshot | null = null;
  let events = 0;
  for await (const rows of rowsFor(store, { homes: [home], weeks: [week], rowsAtOnce })) {
    events += rows.length + rows.filter(({ moved }) => moved === 1).length;
    const own = rows.filter(({ moved }) => moved === 0);
    const more = snapshotOf(own, week, timezone);
    snapshot = snapshot === null ? more : together(snapshot, more);
  }
  return {
    home,
    week,
    version: snapshotVersion(events),
    snapshot: snapshot ?? snapshotOf([], week, timezone),
  };
}

/** Of other messages: they add up. */
function together(snapshot: Snapshot, more: Snapshot): Snapshot {
  addDetails(snapshot.details, more.details);
  const parts = new Map(snapshot.parts.map((part) => [part.first, part]));
  for (const { first, cells, longestTried } of more.parts) {
    const known = parts.get(first) ?? { first, cells: emptyCells(), longestTried: 0 };
    addCells(known.cells, cells);
    parts.set(first, { ...known, longestTried: Math.max(known.longestTried, longestTried) });
  }
  return { parts: [...parts.values()], details: snapshot.details };
}

/** `rows` are those of the week, and others about the same messages. */
export function snapshotOf(rows: readonly CountedRow[], week: Week, timezone: string): Snapshot {
  const period = week === UNDATED ? ALWAYS : periodOf(week, week, timezone);
  const grouping = groupingOf(rows, period);
  const own = rows.filter((row) => row.week === week);
  if (week === UNDATED) return undatedOf(grouping, own, timezone);
  const grouped = grouping.finish(period);
  return {
    parts: [
      { first: week, ...partOf(grouped, timezone) },
      ...earlierParts(spanningRows(rows), week, timezone),
    ],
    details: { ...detailsOf(grouped), ...toldBy(own) },
  };
}

/** Refusals of an unknown time count only where no period is asked for: it says what they add. */
function undatedOf(grouping: Grouping, own: readonly CountedRow[], timezone: string): Snapshot {
  const grouped = grouping.finish(ALWAYS);
  const all = partOf(grouped, timezone);
  addCells(all.cells, cellsOf(grouping.within(DATED), timezone), -1);
  const details = own.some(isRefusal) ? detailsOf(grouped) : emptyDetails();
  return {
    parts: [{ first: UNDATED, ...all, cells: withoutEmpty(all.cells) }],
    details: { ...details, hours: new Map(), ...toldBy(own) },
  };
}

export function groupingOf(rows: Iterable<CountedRow>, quoted: Period): Grouping {
  const grouping = createGrouping(false, quoted);
  for (const { observation } of rows) grouping.add(observation);
  return grouping;
}

function partOf(counts: PeriodCounts, timezone: string): Omit<Part, "first"> {
  return { cells: cellsOf(counts, timezone), longestTried: counts.lastWords.longestTried };
}

/**
 * What the weeks from an earlier one to this one have more, or less, than the parts that are summed for shorter spans say:
 * counts of spans that overlap, added and taken away in turn.
 */
function earlierParts(rows: readonly CountedRow[], week: Week, timezone: string): Part[] {
  if (rows.length === 0) return [];
  const weeks = [...new Set(rows.filter(isRefusal).map((row) => row.week))].toSorted();
  const dated = weeks.filter((one) => one !== UNDATED && one <= week);
  if (dated.at(-1) !== week || dated.length < 2) return [];
  const grouping = groupingOf(rows, ALWAYS);
  const before = dated.at(-2)!;
  return dated.slice(0, -1).map((first, index) => {
    const next = dated[index + 1]!;
    const span = (one: Week, other: Week) => grouping.within(periodOf(one, other, timezone));
    const { cells, longestTried } = partOf(span(first, week), timezone);
    addCells(cells, cellsOf(span(next, week), timezone), -1);
    addCells(cells, cellsOf(span(first, before), timezone), -1);
    if (next <= before) addCells(cells, cellsOf(span(next, before), timezone));
    return { first, cells: withoutEmpty(cells), longestTried };
  });
}

// ---------------------------------------------------------------- what belongs to the week alone

type Counted = Omit<Details, "rows" | "rejections" | "newest" | "told">;

export function detailsOf(grouped: Grouped): Counted {
  return {
    hours: hoursOf(timedAttempts(grouped)),
    localIps: grouped.localIps,
    givenHosts: grouped.givenHosts,
    toldHosts: grouped.toldHosts,
    sightings: grouped.sightings,
    acceptances: acceptancesOf(grouped.deliveries, grouped.attempts),
    replies: grouped.replies,
  };
}

export function hoursOf(attempts: Iterable<{ ip: string; time: number }>): Details["hours"] {
  const hours: Details["hours"] = new Map();
  for (const { ip, time } of attempts) {
    const own = hours.get(ip) ?? new Map<number, number>();
    own.set(hourOf(time), (own.get(hourOf(time)) ?? 0) + 1);
    hours.set(ip, own);
  }
  return hours;
}

/** What the rows say by themselves. */
export function toldBy(
  rows: readonly CountedRow[],
): Pick<Details, "rows" | "rejections" | "newest" | "told"> {
  const outside = createOutsideCount();
  let newest: number | null = null;
  const ids = new Set<string>();
  for (const { observation } of rows) {
    newest = greater(newest, newestOf(observation));
    if (!("schema" in observation) || observation.schema !== "whybounce.rejection/1") continue;
    outside.add(observation);
    ids.add(observation.id);
  }
  return { rows: rows.length, rejections: ids.size, newest, told: outside.finish() ?? null };
}

function newestOf(observation: Observation): number | null {
  if (!("schema" in observation)) return null;
  const repeated = "repeated" in observation ? (observation.repeated ?? null) : null;
  const times = [observation.time, repeated].flatMap((time) => (time === null ? [] : [timeOf(time)]));
  return times.length === 0 ? null : Math.max(...times);
}
