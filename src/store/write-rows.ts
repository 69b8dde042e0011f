// Writes a batch's rows that are not in their tables yet, and marks the weeks that they change.

import type { Store } from "./connection.ts";
import { fileWaiting, isWaiting, moveHome, shareLinks } from "./filing.ts";
import type { Marks } from "./marks.ts";
import { hasQueueLink, requeuedIn } from "./requeued.ts";
import type { Candidate, EventRow, OtherRow } from "./rows.ts";
import { dates, manyTexts, texts } from "./sql.ts";
import { EVENTS, type OTHER_RECEIVERS, type OTHERS } from "./tables.ts";
import { nearWeeks } from "./week-rows.ts";
import type { Week } from "./weeks.ts";

/** How many were not there before. */
export async function writeEvents(store: Store, marks: Marks, read: readonly Candidate[]): Promise<number> {
  if (read.length === 0) return 0;
  const fresh = await freshRows(store, await unknownOf(store, await filed(store, read)));
  if (fresh.length === 0) return 0;
  const moves = await moveHome(store, fresh);
  const added = [...fresh, ...moves.rows, ...moves.left];
  await marks.add(added);
  // Before they are there: whatever ends this push, no week that they change passes for counted.
  await marks.add(await relatedWeeks(store, marks, added));
  await store.insertMany(EVENTS, added);
  // And after that: of two pushes at once, the later one sees what the earlier stored.
  await marks.add(await relatedWeeks(store, marks, added));
  return fresh.length;
}

/** Bounces under the homes of their messages. */
async function filed(store: Store, read: readonly Candidate[]): Promise<readonly Candidate[]> {
  if (!read.some(isWaiting)) return read;
  const rows = await fileWaiting(
    store,
    read.map(({ row }) => row()),
  );
  return rows.map((row) => ({ ...row, row: () => row }));
}

/** Lines in another spelling than this program's are asked for once more, in that. */
async function freshRows(store: Store, unknown: readonly Candidate[]): Promise<EventRow[]> {
  const same: EventRow[] = [];
  const others: EventRow[] = [];
  for (const { mention, row } of unknown) {
    const made = row();
    (made.mention === mention ? same : others).push(made);
  }
  return once([...same, ...(await unknownOf(store, others))], nameOf);
}

async function unknownOf<Row extends Mentioned>(store: Store, rows: readonly Row[]): Promise<Row[]> {
  const asked = once(rows, nameOf);
  if (asked.length === 0) return asked;
  const known = await knownMentions(store, asked);
  return asked.filter(({ mention }) => !known.has(mention));
}

type Mentioned = Pick<EventRow, "home" | "week" | "mention">;

function nameOf({ home, mention }: Mentioned): string {
  return `${home} ${mention}`;
}

function once<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  return [...new Map(rows.map((row) => [keyOf(row), row])).values()];
}

/** If a push overlaps the one before, most of it is there already: a look costs less than to store it again. */
async function knownMentions(store: Store, rows: readonly Mentioned[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (const part of parts(rows)) {
    const found = await store.query<{ mention: string }>(
      `SELECT DISTINCT mention FROM ${EVENTS} WHERE home IN ${texts(new Set(part.map(({ home }) => home)))}
        AND week IN ${dates(new Set(part.map(({ week }) => week)))} AND mention IN ${manyTexts(part.map(({ mention }) => mention))}`,
    );
    for (const { mention } of found) known.add(mention);
  }
  return known;
}

/** More values in one query are too much for the engine's parser. */
const VALUES_AT_ONCE = 10_000;

function* parts<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += VALUES_AT_ONCE)
    yield rows.slice(start, start + VALUES_AT_ONCE);
}

/** The weeks, besides those that are marked, in which something else is told of the same messages. */
async function relatedWeeks(
  store: Store,
  marks: Marks,
  rows: readonly EventRow[],
): Promise<Pick<EventRow, "home" | "week">[]> {
  const weeks: Pick<EventRow, "home" | "week">[] = [];
  for (const part of parts(rows)) {
    const homes = new Set(part.map(({ home }) => home));
    const near = nearWeeks(part.map(({ week }) => week));
    const others = await unmarkedWeeks(store, marks, homes, near);
    if (others.length === 0) continue;
    const requeued = await requeuedIn(store, homes, near, part);
    const links = part.flatMap((row) => requeued.linksOf(row));
    const isRequeued = links.length === 0 ? "0" : hasQueueLink(links);
    const found = await store.query<{ home: string; monday: string }>(
      `SELECT DISTINCT home, toString(week) AS monday FROM ${EVENTS}
        WHERE home IN ${texts(homes)} AND week IN ${dates(others)} AND (${shareLinks(part)} OR ${isRequeued})`,
    );
    for (const { home, monday } of found) weeks.push({ home, week: monday });
  }
  return weeks;
}

/** Mostly there are none: then no links need be compared. */
async function unmarkedWeeks(
  store: Store,
  marks: Marks,
  homes: ReadonlySet<string>,
  near: string,
): Promise<Week[]> {
  const marked = marks.weeksOf(homes);
  const others = marked.length === 0 ? "1" : `week NOT IN ${dates(marked)}`;
  const found = await store.query<{ monday: string }>(
    `SELECT DISTINCT toString(week) AS monday FROM ${EVENTS} WHERE home IN ${texts(homes)} AND ${near} AND ${others}`,
  );
  return found.map(({ monday }) => monday);
}

// ---------------------------------------------------------------- refusals of other kinds

export async function writeOthers(
  store: Store,
  table: typeof OTHERS | typeof OTHER_RECEIVERS,
  read: readonly OtherRow[],
): Promise<number> {
  if (read.length === 0) return 0;
  const rows = once(read, ({ mention }) => mention);
  const found = await store.query<{ mention: string }>(
    `SELECT DISTINCT mention FROM ${table} WHERE message IN ${texts(new Set(rows.map(({ message }) => message)))}
      AND mention IN ${manyTexts(rows.map(({ mention }) => mention))}`,
  );
  const known = new Set(found.map(({ mention }) => mention));
  const fresh = rows.filter(({ mention }) => !known.has(mention));
  if (fresh.length > 0) await store.insertMany(table, fresh);
  return fresh.length;
}
