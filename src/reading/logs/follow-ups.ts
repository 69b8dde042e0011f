// The lines of a log that are looked at for the sake of messages: those that were refused, lines that others complete, and,
// where it is to be remembered, all in the queue.

import type { Envelope, Needle } from "../../model/delivery.ts";
import type { Entry, Search, Window } from "../search/index.ts";
import type { QueueMemory } from "../state/queue-memory.ts";
import { queueIdsBefore, queueIdsOf, readEntry, textOf } from "./entries.ts";
import { keptEnvelope } from "./envelopes.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import { noParts } from "./kept-parts.ts";
import type { LogClock } from "./log-clock.ts";
import { isEnvelopeNeedle, leavesQueue, partNeedles, type FollowUpNeedles } from "./log-needles.ts";
import type { LogSource } from "./log-source.ts";
import type { MtaReader } from "./mailers/reader.ts";

type Visit = Search["visit"];

export type QueueUse = (queueId: string, entry: Entry, window: Window) => void;

export interface FollowUps {
  /** What a line with the needle says of the queue, whosever message it is; null if nothing. */
  queueUse: (needle: Needle, source: LogSource, clock: LogClock) => QueueUse | null;
  /** Looks for lines about followed messages, and for those that give a message another id. */
  searchesFor: (
    visit: Visit,
    needles: FollowUpNeedles,
    queueUseOf?: (needle: Needle) => QueueUse | null,
  ) => Search[];
}

/** `queue` is null where nothing is to be remembered of messages that were not refused. */
export function createFollowUps(followed: FollowedMessages, queue: QueueMemory | null): FollowUps {
  function queueUse({ text: needle }: Needle, source: LogSource, clock: LogClock): QueueUse | null {
    if (!queue) return null;
    if (leavesQueue.has(needle)) return (id) => queue.leave(id);
    if (!isEnvelopeNeedle(needle)) return null;
    return (id, entry, window) => {
      const text = textOf(entry, window);
      const offset = window.base + entry.start;
      queue.enter(id, { text, read: () => envelopeIn(id, text, offset, source, clock) });
    };
  }

  function searchesFor(
    visit: Visit,
    { wanted, rare, requeues }: FollowUpNeedles,
    queueUseOf: (needle: Needle) => QueueUse | null = () => null,
  ): Search[] {
    const always = [...partNeedles, ...requeues];
    return [
      ...wanted.map((needle) => followUp(needle, visit, queueUseOf(needle))),
      ...rare.map(({ needle, readers }) => ({
        needle,
        use: "visit" as const,
        visit: ofFollowed(visit, readers),
      })),
      ...always.map((needle) => ({ needle, use: "visit" as const, visit })),
    ];
  }

  function ofFollowed(visit: Visit, readers: readonly MtaReader[]): Visit {
    const mayConcern = (entry: Entry, window: Window) =>
      readers.some(hasColumns) || queueIdsOf(entry, window, readers).some(followed.has);
    return (entry, window) => followed.any() && mayConcern(entry, window) && visit(entry, window);
  }

  /** Visits the lines of followed messages; with a use for the queue, it takes note of all. */
  function followUp(needle: Needle, visit: Visit, use: QueueUse | null): Search {
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

/** What a row tells depends on the head of its table, so all of it is read. */
function hasColumns({ columns }: MtaReader): boolean {
  return columns !== undefined;
}

function envelopeIn(
  queueId: string,
  text: string,
  offset: number,
  source: LogSource,
  clock: LogClock,
): Envelope | null {
  const record = readEntry(text, offset, source, clock, noParts)?.record;
  if (record?.kind !== "envelope" || record.envelope.queueId !== queueId) return null;
  return keptEnvelope(record.envelope);
}
