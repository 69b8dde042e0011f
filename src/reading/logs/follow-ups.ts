// The lines of a log that are looked at for the sake of messages: those that were refused, and, where it is to be
// remembered, all in the queue.

import type { Envelope, Needle } from "../../model/delivery.ts";
import type { Entry, Search, Window } from "../search/index.ts";
import type { QueueMemory } from "../state/queue-memory.ts";
import { queueIdsBefore, queueIdsOf, readEntry, textOf } from "./entries.ts";
import { keptEnvelope } from "./envelopes.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import type { LogClock } from "./log-clock.ts";
import { envelopeNeedles, followUpNeedles, leavesQueue, rareNeedles, requeueNeedles } from "./log-needles.ts";
import type { LogSource } from "./log-source.ts";

export type QueueUse = (queueId: string, entry: Entry, window: Window) => void;

export interface FollowUps {
  queueUse: (needle: Needle, source: LogSource, clock: LogClock) => QueueUse | null;
  searchesFor: (
    visit: Search["visit"],
    more?: readonly Needle[],
    queueUseOf?: (needle: Needle) => QueueUse | null,
  ) => Search[];
}

/** `queue` is null where nothing is to be remembered of messages that were not refused. */
export function createFollowUps(followed: FollowedMessages, queue: QueueMemory | null): FollowUps {
  /** What a line with the needle says of the queue, whosever message it is; null if nothing. */
  function queueUse({ text: needle }: Needle, source: LogSource, clock: LogClock): QueueUse | null {
    if (!queue) return null;
    if (leavesQueue.has(needle)) return (id) => queue.leave(id);
    if (!envelopeNeedles.has(needle)) return null;
    return (id, entry, window) => {
      const text = textOf(entry, window);
      const offset = window.base + entry.start;
      queue.enter(id, { text, read: () => envelopeIn(id, text, offset, source, clock) });
    };
  }

  /** Looks for lines about followed messages, and for those that give a message another id. */
  function searchesFor(
    visit: Search["visit"],
    more: readonly Needle[] = [],
    queueUseOf: (needle: Needle) => QueueUse | null = () => null,
  ): Search[] {
    const visitFollowed: Search["visit"] = (entry, window) =>
      queueIdsOf(entry, window).some(followed.has) && visit(entry, window);
    const needles = new Map([...followUpNeedles, ...more].map((needle) => [needle.text, needle]));
    return [
      ...[...needles.values()].map((needle) => followUp(needle, visit, queueUseOf(needle))),
      ...rareNeedles.map((needle) => ({ needle, use: "visit" as const, visit: visitFollowed })),
      ...requeueNeedles.map((needle) => ({ needle, use: "visit" as const, visit })),
    ];
  }

  /** Visits the lines of followed messages; with a use for the queue, it takes note of all. */
  function followUp(needle: Needle, visit: Search["visit"], use: QueueUse | null): Search {
    if (use === null) return { needle, use: "visit wanted", visit };
    return {
      needle,
      use: "visit",
      visit(entry, window) {
        const ids = queueIdsBefore(needle.text, entry, window);
        const isWanted = followed.isExpecting() || ids.some(followed.has);
        const isDone = isWanted && visit(entry, window);
        for (const id of ids) use(id, entry, window);
        return isDone;
      },
    };
  }

  return { queueUse, searchesFor };
}

function envelopeIn(
  queueId: string,
  text: string,
  offset: number,
  source: LogSource,
  clock: LogClock,
): Envelope | null {
  const record = readEntry(text, offset, source, clock)?.record;
  if (record?.kind !== "envelope" || record.envelope.queueId !== queueId) return null;
  return keptEnvelope(record.envelope);
}
