// Counts weeks that a period cuts: from the events about messages that were refused in the part that lies within.

import { isoTime } from "../base/standards/iso-time.ts";
import { addCells } from "../counting/cells.ts";
import { cellsOf, timedAttempts } from "../counting/tally.ts";
import type { Period } from "../model/options.ts";
import type { Store } from "./connection.ts";
import type { PeriodCount, Zones } from "./count-period.ts";
import { detailsOf, groupingOf, hoursOf } from "./count-week.ts";
import {
  addDetails,
  addTold,
  emptyDetails,
  NO_FIRST,
  NO_LAST,
  timeOfColumn,
  type Details,
} from "./snapshot.ts";
import { dates, timeWithin } from "./sql.ts";
import { EVENTS } from "./tables.ts";
import { IS_WAITING } from "./filing.ts";
import { rowsFor, type CountedRow } from "./week-rows.ts";
import { DATED, periodOf, type WeeksOfPeriod } from "./weeks.ts";

export interface Cut {
  period: Period;
  weeks: WeeksOfPeriod;
  zones: Zones;
}

/** So many events, or those of one home, are put in order by the engine at once. */
const EVENTS_AT_ONCE = 30_000;

/**
 * Messages that were refused in such a week: what they are in the period, less what they are in its whole weeks, which the
 * snapshots have.
 */
export async function addCut(store: Store, sum: PeriodCount, cut: Cut): Promise<void> {
  const { period, weeks } = cut;
  for await (const homes of homesIn(store, cut))
    for await (const rows of rowsFor(store, { homes, weeks: weeks.cut, period })) {
      const own = rows.filter(({ moved }) => moved === 0);
      if (own.length > 0) addHome(sum, own, cut);
    }
  await addTellings(store, sum, cut);
}

async function* homesIn(store: Store, { weeks, period }: Cut): AsyncGenerator<string[]> {
  const found = await store.query<{ home: string; amount: string }>(
    `SELECT home, count() AS amount FROM ${EVENTS} WHERE week IN ${dates(weeks.cut)} AND ${timeWithin(period)}
      GROUP BY home ORDER BY home`,
  );
  let homes: string[] = [];
  let events = 0;
  for (const { home, amount } of found) {
    if (homes.length > 0 && events + Number(amount) > EVENTS_AT_ONCE) {
      yield homes;
      [homes, events] = [[], 0];
    }
    homes.push(home);
    events += Number(amount);
  }
  if (homes.length > 0) yield homes;
}

function addHome(sum: PeriodCount, rows: readonly CountedRow[], { period, weeks, zones }: Cut): void {
  const grouping = groupingOf(rows, period);
  const grouped = grouping.finish(period);
  addCells(sum.cells, cellsOf(grouped, zones.timezone));
  sum.longestTried = Math.max(sum.longestTried, grouped.lastWords.longestTried);
  const details = { ...emptyDetails(), ...detailsOf(grouped) };
  const whole = wholeOf(weeks, zones.storeZone);
  if (whole) {
    const counts = grouping.within(whole);
    addCells(sum.cells, cellsOf(counts, zones.timezone), -1);
    details.hours = without(details.hours, hoursOf(timedAttempts(counts)));
  }
  addDetails(sum.details, details);
}

function wholeOf({ none, first, last }: WeeksOfPeriod, timezone: string): Period | null {
  if (none) return null;
  return {
    from: first === null ? DATED.from : periodOf(first, first, timezone).from,
    to: last === null ? null : periodOf(last, last, timezone).to,
  };
}

function without(hours: Details["hours"], known: Details["hours"]): Details["hours"] {
  for (const [ip, own] of known)
    for (const [hour, attempts] of own) {
      const of = hours.get(ip);
      of?.set(hour, (of.get(hour) ?? 0) - attempts);
    }
  return hours;
}

// ---------------------------------------------------------------- what the rows say by themselves

interface Telling {
  within: 0 | 1;
  rows: string;
  refusals: string;
  attempts: string;
  first: string | number;
  last: string | number;
}

/** How many there are in the period, and how many refusals outside. */
async function addTellings(store: Store, sum: PeriodCount, { weeks, period }: Cut): Promise<void> {
  const ofWeeks = `week IN ${dates(weeks.cut)}`;
  const isRefusal = "schema = 'whybounce.rejection/1'";
  const tellings = await store.query<Telling>(
    `SELECT ${timeWithin(period)} AS within, uniqExact(home, mention) AS rows, uniqExactIf(mention, ${isRefusal}) AS refusals,
        uniqExactIf((home, reply_link), ${isRefusal}) AS attempts,
        min(if(${isRefusal}, ifNull(time, toInt64(${NO_FIRST})), toInt64(${NO_FIRST}))) AS first,
        max(if(${isRefusal}, ifNull(time, toInt64(${NO_LAST})), toInt64(${NO_LAST}))) AS last
      FROM ${EVENTS} WHERE ${ofWeeks} AND moved = 0 AND (home, week, mention) GLOBAL NOT IN (
        SELECT home, week, mention FROM ${EVENTS} WHERE ${IS_WAITING} AND ${ofWeeks} AND moved = 1)
      GROUP BY within`,
  );
  for (const { within, rows, refusals, attempts, first, last } of tellings) {
    const span = { from: isoTime(timeOfColumn(first)), to: isoTime(timeOfColumn(last)) };
    const told = { attempts: Number(attempts), ...span };
    if (within === 1) {
      sum.details.rows += Number(rows);
      sum.details.rejections += Number(refusals);
    } else if (told.attempts > 0) sum.outside = sum.outside ? addTold(sum.outside, told) : told;
  }
}
