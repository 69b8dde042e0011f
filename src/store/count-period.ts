// Counts one period: whole weeks are summed, as they were counted when they were pushed.

import { emptyCells, withoutEmpty, type Cells } from "../counting/cells.ts";
import { isOpen } from "../counting/within-period.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { Period } from "../model/options.ts";
import type { OutsidePeriod } from "../model/report.ts";
import type { Store } from "./connection.ts";
import { addCut } from "./count-cut.ts";
import { countWeek } from "./count-week.ts";
import { uncounted, type HomeWeek } from "./marks.ts";
import {
  addDetails,
  addPart,
  addTold,
  emptyDetails,
  greater,
  timeOfColumn,
  type Details,
  type Snapshot,
} from "./snapshot.ts";
import { readSnapshot } from "./snapshot-text.ts";
import { dates, text } from "./sql.ts";
import { EVENTS, SNAPSHOTS } from "./tables.ts";
import { UNDATED, weeksOf, type Week, type WeeksOfPeriod } from "./weeks.ts";

export interface PeriodCount {
  cells: Cells;
  longestTried: number;
  details: Details;
  /** Refusals of other times. */
  outside: OutsidePeriod | null;
}

export interface Zones {
  timezone: string;
  storeZone: string;
}

export async function countPeriod(store: Store, period: Period, zones: Zones): Promise<PeriodCount> {
  const sum: PeriodCount = { cells: emptyCells(), longestTried: 0, details: emptyDetails(), outside: null };
  const hasOwnWeeks = zones.timezone === zones.storeZone;
  const weeks = hasOwnWeeks ? weeksOf(period, zones.storeZone) : await allWeeks(store, period, zones);
  const stale = await uncounted(store, "1");
  const known = await weeksIn(store, SNAPSHOTS);
  const whole = known.filter((week) => isWhole(week, weeks, period));
  for await (const snapshot of snapshots(store, whole, stale)) addWhole(sum, snapshot, weeks);
  const others = known.filter((week) => !isWhole(week, weeks, period));
  for await (const told of toldOf(store, others, stale)) addOutside(sum, told, weeks);
  for (const at of stale) {
    const { snapshot } = await countWeek(store, at, zones.storeZone);
    if (isWhole(at.week, weeks, period)) addWhole(sum, snapshot, weeks);
    else addOutside(sum, { week: at.week, ...snapshot.details }, weeks);
  }
  if (weeks.cut.length > 0) await addCut(store, sum, { period, weeks, zones });
  sum.cells = withoutEmpty(sum.cells);
  return sum;
}

async function weeksIn(store: Store, table: string): Promise<Week[]> {
  const found = await store.query<{ monday: string }>(
    `SELECT DISTINCT toString(week) AS monday FROM ${table} ORDER BY monday`,
  );
  return found.map(({ monday }) => monday);
}

/** In another time zone weeks begin at other times: all are counted from their events. */
async function allWeeks(store: Store, period: Period, { storeZone }: Zones): Promise<WeeksOfPeriod> {
  const { first, last, cut } = weeksOf(period, storeZone);
  const within = (await weeksIn(store, EVENTS)).filter((week) =>
    week === UNDATED ? isOpen(period) : isBetween(week, first, last),
  );
  return { first: null, last: null, none: true, cut: [...new Set([...cut, ...within])] };
}

function isBetween(week: Week, first: Week | null, last: Week | null): boolean {
  return (first === null || week >= first) && (last === null || week <= last);
}

function isWhole(week: Week, { none, first, last }: WeeksOfPeriod, period: Period): boolean {
  if (none) return false;
  return week === UNDATED ? isOpen(period) : isBetween(week, first, last);
}

function addWhole(sum: PeriodCount, { parts, details }: Snapshot, { first }: WeeksOfPeriod): void {
  for (const part of parts) if (first === null || part.first >= first) addPart(sum, part);
  addDetails(sum.details, details);
}

type Told = { week: Week } & Pick<Details, "newest" | "told">;

/** What is told in a week that the period cuts may lie within. */
function addOutside(sum: PeriodCount, { week, newest, told }: Told, { cut }: WeeksOfPeriod): void {
  sum.details.newest = greater(sum.details.newest, newest);
  if (!told || cut.includes(week)) return;
  const more = week === UNDATED ? { ...told, withoutTime: told.attempts } : told;
  sum.outside = sum.outside ? addTold(sum.outside, more) : more;
}

// ---------------------------------------------------------------- snapshots

/** Snapshots that are read together. */
const WEEKS_AT_ONCE = 8;

function* together(weeks: readonly Week[], stale: readonly HomeWeek[]): Generator<string> {
  const isCounted = stale.map(
    ({ home, week }) => ` AND NOT (week = toDate(${text(week)}) AND home = ${text(home)})`,
  );
  for (let start = 0; start < weeks.length; start += WEEKS_AT_ONCE)
    yield `week IN ${dates(weeks.slice(start, start + WEEKS_AT_ONCE))}${isCounted.join("")}`;
}

/** Of each week and home the newest. What a push is about to count, or died before it did, is counted anew. */
async function* snapshots(
  store: Store,
  weeks: readonly Week[],
  stale: readonly HomeWeek[],
): AsyncGenerator<Snapshot> {
  for (const where of together(weeks, stale))
    for await (const rows of store.columns(
      `SELECT argMax(counted, version) FROM ${SNAPSHOTS} WHERE ${where} GROUP BY home, week`,
    ))
      for (const [counted = ""] of rows) yield readSnapshot(counted);
}

/** Of other weeks a report says no more than how many refusals there were. */
async function* toldOf(
  store: Store,
  weeks: readonly Week[],
  stale: readonly HomeWeek[],
): AsyncGenerator<Told> {
  for (const where of together(weeks, stale)) {
    const rows = await store.query<ToldRow>(
      `SELECT toString(week) AS monday, max(latest) AS newest, sum(amount) AS refusals, min(begun) AS first, max(ended) AS last
        FROM (SELECT week, argMax(newest, version) AS latest, argMax(told, version) AS amount,
          argMax(told_first, version) AS begun, argMax(told_last, version) AS ended
          FROM ${SNAPSHOTS} WHERE ${where} GROUP BY home, week) AS counts GROUP BY week`,
    );
    for (const { monday, newest, refusals, first, last } of rows) {
      const span = { from: isoTime(timeOfColumn(first)), to: isoTime(timeOfColumn(last)) };
      const attempts = Number(refusals);
      yield {
        week: monday,
        newest: timeOfColumn(newest),
        told: attempts === 0 ? null : { attempts, ...span },
      };
    }
  }
}

interface ToldRow {
  monday: string;
  refusals: string;
  newest: string | number;
  first: string | number;
  last: string | number;
}
