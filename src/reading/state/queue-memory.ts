// The envelopes of messages in the queue, refused or not: a message may be refused days after the line that names its
// sender, in a log that is no longer there. Most messages leave the queue within seconds, and are forgotten.

import type { Envelope } from "../../model/delivery.ts";

/** A server that has more messages waiting has another problem; the oldest are forgotten first. */
export const MAX_QUEUED = 200_000;
/** Lines of one message: its arrival, and those of a few attempts that named it. */
const MAX_LINES = 4;
/** Postfix gives up after five days, Exim after four, unless they are told otherwise. */
const LONGEST_USUAL = 7 * 24 * 3_600_000;

/** A line that was passed, and reads the envelope in it only when that is needed. */
export interface EnvelopeLine {
  text: string;
  read: () => Envelope | null;
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
  const queued = new Map<string, EnvelopeLine[]>();
  const unsettled = new Set<string>();
  let forgotten = 0;

  function enter(queueId: string, line: EnvelopeLine): void {
    const lines = queued.get(queueId);
    unsettled.add(queueId);
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
    unsettled.delete(queueId);
  }

  function settle(): void {
    for (const queueId of unsettled) {
      const read = (queued.get(queueId) ?? []).flatMap((line) => line.read() ?? []);
      if (read.length === 0) queued.delete(queueId);
      else queued.set(queueId, read.map(known));
    }
    unsettled.clear();
  }

  return {
    enter,
    leave,
    settle,
    envelopesOf: (queueId, told) =>
      (queued.get(queueId) ?? []).flatMap((line) => (told.has(line.text) ? [] : (line.read() ?? []))),
    restore(envelopes) {
      for (const envelope of envelopes) {
        const lines = queued.get(envelope.queueId) ?? [];
        queued.set(envelope.queueId, [...lines, known(envelope)]);
      }
    },
    saved: (newest) =>
      [...queued.values()]
        .flatMap((lines) => lines.flatMap((line) => line.read() ?? []))
        .filter(({ time }) => time === null || newest === null || time >= newest - LONGEST_USUAL),
    forgotten: () => forgotten,
  };
}

function known(envelope: Envelope): EnvelopeLine {
  return { text: "", read: () => envelope };
}
