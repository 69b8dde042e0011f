// The rows that the count of a week needs: its own, and those of other weeks that tell of the same messages.

import { copied, shared } from "../base/memory/strings.ts";
import { LONGEST_IN_QUEUE } from "../counting/deliveries.ts";
import type { Observation } from "../model/observations.ts";
import type { Period } from "../model/options.ts";
import type { Store } from "./connection.ts";
import { observationOf, REFUSALS, type EventRow } from "./rows.ts";
import { hasQueueLink, queueKey, REQUEUE, requeuedIn, type QueueLink, type Requeued } from "./requeued.ts";
import { dates, text, texts, timeWithin } from "./sql.ts";
import { EVENTS } from "./tables.ts";
import { createUnions } from "./unions.ts";
import { shifted, UNDATED, type Week } from "./weeks.ts";

const WEEK_MILLISECONDS = 7 * 24 * 3_600_000;
/** A message is told of for so many weeks before and after one. */
const REACH = Math.ceil(LONGEST_IN_QUEUE / WEEK_MILLISECONDS);

/** What the counting needs of a row; links tell which rows are about one message. */
export interface CountedRow extends Pick<
  EventRow,
  "home" | "week" | "mention" | "moved" | "schema" | "queue_link" | "message_link" | "reply_link"
> {
  observation: Observation;
}

const COLUMNS =
  "home, toString(week), mention, moved, schema, toFloat64(queue_link), toFloat64(message_link), toFloat64(reply_link), event";

const LINKS = ["queue_link", "message_link", "reply_link"] as const;

/** Weeks in which something about the messages of these weeks may stand; what has no time may be of any. */
export function nearWeeks(weeks: readonly Week[]): string {
  const dated = weeks.filter((week) => week !== UNDATED).toSorted();
  if (dated.length < weeks.length) return "1";
  const [first, last] = [shifted(dated[0]!, -REACH), shifted(dated.at(-1)!, REACH)];
  return `(week = toDate(${text(UNDATED)}) OR (week >= toDate(${text(first)}) AND week <= toDate(${text(last)})))`;
}

export interface RowsWanted {
  homes: readonly string[];
  weeks: readonly Week[];
  /** Of the messages that were refused in it; left out for all rows of the weeks. */
  period?: Period;
  rowsAtOnce?: number | undefined;
}

/** Rows that are in memory at once, at some 4 kB each, and those of one message more: few enough to be gone before they count as old. */
const ROWS_AT_ONCE = 2_000;

/** Each row once, with those that tell of the same messages: some messages of one home at a time. */
export async function* rowsFor(store: Store, wanted: RowsWanted): AsyncGenerator<CountedRow[]> {
  const { homes, weeks, rowsAtOnce = ROWS_AT_ONCE } = wanted;
  const requeued = await requeuedIn(store, homes, nearWeeks(weeks));
  const select = `SELECT ${COLUMNS} FROM ${EVENTS} WHERE home IN ${texts(homes)} AND ${nearWeeks(weeks)}`;
  const sql = `${select} AND ${related(wanted)} ORDER BY home, ${requeued.messageOf("queue_link")}`;
  let some = createRows(requeued);
  let last: CountedRow | null = null;
  for await (const row of rowsOf(store, sql)) {
    const isOther = last !== null && requeued.keyOf(last) !== requeued.keyOf(row);
    if (isOther && (row.home !== last!.home || some.size() >= rowsAtOnce)) {
      yield await some.finish(store, select);
      some = createRows(requeued);
    }
    some.add(row);
    last = row;
  }
  if (last) yield await some.finish(store, select);
}

async function* rowsOf(store: Store, sql: string): AsyncGenerator<CountedRow> {
  for await (const rows of store.columns(sql)) for (const columns of rows) yield rowOf(columns);
}

function createRows(requeued: Requeued) {
  const moved = new Set<string>();
  const seen = new Map<string, CountedRow>();
  const others = new Map<string, QueueLink>();

  function add(row: CountedRow): void {
    const key = `${row.home} ${row.mention}`;
    if (row.moved === 1) moved.add(key);
    seen.set(key, row.moved === 1 ? (seen.get(key) ?? row) : row);
    for (const link of requeued.linksOf(row)) others.set(queueKey(link), link);
  }

  /** What is told of a message under another of its queue ids may have no link in common with the week. */
  async function finish(store: Store, select: string): Promise<CountedRow[]> {
    if (others.size > 0)
      for await (const row of rowsOf(store, `${select} AND ${hasQueueLink([...others.values()])}`)) add(row);
    return [...seen].map(([key, row]) => (moved.has(key) ? { ...row, moved: 1 } : row));
  }

  return { add, finish, size: () => seen.size };
}

/** Rows that are asked for, and those that have a link in common with them. */
function related({ homes, weeks, period }: RowsWanted): string {
  const asked = period ? `schema IN ${texts(REFUSALS)} AND ${timeWithin(period)}` : "1";
  const own = `home IN ${texts(homes)} AND week IN ${dates(weeks)} AND ${asked}`;
  const sharing = LINKS.map((link) => {
    const ofHome = homes.length === 1 ? link : `(home, ${link})`;
    const told = `SELECT ${ofHome} FROM ${EVENTS} WHERE ${own} AND ${link} != 0`;
    return `(${link} != 0 AND ${ofHome} GLOBAL IN (${told}))`;
  });
  return `((${own}) OR ${sharing.join(" OR ")})`;
}

function rowOf(columns: readonly string[]): CountedRow {
  const [home, week, mention, moved, schema, queue, message, reply, event] = columns as Columns;
  return {
    // Parts of a text hold all of it: these outlive the row's, which has the event.
    home: shared(home),
    week: shared(week),
    mention: copied(mention),
    moved: moved === "1" ? 1 : 0,
    schema: shared(schema),
    queue_link: Number(queue),
    message_link: Number(message),
    reply_link: Number(reply),
    observation: observationOf(event),
  };
}

type Columns = [string, string, string, string, string, string, string, string, string];

/** The rows of messages that were refused in several weeks: only they are counted in weeks together. */
export function spanningRows(rows: readonly CountedRow[]): CountedRow[] {
  if (new Set(rows.filter(isRefusal).map(({ week }) => week)).size < 2) return [];
  const messages = createUnions();
  for (const row of rows) messages.join(linkNames(row));
  const weeks = new Map<string, Set<Week>>();
  for (const row of rows) {
    if (!isRefusal(row)) continue;
    const message = messages.of(linkNames(row)[0]!);
    weeks.set(message, (weeks.get(message) ?? new Set()).add(row.week));
  }
  return rows.filter((row) => (weeks.get(messages.of(linkNames(row)[0]!))?.size ?? 0) > 1);
}

export function isRefusal({ schema }: Pick<CountedRow, "schema">): boolean {
  return REFUSALS.includes(schema);
}

function linkNames({ schema, queue_link, message_link, reply_link, mention }: CountedRow): string[] {
  if (schema === REQUEUE) return [`q${queue_link}`, `q${message_link}`];
  const names = [
    queue_link && `q${queue_link}`,
    message_link && `m${message_link}`,
    reply_link && `r${reply_link}`,
  ];
  const known = names.filter((name) => name !== 0);
  return known.length > 0 ? known : [mention];
}
