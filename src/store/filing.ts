// Files what is told of a message under the message's home. A bounce may be read on another host than the log, before it or
// after it, and name the host otherwise; a log may name none: reply, Message-ID or queue id say whose it is.

import type { Store } from "./connection.ts";
import { WAITING } from "./message-events.ts";
import { REFUSALS, type EventRow } from "./rows.ts";
import { manyNumbers, text, texts } from "./sql.ts";
import { EVENTS } from "./tables.ts";
import { nearWeeks } from "./week-rows.ts";

type Link = "queue_link" | "message_link" | "reply_link";
/** In the order in which they are believed. */
const LINKS: readonly Link[] = ["reply_link", "message_link", "queue_link"];
export const IS_WAITING = `home >= ${text(WAITING)} AND home < ${text("A")}`;

interface Place {
  home: string;
  queue: number;
}

/** Homes of messages, by what their mentions have in common. */
type Places = Record<Link, Map<number, Place>>;

/** Gives bounces the homes of the messages they are about, as far as a log told of these. */
export async function fileWaiting(store: Store, rows: readonly EventRow[]): Promise<EventRow[]> {
  const waiting = rows.filter(isWaiting);
  if (waiting.length === 0) return [...rows];
  const places = emptyPlaces();
  for (const row of rows) if (isOfLog(row)) note(places, row, row.home, row.queue_link);
  const untold = waiting.filter((row) => !placeOf(places, row));
  if (untold.length > 0) await lookUp(store, untold, places);
  return rows.map((row) => (isWaiting(row) ? filed(row, placeOf(places, row)) : row));
}

export function isWaiting({ home }: Pick<EventRow, "home">): boolean {
  return home.startsWith(WAITING);
}

/** A log's refusals say whose a message is, even if the log names no host. */
function isOfLog({ schema, via, queue_link }: EventRow): boolean {
  return REFUSALS.includes(schema) && via === "log" && queue_link !== 0;
}

function filed(row: EventRow, place: Place | undefined): EventRow {
  return place ? { ...row, home: place.home, queue_link: place.queue || row.queue_link } : row;
}

function emptyPlaces(): Places {
  return { reply_link: new Map(), message_link: new Map(), queue_link: new Map() };
}

/** Of several the same one, in whatever order they are found; rather a host than none. */
function note(places: Places, links: Pick<EventRow, Link>, home: string, queue: number): void {
  for (const link of LINKS) {
    const known = places[link].get(links[link]);
    if (links[link] !== 0 && (!known || rankOf(home) < rankOf(known.home)))
      places[link].set(links[link], { home, queue });
  }
}

function rankOf(home: string): string {
  return `${isWaiting({ home }) ? 1 : 0}${home}`;
}

function placeOf(places: Places, row: EventRow): Place | undefined {
  // A log knows its messages by their queue ids; what else is the same there, is of another message.
  for (const link of row.via === "log" && row.queue_link !== 0 ? (["queue_link"] as const) : LINKS) {
    const place = row[link] === 0 ? undefined : places[link].get(row[link]);
    if (place) return place;
  }
  return undefined;
}

interface Found extends Record<"queue" | "message" | "reply", number> {
  home: string;
}

async function lookUp(store: Store, rows: readonly EventRow[], places: Places): Promise<void> {
  const found = await store.query<Found>(
    `SELECT DISTINCT home, toFloat64(queue_link) AS queue, toFloat64(message_link) AS message, toFloat64(reply_link) AS reply
      FROM ${EVENTS} WHERE schema IN ${texts(REFUSALS)} AND via = 'log'
      AND moved = 0 AND queue_link != 0 AND ${nearWeeks(rows.map(({ week }) => week))} AND (${shareLinks(rows)})`,
  );
  for (const { home, queue, message, reply } of found)
    note(places, { queue_link: queue, message_link: message, reply_link: reply }, home, queue);
}

/** The condition that a row shares a link with these. */
export function shareLinks(rows: readonly Pick<EventRow, Link>[]): string {
  const conditions = LINKS.flatMap((link) => {
    const values = new Set(rows.map((row) => row[link]));
    values.delete(0);
    return values.size === 0 ? [] : [`${link} IN ${manyNumbers(values)}`];
  });
  return conditions.length === 0 ? "0" : conditions.join(" OR ");
}

/**
 * Bounces that came before the log rows that tell whose they are: each as it is to stand under its home, and where it stood.
 */
export async function moveHome(
  store: Store,
  rows: readonly EventRow[],
): Promise<{ rows: EventRow[]; left: EventRow[] }> {
  const logged = rows.filter(isOfLog);
  const moves = { rows: [] as EventRow[], left: [] as EventRow[] };
  if (logged.length === 0) return moves;
  const places = emptyPlaces();
  for (const row of logged) note(places, row, row.home, row.queue_link);
  const near = nearWeeks(logged.map(({ week }) => week));
  if (!(await isAnyWaiting(store, near))) return moves;
  const waiting = await store.query<Waiting>(
    `SELECT ${WAITING_COLUMNS} FROM ${EVENTS} WHERE ${IS_WAITING} AND ${near} AND (${shareLinks(logged)})
      AND (home, week, mention) GLOBAL NOT IN (
        SELECT home, week, mention FROM ${EVENTS} WHERE ${IS_WAITING} AND ${near} AND moved = 1)`,
  );
  for (const { monday, waited, pushed_at: pushed, queue, message, reply, ...words } of waiting) {
    const links = { queue_link: queue, message_link: message, reply_link: reply };
    const row: EventRow = {
      ...words,
      pushed,
      week: monday,
      time: waited === null ? null : Number(waited),
      moved: 0,
      ...links,
    };
    const moved = filed(row, placeOf(places, row));
    if (moved.home === row.home) continue;
    moves.rows.push(moved);
    moves.left.push({ ...row, moved: 1 });
  }
  return moves;
}

/** Most fleets push logs alone: then no links need be compared. */
async function isAnyWaiting(store: Store, near: string): Promise<boolean> {
  const found = await store.query(`SELECT home FROM ${EVENTS} WHERE ${IS_WAITING} AND ${near} LIMIT 1`);
  return found.length > 0;
}

type Waiting = Pick<
  EventRow,
  "home" | "mention" | "schema" | "via" | "sending_ip" | "code" | "sender_domain" | "queue_id" | "event"
> & {
  monday: string;
  waited: string | number | null;
  pushed_at: number;
  queue: number;
  message: number;
  reply: number;
};

const WAITING_COLUMNS = `home, toString(week) AS monday, mention, time AS waited, schema, via, toFloat64(queue_link) AS queue,
  toFloat64(message_link) AS message, toFloat64(reply_link) AS reply, sending_ip, code, sender_domain, queue_id, event,
  toUInt32(pushed) AS pushed_at`;
