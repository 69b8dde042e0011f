// The envelopes of messages in the queue, refused or not: a message may be refused days after the line that names its
// sender, in a log that is no longer there. Most messages leave the queue within seconds, and are forgotten.

import type { Envelope } from "../../model/delivery.ts";
import type { LogMemory } from "../../model/reader-state.ts";
import { createDepartures, type Deliveries } from "./departures.ts";

/** A server that has more messages waiting has another problem; the oldest are forgotten first. */
export const MAX_QUEUED = 200_000;
/** Lines of one message: its arrival, and those of a few attempts that named it. */
const MAX_LINES = 4;
/** Postfix gives up after five days, Exim after four, unless they are told otherwise. */
const LONGEST_USUAL = 7 * 24 * 3_600_000;
/** Messages of which all seems to have ended: a line about one more recipient stands not far from the others. */
const MAX_RECENT = 1_000;

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
  knows: (queueId: string) => boolean;
  /** For mailers that do not write that a message left: it has, when all deliveries have ended that were told of. */
  tell: (queueId: string, deliveries: Deliveries) => void;
  /** What is known of a message, but for the lines in `told`. */
  envelopesOf: (queueId: string, told: ReadonlySet<string>) => Envelope[];
  restore: (saved: SavedQueue) => void;
  /** Reads what is still unread: the log that the lines stand in ends. */
  settle: () => void;
  saved: (newest: number | null) => SavedQueue;
  /** Messages that were forgotten because there were too many. */
  forgotten: () => number;
}

export type SavedQueue = Pick<LogMemory, "queue" | "recent" | "waiting">;

type Lines = (EnvelopeLine | Envelope)[];

export function createQueueMemory(): QueueMemory {
  const queued = new Map<string, Lines>();
  /** Those that left last. */
  const recent = new Map<string, Lines>();
  const departures = createDepartures();
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
    departures.forget(queueId);
  }

  function knows(queueId: string): boolean {
    return queued.has(queueId) || recent.has(queueId);
  }

  function tell(queueId: string, deliveries: Deliveries): void {
    const hasLeft = departures.tell(queueId, deliveries);
    const [from, to] = hasLeft ? [queued, recent] : [recent, queued];
    const lines = from.get(queueId);
    if (lines === undefined) return;
    from.delete(queueId);
    to.set(queueId, [...lines, ...(to.get(queueId) ?? [])]);
    const [oldest] = recent.size > MAX_RECENT ? recent.keys() : [];
    if (oldest !== undefined) recent.delete(oldest);
  }

  function envelopesOf(queueId: string, told: ReadonlySet<string>): Envelope[] {
    return [...(recent.get(queueId) ?? []), ...(queued.get(queueId) ?? [])].flatMap((line) =>
      isUnread(line) && told.has(line.log.textOf(line)) ? [] : (envelopeOf(queueId, line) ?? []),
    );
  }

  function saved(newest: number | null): SavedQueue {
    const isYoung = ({ time }: Envelope) =>
      time === null || newest === null || time >= newest - LONGEST_USUAL;
    const queue = envelopesIn(queued).filter(isYoung);
    const left = envelopesIn(recent);
    const ids = new Set(queue.map(({ queueId }) => queueId));
    const waiting = departures.saved().filter(([queueId]) => ids.has(queueId));
    return {
      queue,
      ...(left.length > 0 ? { recent: left } : {}),
      ...(waiting.length > 0 ? { waiting } : {}),
    };
  }

  function restore({ queue, recent: left = [], waiting = [] }: SavedQueue): void {
    for (const envelope of queue) addTo(queued, envelope);
    for (const envelope of left) addTo(recent, envelope);
    departures.restore(waiting);
  }

  return {
    enter,
    leave,
    knows,
    tell,
    envelopesOf,
    restore,
    saved,
    settle: () => [queued, recent].forEach(settle),
    forgotten: () => forgotten,
  };
}

function addTo(messages: Map<string, Lines>, envelope: Envelope): void {
  messages.set(envelope.queueId, [...(messages.get(envelope.queueId) ?? []), envelope]);
}

function settle(messages: Map<string, Lines>): void {
  for (const [queueId, lines] of messages) {
    const read = lines.flatMap((line) => envelopeOf(queueId, line) ?? []);
    if (read.length === 0) messages.delete(queueId);
    else messages.set(queueId, read);
  }
}

function envelopesIn(messages: ReadonlyMap<string, Lines>): Envelope[] {
  return [...messages].flatMap(([queueId, lines]) =>
    lines.flatMap((line) => envelopeOf(queueId, line) ?? []),
  );
}

function isUnread(line: EnvelopeLine | Envelope): line is EnvelopeLine {
  return "bytes" in line;
}

function envelopeOf(queueId: string, line: EnvelopeLine | Envelope): Envelope | null {
  return isUnread(line) ? line.log.read(queueId, line) : line;
}
