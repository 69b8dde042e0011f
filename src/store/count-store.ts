// Counts what a store holds. The engine groups and counts. What is ambiguous there (ambiguous.ts) is fetched and
// counted as if it had just been read from a log. The two counts are of different messages, so they add up.

import { addCells, sendingIpsOf, totalsOf, weeksOf, type Cells } from "../counting/cells.ts";
import type { Counted } from "../counting/counted.ts";
import { isSilentSince, longestTried, queueLife } from "../counting/end-not-seen.ts";
import { UserError } from "../base/errors.ts";
import { createGrouping, type GroupedEvents } from "../counting/grouping.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { AnalysisTask, Period, StoreOptions } from "../model/options.ts";
import type { Timeline } from "../model/report.ts";
import { isoWeek } from "../base/standards/iso-week.ts";
import { count } from "../base/words/quantities.ts";
import {
  bucketsOf,
  cellsOf,
  inBuckets,
  oneSpelling,
  tallyRecipients,
  timedAttempts,
  timelineOf,
} from "../counting/tally.ts";
import { narrowThePeriod, openStore, type Store } from "./connection.ts";
import { countBuckets, countCells, givenHostsOf, localIpsOf, lostRecipients, timesOf } from "./counts.ts";
import { findAmbiguous, type Kinds } from "./ambiguous.ts";
import { countForeign, countOtherReceivers, countOthers, countOutside, countUnread } from "./others.ts";
import { isInReach, KNOWN_REFUSALS, text, within, type Scope } from "./sql.ts";
import { tableNames } from "./tables.ts";
import { checkVersion } from "./version.ts";

/** More exceptions than this in one list are too much for the engine's parser. */
const MAX_AMBIGUOUS = 200_000;

/** `before` is the period to be compared with. */
export async function countStore(
  where: StoreOptions,
  options: AnalysisTask,
  before: Period | null,
): Promise<Counted> {
  const store = await openStore(where);
  try {
    await checkVersion(store);
    return await countAll(store, options, before);
  } finally {
    await store.close();
  }
}

async function countAll(store: Store, options: AnalysisTask, before: Period | null): Promise<Counted> {
  const { period, timezone, keepEvents, onProgress = () => {}, onWarning } = options;
  onProgress(`counting in ${store.name}`);
  const found = await survey(store, period);
  const main = await countPeriod(store, found, period, timezone);
  const earlier = before && (await countPeriod(store, await survey(store, before), before, timezone));
  const foreign = await countForeign(store);
  const warnings = foreign === 0 ? [] : [foreignRows(store, foreign)];
  for (const warning of warnings) onWarning(warning);
  const { cells, scope, fetched } = main;
  const local = await localIpsOf(store, scope);
  for (const [ip, addresses] of fetched.localIps)
    local.set(ip, new Set([...(local.get(ip) ?? []), ...addresses]));
  return {
    inputs: [inputOf(store, found, warnings)],
    warnings: [],
    inputFailed: foreign > 0,
    interrupted: false,
    totals: totalsOf(cells),
    sendingIps: sendingIpsOf(cells),
    weeks: weeksOf(cells),
    timeline: await timeline(store, main, period),
    recipients: await recipients(store, main),
    otherRefusals: await countOthers(store, period),
    otherReceivers: await countOtherReceivers(store, period),
    unread: await countUnread(store, period),
    outsidePeriod: await countOutside(store, period),
    localIps: local,
    acceptances: new Map(),
    // The store does not keep which program wrote a line.
    sightings: new Map(),
    givenHosts: await givenHostsOf(store, scope),
    events: keepEvents ? await allEvents(store, period) : [],
    before: earlier && { totals: totalsOf(earlier.cells), sendingIps: sendingIpsOf(earlier.cells) },
  };
}

function foreignRows(store: Store, foreign: number): string {
  return `${store.name}: ${count(foreign, "row")} of another schema, written by another version of whybounce; left out`;
}

function inputOf(store: Store, { rows, rejections }: Survey, warnings: string[]) {
  return { path: store.name, kind: "store" as const, bytes: 0, records: rows, rejections, warnings };
}

// ---------------------------------------------------------------- what there is

interface Survey extends Kinds {
  rows: number;
  rejections: number;
  first: number | null;
  last: number | null;
}

async function survey(store: Store, period: Period): Promise<Survey> {
  const [row] = await store.query<Record<string, string | number | null>>(
    `SELECT count() AS rows, uniqIf(id, schema = 'whybounce.rejection/1') AS rejections, min(time) AS first,
      max(time) AS last, max(mailbox = '') AS unnamed, max(reply_id = '') AS vague
    FROM whybounce_refusals WHERE ${KNOWN_REFUSALS} AND ${within(period)}`,
  );
  const timeOf = (time: string | number | null | undefined) =>
    time === null || time === undefined ? null : Number(time);
  return {
    rows: Number(row?.["rows"] ?? 0),
    rejections: Number(row?.["rejections"] ?? 0),
    first: timeOf(row?.["first"]),
    last: timeOf(row?.["last"]),
    unnamed: Number(row?.["unnamed"] ?? 0) > 0,
    vague: Number(row?.["vague"] ?? 0) > 0,
  };
}

/** A hundred years; times beyond are those of a broken clock. */
const MAX_WEEKS = 5300;

/** The first seconds of all weeks from first to last. */
function weekStarts({ first, last }: Survey, timezone: string): number[] {
  const starts: number[] = [];
  if (first === null || last === null) return starts;
  for (let time = first; time <= last; time = isoWeek(time, timezone).to) {
    if (starts.length === MAX_WEEKS)
      throw new UserError({
        problem: `the stored times go from ${new Date(first).toISOString()} to ${new Date(last).toISOString()}: a clock was wrong`,
        nextStep: ["narrow the period with ", { option: "since" }, " and ", { option: "until" }],
      });
    starts.push(isoWeek(time, timezone).from / 1000);
  }
  return starts;
}

// ---------------------------------------------------------------- one period

interface PeriodCount {
  cells: Cells;
  scope: Scope;
  fetched: GroupedEvents;
}

async function countPeriod(
  store: Store,
  found: Survey,
  period: Period,
  timezone: string,
): Promise<PeriodCount> {
  const everything: Scope = { period, weekStarts: weekStarts(found, timezone), ambiguous: [] };
  const ambiguous = await findAmbiguous(store, everything, found);
  if (ambiguous.length > MAX_AMBIGUOUS)
    throw new UserError({
      thing: store.name,
      problem: `${count(ambiguous.length, "message")} cannot be counted in the engine`,
      nextStep: narrowThePeriod,
    });
  const scope = { ...everything, ambiguous };
  const fetched = await group(eventsOf(store, period, ambiguous), false);
  const { newest, longestTried: tried } = await timesOf(store, scope);
  const life = queueLife([tried, longestTried(fetched.deliveries)]);
  const silentSince = newest === null ? null : newest - life;
  const cells = await countCells(store, scope, timezone, silentSince);
  const isEndNotSeen = silentSince === null ? () => false : isSilentSince(silentSince);
  addCells(cells, cellsOf({ ...fetched, isEndNotSeen }, timezone));
  return { cells, scope, fetched };
}

async function timeline(
  store: Store,
  { cells, scope, fetched }: PeriodCount,
  period: Period,
): Promise<Timeline | null> {
  const seen = [...cells.addresses.values()];
  const first = Math.min(...seen.flatMap((cell) => cell.first ?? []));
  const last = Math.max(...seen.flatMap((cell) => cell.last ?? []));
  if (first > last) return null;
  const buckets = bucketsOf({ first, last }, period);
  const rows = [...inBuckets(timedAttempts(fetched), buckets)];
  for await (const row of countBuckets(store, scope, buckets)) rows.push(row);
  return timelineOf(buckets, rows);
}

async function recipients(store: Store, { scope, fetched }: PeriodCount): Promise<string[]> {
  const found = tallyRecipients(fetched);
  for await (const recipient of lostRecipients(store, scope)) found.push(recipient);
  return oneSpelling(found);
}

// ---------------------------------------------------------------- events

async function group(events: AsyncIterable<AnalysisEvent>, keep: boolean): Promise<GroupedEvents> {
  const grouping = createGrouping(keep);
  for await (const event of events) grouping.add(event);
  return grouping.finish();
}

/** As many messages as one query may name. */
const MESSAGES_AT_ONCE = 5000;

async function* eventsOf(
  store: Store,
  period: Period,
  messages: readonly string[],
): AsyncIterable<AnalysisEvent> {
  for (let start = 0; start < messages.length; start += MESSAGES_AT_ONCE) {
    const named = `message IN (${messages
      .slice(start, start + MESSAGES_AT_ONCE)
      .map(text)
      .join(", ")})`;
    yield* read(
      store,
      `SELECT event FROM whybounce_refusals WHERE ${KNOWN_REFUSALS} AND ${within(period)} AND ${named}`,
    );
    yield* read(
      store,
      `SELECT event FROM whybounce_outcomes WHERE schema = 'whybounce.outcome/1' AND (${isInReach(period)}) AND ${named}`,
    );
  }
}

/** Everything, for an output that shows every event. */
async function allEvents(store: Store, period: Period): Promise<AnalysisEvent[]> {
  async function* every() {
    for (const table of tableNames) {
      const reach = table === "whybounce_outcomes" ? "1" : within(period);
      yield* read(store, `SELECT event FROM ${table} WHERE ${reach}`);
    }
  }
  return (await group(every(), true)).events;
}

async function* read(store: Store, sql: string): AsyncIterable<AnalysisEvent> {
  for await (const rows of store.stream<{ event: string }>(sql))
    for (const { event } of rows) yield JSON.parse(event) as AnalysisEvent;
}
