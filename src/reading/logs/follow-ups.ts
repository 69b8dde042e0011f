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
import { queueIdAfter, queueIdBefore, queueIdsOf, readEntry } from "./entries.ts";
import { keptEnvelope } from "./envelopes.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import { pieceTexts } from "./glued-lines.ts";
import { noParts } from "./kept-parts.ts";
import type { LogClock } from "./log-clock.ts";
import {
  isEnvelopeNeedle,
  leavesQueue,
  partNeedles,
  tellingDeliveries,
  type FollowUpNeedles,
} from "./log-needles.ts";
import type { LogSource } from "./log-source.ts";
import type { MtaReader } from "./mailers/reader.ts";

type Visit = Search["visit"];

type Note = NonNullable<Search["note"]>;

export type QueueUse = (queueId: string, position: number, window: Window) => void;

export interface FollowUps {
  /** What a line with the needle says of the queue, whosever message it is; null if nothing. */
  queueUse: (needle: Needle, source: LogSource, clock: LogClock) => QueueUse | null;
  /** Looks for lines about followed messages, and for those that give a message another id. */
  searchesFor: (
    visit: Visit,
    needles: FollowUpNeedles,
    queueUseOf?: (needle: Needle) => QueueUse | null,
    note?: Note | null,
  ) => Search[];
}

/** `queue` is null where nothing is to be remembered of messages that were not refused. */
export function createFollowUps(followed: FollowedMessages, queue: QueueMemory | null): FollowUps {
  function queueUse({ text: needle }: Needle, source: LogSource, clock: LogClock): QueueUse | null {
    if (!queue) return null;
    if (leavesQueue.has(needle)) return (id) => queue.leave(id);
    const telling = tellingDeliveries({ text: needle });
    if (telling.length > 0) return (id, ...place) => tellDeliveries(queue, telling, id, ...place);
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
    { wanted, rare, requeues, completionWords }: FollowUpNeedles,
    queueUseOf: (needle: Needle) => QueueUse | null = () => null,
    note: Note | null = null,
  ): Search[] {
    const always = [...partNeedles, ...requeues];
    return [
      ...wanted.map((needle) => followUp(needle, visit, bothNotes(queueUseOf(needle), note))),
      ...(queue ? completionWords : []).map((needle) => leaving(needle, queue!)),
      ...rare.map(({ needle, readers }) => ({
        needle,
        use: "visit" as const,
        visit: ofFollowed(visit, readers),
        ...(note === null ? {} : { note }),
      })),
      ...always.map((needle) => ({ needle, use: "visit" as const, visit })),
    ];
  }

  function ofFollowed(visit: Visit, readers: readonly MtaReader[]): Visit {
    const mayConcern = (entry: Entry, window: Window) =>
      readers.some(hasColumns) || queueIdsOf(entry, window, readers).some(followed.has);
    return (entry, window) => followed.any() && mayConcern(entry, window) && visit(entry, window);
  }

  /** Visits the lines of followed messages; with a note, that is taken of all. */
  function followUp(needle: Needle, visit: Visit, note: Note | null): Search {
    return { needle, use: "visit wanted", visit, ...(note === null ? {} : { note }) };
  }

  return { queueUse, searchesFor };
}

function bothNotes(use: QueueUse | null, note: Note | null): Note | null {
  if (use === null) return note;
  return (position, window) => {
    const id = queueIdBefore(position, window);
    if (id !== null) use(id, position, window);
    note?.(position, window);
  };
}

/** Of messages that are in the queue: of others, as all are that a mailer says more of, nothing is asked. */
function tellDeliveries(
  queue: QueueMemory,
  telling: ReturnType<typeof tellingDeliveries>,
  id: string,
  position: number,
  { buffer, scanned, limit }: Window,
): void {
  if (!queue.knows(id)) return;
  const view = buffer.subarray(0, limit);
  const start = lineStart(view, scanned, position);
  const lineFeed = view.indexOf(LINE_FEED, position);
  const end = Math.min(lineFeed < 0 ? limit : lineFeed, start + LONGEST_TOLD);
  const text = buffer.toString("latin1", start, end);
  for (const { deliveries } of telling) {
    const told = deliveries(text);
    if (told) queue.tell(id, told);
  }
}

/** A line with a hundred recipients, and far more than one with a few. */
const LONGEST_TOLD = 16_384;

/** A line of this kind says nothing else. */
function leaving(needle: Needle, queue: QueueMemory): Search {
  const note = (position: number, window: Window) => {
    const id = queueIdAfter(position + needle.text.length, window);
    if (id !== null) queue.leave(id);
  };
  return { needle, use: "visit wanted", visit: () => false, note };
}

/** What a row tells depends on the head of its table, so all of it is read. */
function hasColumns({ columns, headColumns }: MtaReader): boolean {
  return (columns ?? headColumns) !== undefined;
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
      for (const piece of source.isJson ? [textOf(line)] : pieceTexts(textOf(line))) {
        const record = readEntry(piece, line.offset, source, clock, noParts)?.record;
        if (record?.kind === "envelope" && record.envelope.queueId === queueId)
          return keptEnvelope(record.envelope);
      }
      return null;
    },
  };
}
