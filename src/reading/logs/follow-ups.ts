// The lines of a log that are looked at for the sake of messages: those that were refused, lines that others complete, and,
// where it is to be remembered, all in the queue.

import type { Needle } from "../../model/delivery.ts";
import {
  entryAround,
  LINE_FEED,
  lineStart,
  MAX_LINE_LENGTH,
  type Entry,
  type Search,
  type Window,
} from "../search/index.ts";
import type { EnvelopeLine, LineReader, QueueMemory } from "../state/queue-memory.ts";
import { queueIdBefore, queueIdsOf, readEntry } from "./entries.ts";
import { keptEnvelope } from "./envelopes.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import { noParts } from "./kept-parts.ts";
import type { LogClock } from "./log-clock.ts";
import { isEnvelopeNeedle, leavesQueue, partNeedles, type FollowUpNeedles } from "./log-needles.ts";
import type { LogSource } from "./log-source.ts";
import type { MtaReader } from "./mailers/reader.ts";

type Visit = Search["visit"];

export type QueueUse = (queueId: string, position: number, window: Window) => void;

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
    const log = lineReader(source, clock);
    const rangeAround = source.isJson ? entryAround : envelopeAround;
    return (id, position, window) => {
      const { buffer, base, scanned, limit } = window;
      const { start, end } = rangeAround(buffer.subarray(0, limit), scanned, position);
      const bytes = buffer.toString("latin1", start, Math.min(end, start + MAX_LINE_LENGTH));
      queue.enter(id, { bytes, offset: base + start, log });
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
    const note = (position: number, window: Window) => {
      const id = queueIdBefore(position, window);
      if (id !== null) use(id, position, window);
    };
    return { needle, use: "visit wanted", visit, note };
  }

  return { queueUse, searchesFor };
}

/** What a row tells depends on the head of its table, so all of it is read. */
function hasColumns({ columns }: MtaReader): boolean {
  return columns !== undefined;
}

/** Exim splits what is longer than 870 bytes for syslog; no other line about an envelope has a second part. */
const SHORTEST_FIRST_PART = 512;

/** The entry that a line begins; to see that none goes on takes longer than all else. */
function envelopeAround(view: Buffer, floor: number, position: number): { start: number; end: number } {
  const start = lineStart(view, floor, position);
  const lineFeed = view.indexOf(LINE_FEED, position);
  const end = lineFeed < 0 ? view.length : lineFeed + 1;
  return end - start < SHORTEST_FIRST_PART ? { start, end } : entryAround(view, floor, position);
}

function lineReader(source: LogSource, clock: LogClock): LineReader {
  const textOf = ({ bytes }: EnvelopeLine) => Buffer.from(bytes, "latin1").toString("utf8").trimEnd();
  return {
    textOf,
    read(queueId, line) {
      const record = readEntry(textOf(line), line.offset, source, clock, noParts)?.record;
      if (record?.kind !== "envelope" || record.envelope.queueId !== queueId) return null;
      return keptEnvelope(record.envelope);
    },
  };
}
