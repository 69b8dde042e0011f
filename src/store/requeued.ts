// Messages that were put into the queue again have several queue ids. Few are, and the rows about one may have any of its
// ids: a log says once which of them belong together.

import type { Store } from "./connection.ts";
import type { EventRow } from "./rows.ts";
import { text, texts } from "./sql.ts";
import { EVENTS } from "./tables.ts";
import { createUnions } from "./unions.ts";

export const REQUEUE = "whybounce.requeue/1";

/** A queue id of a host, as a hash. */
export type QueueLink = Pick<EventRow, "home" | "queue_link">;

export interface Requeued {
  /** The links of all queue ids of the row's message; none if it has but one. */
  linksOf: (row: QueueLink) => readonly QueueLink[];
  /** The same for all rows of a message, in the engine's words, and for one row. */
  messageOf: (column: string) => string;
  keyOf: (row: QueueLink) => string;
}

export function queueKey({ home, queue_link }: QueueLink): string {
  return `${queue_link} ${home}`;
}

/** `unstored` are rows besides those of the store. */
export async function requeuedIn(
  store: Store,
  homes: Iterable<string>,
  weeks: string,
  unstored: readonly (QueueLink & Pick<EventRow, "schema" | "message_link">)[] = [],
): Promise<Requeued> {
  const found = await store.query<{ home: string; queue: number; message: number }>(
    `SELECT DISTINCT home, toFloat64(queue_link) AS queue, toFloat64(message_link) AS message FROM ${EVENTS}
      WHERE home IN ${texts(homes)} AND schema = ${text(REQUEUE)} AND ${weeks}`,
  );
  const told = unstored
    .filter(({ schema }) => schema === REQUEUE)
    .map(({ home, queue_link, message_link }) => ({ home, queue: queue_link, message: message_link }));
  return createRequeued(
    [...found, ...told].map(
      ({ home, queue, message }) => [linkOf(home, queue), linkOf(home, message)] as const,
    ),
  );
}

function linkOf(home: string, queue_link: number): QueueLink {
  return { home, queue_link };
}

function createRequeued(pairs: readonly (readonly [QueueLink, QueueLink])[]): Requeued {
  const unions = createUnions();
  const links = new Map<string, QueueLink>();
  const firsts = firstLinks(pairs);
  for (const pair of pairs) {
    unions.join(pair.map(queueKey));
    for (const link of pair) links.set(queueKey(link), link);
  }
  const messages = new Map<string, QueueLink[]>();
  for (const [key, link] of links) {
    const root = unions.of(key);
    messages.set(root, [...(messages.get(root) ?? []), link]);
  }
  return {
    linksOf: (row) => (links.size === 0 ? [] : (messages.get(unions.of(queueKey(row))) ?? [])),
    messageOf(column) {
      if (firsts.size === 0) return column;
      const list = (numbers: Iterable<number>) =>
        `[${[...numbers].map((one) => `toUInt64(${one})`).join(", ")}]`;
      return `transform(${column}, ${list(firsts.keys())}, ${list(firsts.values())}, ${column})`;
    },
    keyOf: ({ home, queue_link }) => queueKey({ home, queue_link: firsts.get(queue_link) ?? queue_link }),
  };
}

/** One queue id of each message, whichever host has it: the same id of two hosts joins what need not be joined. */
function firstLinks(pairs: readonly (readonly [QueueLink, QueueLink])[]): Map<number, number> {
  const unions = createUnions();
  for (const pair of pairs) unions.join(pair.map(({ queue_link }) => String(queue_link)));
  const links = new Set(pairs.flat().map(({ queue_link }) => queue_link));
  return new Map([...links].map((link) => [link, Number(unions.of(String(link)))]));
}

export function hasQueueLink(links: readonly QueueLink[]): string {
  const pairs = links.map(({ home, queue_link }) => `(${text(home)}, ${queue_link})`);
  return `(home, queue_link) IN (${pairs.join(", ")})`;
}
