// Stores the events that are not there yet, batch after batch. If a push ends early, the stored events stay, and the
// same push again stores the rest.

import { UserError } from "../base/errors.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { StoreOptions } from "../model/options.ts";
import { count } from "../base/words/quantities.ts";
import { openStore, type Store } from "./connection.ts";
import { toRow, type Row } from "./rows.ts";
import { text } from "./sql.ts";
import { tableNames, tableOf, type EventTable } from "./tables.ts";
import { checkVersion, secondsNow } from "./version.ts";

export interface PushOptions {
  onProgress: (status: string) => void;
  onWarning: (message: string) => void;
  batchSize?: number;
}

export interface Pushed {
  /** Rows that were not there before. */
  stored: number;
  known: number;
}

/** Large enough for the engine, which makes a part of each; small enough to be sent again. */
const BATCH_SIZE = 20_000;
/** A clock that is further ahead is wrong. */
const TOLERATED_SKEW = 24 * 3_600_000;

export async function pushEvents(
  where: StoreOptions,
  told: readonly AnalysisEvent[],
  options: PushOptions,
): Promise<Pushed> {
  const { batchSize = BATCH_SIZE } = options;
  const events = told.filter(({ schema }) => tableOf[schema] !== null);
  const ahead = futureWarning(events);
  if (ahead !== null) options.onWarning(ahead);
  const store = await openStore(where);
  const done: Pushed = { stored: 0, known: 0 };
  try {
    await checkVersion(store);
    for (const table of tableNames) {
      const own = events.filter(({ schema }) => tableOf[schema] === table);
      for (let start = 0; start < own.length; start += batchSize) {
        await pushBatch(store, table, own.slice(start, start + batchSize), done);
        options.onProgress(`stored ${done.stored + done.known} of ${events.length} events`);
      }
    }
    return done;
  } catch (error) {
    throw interrupted(error, done, events.length);
  } finally {
    await store.close();
  }
}

async function pushBatch(
  store: Store,
  table: EventTable,
  events: readonly AnalysisEvent[],
  done: Pushed,
): Promise<void> {
  const pushed = secondsNow();
  const rows = new Map(
    events.map((event) => [event, toRow(event, pushed)] as const).map(([, row]) => [row.mention, row]),
  );
  const known = await knownMentions(store, table, [...rows.values()]);
  const missing = [...rows.values()].filter(({ mention }) => !known.has(mention));
  // In the table's order: the engine need not sort them, and the blocks are the same when sent again.
  const sorted = missing.toSorted((a, b) => compare(a.message, b.message) || compare(a.mention, b.mention));
  if (sorted.length > 0) await store.insert(table, sorted);
  done.stored += sorted.length;
  done.known += events.length - sorted.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** If a push overlaps the one before, most of it is there already: a look costs less than to store it again. */
async function knownMentions(
  store: Store,
  table: EventTable,
  rows: readonly Row[],
): Promise<ReadonlySet<string>> {
  const messages = [...new Set(rows.map(({ message }) => message))];
  const found = await store.query<{ mention: string }>(
    `SELECT DISTINCT mention FROM ${table} WHERE message IN (${messages.map(text).join(", ")})
      AND mention IN (${rows.map(({ mention }) => text(mention)).join(", ")})`,
  );
  return new Set(found.map(({ mention }) => mention));
}

function interrupted(error: unknown, { stored, known }: Pushed, total: number): unknown {
  if (!(error instanceof UserError) || stored + known === 0) return error;
  const rest = `${stored + known} of ${total} events are stored: run the same command again for the rest`;
  const { nextStep } = error.mistake;
  return new UserError({
    ...error.mistake,
    nextStep: nextStep === undefined ? rest : [...[nextStep].flat(), `; ${rest}`],
  });
}

/** Hosts whose clocks are wrong spoil the report of a week that is still to come. */
function futureWarning(events: readonly AnalysisEvent[]): string | null {
  const limit = new Date(Date.now() + TOLERATED_SKEW).toISOString();
  const ahead = events.filter(({ time }) => time !== null && time > limit);
  const [first] = ahead;
  if (first === undefined) return null;
  const host = "reportingMta" in first && first.reportingMta ? ` of ${first.reportingMta}` : "";
  return `${count(ahead.length, "event")}${host} of the future, such as ${first.time}: a clock is ahead; they are stored as they are`;
}
