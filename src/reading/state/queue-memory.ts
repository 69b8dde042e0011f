// The envelopes of messages in the queue, refused or not: a message may be refused days after the line that names its
// sender, in a log that is no longer there. Most messages leave the queue within seconds, and are forgotten.

import type { Envelope } from "../../model/delivery.ts";

/** A server that has more messages waiting has another problem; the oldest are forgotten first. */
export const MAX_QUEUED = 200_000;
/** Lines of one message: its arrival, and those of a few attempts that named it. */
const MAX_LINES = 4;
/** Postfix gives up after five days, Exim after four, unless they are told otherwise. */
const LONGEST_USUAL = 7 * 24 * 3_600_000;

/** A line that was passed, byte by byte: what it says is read only when that is needed, and most messages have left by then. */
export interface EnvelopeLine {
  bytes: string;
  offset: number;
  /** What all lines of one log have in common. */
  log: LineReader;
}

export interface LineReader {
  textOf: (line: EnvelopeLine) => string;
  read: (queueId: string, line: EnvelopeLine) => Envelope | null;
}

export interface QueueMemory {
  enter: (queueId: string, line: EnvelopeLine) => void;
  leave: (queueId: string) => void;
  /** What is known of a message, but for the lines in `told`. */
  envelopesOf: (queueId: string, told: ReadonlySet<string>) => Envelope[];
  restore: (envelopes: readonly Envelope[]) => void;
  /** Reads what is still unread: the log that the lines stand in ends. */
  settle: () => void;
  saved: (newest: number | null) => Envelope[];
  /** Messages that were forgotten because there were too many. */
  forgotten: () => number;
}

export function createQueueMemory(): QueueMemory {
  const queued = new Map<string, (EnvelopeLine | Envelope)[]>();
  let forgotten = 0;

  function enter(queueId: string, line: EnvelopeLine): void {
    const lines = queued.get(queueId);
    if (lines === undefined) {
      queued.set(queueId, [line]);
      if (queued.size > MAX_QUEUED) forgetOldest();
      // The first line is the arrival, the last one the latest attempt.
    } else if (lines.length < MAX_LINES) lines.push(line);
    else lines[MAX_LINES - 1] = line;
  }

  function forgetOldest(): void {
    const [oldest] = queued.keys();
    if (oldest === undefined) return;
    leave(oldest);
    forgotten++;
  }

  function leave(queueId: string): void {
    queued.delete(queueId);
  }

  function settle(): void {
    for (const [queueId, lines] of queued) {
      const read = lines.flatMap((line) => envelopeOf(queueId, line) ?? []);
      if (read.length === 0) queued.delete(queueId);
      else queued.set(queueId, read);
    }
  }

  return {
    enter,
    leave,
    settle,
    envelopesOf: (queueId, told) =>
      (queued.get(queueId) ?? []).flatMap((line) =>
        isUnread(line) && told.has(line.log.textOf(line)) ? [] : (envelopeOf(queueId, line) ?? []),
      ),
    restore(envelopes) {
      for (const envelope of envelopes) {
        const lines = queued.get(envelope.queueId) ?? [];
        queued.set(envelope.queueId, [...lines, envelope]);
      }
    },
    saved: (newest) =>
      [...queued]
        .flatMap(([queueId, lines]) => lines.flatMap((line) => envelopeOf(queueId, line) ?? []))
        .filter(({ time }) => time === null || newest === null || time >= newest - LONGEST_USUAL),
    forgotten: () => forgotten,
  };
}

function isUnread(line: EnvelopeLine | Envelope): line is EnvelopeLine {
  return "bytes" in line;
}

function envelopeOf(queueId: string, line: EnvelopeLine | Envelope): Envelope | null {
  return isUnread(line) ? line.log.read(queueId, line) : line;
}
