// Reads the messages of large mailboxes in several threads at once. The results come in the order of the
// messages and are those of one thread. Memory is bounded by the number of batches under way.

import { setImmediate as nextTurn } from "node:timers/promises";
import { excerptOf } from "./excerpt.ts";
import { cutWords } from "./limits.ts";
import { askThread, type Thread } from "../threads/thread.ts";
import {
  readBatch,
  readOne,
  resultsIn,
  type Batch,
  type BatchedMessage,
  type MessageResult,
} from "./batch.ts";
import type { SourcePosition } from "../../model/delivery.ts";
import type { AnalysisEvent } from "../../model/events.ts";
import type { InputSummary } from "../../model/report.ts";
import { concernOf } from "./read-mail.ts";
import { mailThread } from "./thread-module.ts";
import { spareThreads } from "../threads/spare-threads.ts";

/**
 * To read this many bounces costs as much as another thread, which has to compile anew what this one has compiled: so
 * nobody pays more than twice for either choice. The compiler has threads of its own: the more processors there are, the
 * less it is in the way.
 */
const WORTH_A_THREAD = 6_000;
/** This thread finds the messages; more threads than these would wait for it. */
const MAX_THREADS = 3;
const BATCH_BYTES = 256 << 10;
/** One that is read and one that waits. */
const BATCHES_PER_THREAD = 2;
/** So many may this thread have read before the others answer: their results wait in memory for their turn. */
const MAX_OWN_BATCHES = 6;
/** About how many events are passed on together: to pass on each message alone takes 3 % longer. */
const EVENTS_TOGETHER = 64;
/** Objects of a bounce are short-lived; a larger nursery would only hold more of them. */
const NURSERY_MEBIBYTES = 2;

/** What one message reports. */
export interface ReadMessage {
  source: SourcePosition;
  input: InputSummary;
  events: readonly AnalysisEvent[];
  /** Parts of the message that were not read, in words. */
  cuts: readonly string[];
  /** Why the message could not be parsed; what was found until then counts. */
  failure: string | null;
}

export interface MailReading {
  /**
   * Returns what was found since the last call, in the order of the messages: perhaps nothing about this one yet, perhaps
   * the results of several earlier ones.
   */
  read: (raw: Buffer, source: SourcePosition, input: InputSummary) => Promise<ReadMessage[]>;
  /** Returns the rest. */
  finish: () => Promise<ReadMessage[]>;
  close: () => Promise<void>;
}

export type MailThread = Thread<Batch, string>;

export interface MailReadingOptions {
  /** How many there may be; none, unless there is much mail. */
  threads?: number | undefined;
  startThread?: () => MailThread;
  /** Threads are started with this bounce. */
  worthAThread?: number;
  /** How many batches this thread may read when the others have enough; it waits for them if none. */
  ownBatches?: number;
}

export function createMailReading({
  threads: maxThreads = Math.min(spareThreads(), MAX_THREADS),
  startThread = startMailThread,
  worthAThread = Math.ceil(WORTH_A_THREAD / Math.max(1, maxThreads)),
  ownBatches = MAX_OWN_BATCHES,
}: MailReadingOptions = {}): MailReading {
  const threads: MailThread[] = [];
  const free: SharedArrayBuffer[] = [];
  const underWay: (() => Promise<void>)[] = [];
  let filling = emptyBatch();
  let finished: ReadMessage[] = [];
  let finishedEvents = 0;
  let concerning = 0;

  async function read(message: Buffer, source: SourcePosition, input: InputSummary): Promise<ReadMessage[]> {
    const { bytes: raw, cuts } = excerptOf(message);
    const concern = concernOf(raw);
    if (concern === null) return [];
    if (++concerning === worthAThread) for (let i = 0; i < maxThreads; i++) threads.push(startThread());
    if (raw.length > BATCH_BYTES || !threads.some((thread) => thread.isReady())) {
      await finishBatches();
      add(await readOne(raw, { concern, source, cuts }), source, input);
    } else {
      if (filling.length + raw.length > BATCH_BYTES) await send();
      filling.bytes ??= free.pop() ?? new SharedArrayBuffer(BATCH_BYTES);
      raw.copy(Buffer.from(filling.bytes), filling.length);
      filling.messages.push({ start: filling.length, length: raw.length, concern, source, cuts });
      filling.inputs.push(input);
      filling.length += raw.length;
    }
    return finishedEvents >= EVENTS_TOGETHER ? takeFinished() : [];
  }

  function add({ events, cuts, failure }: MessageResult, source: SourcePosition, input: InputSummary): void {
    finished.push({ source, input, events, cuts: cuts.map((cut) => cutWords(cut)), failure });
    finishedEvents += events.length;
  }

  function takeFinished(): ReadMessage[] {
    const taken = finished;
    finished = [];
    finishedEvents = 0;
    return taken;
  }

  async function send(): Promise<void> {
    const { bytes, messages, inputs } = filling;
    if (bytes === null) return;
    filling = emptyBatch();
    const batch = { bytes, messages };
    const thread = await freeThread();
    // When all are busy, this thread reads, too: it would only wait.
    const answer = thread?.ask(batch);
    const own = thread ? null : await readBatch(batch);
    underWay.push(async () => {
      // If a thread ended, perhaps because memory ran out, this one reads its batch.
      const answered = await answer;
      const results = own ?? (answered ? resultsIn(answered) : await readBatch(batch));
      for (const [index, { source }] of messages.entries()) add(results[index]!, source, inputs[index]!);
      // Nobody reads the bytes any more: they may be overwritten only now.
      free.push(bytes);
    });
    const most = threads.length * BATCHES_PER_THREAD + ownBatches;
    while (underWay.length > most) await underWay.shift()!();
  }

  /** The one with the fewest batches; null when all have enough. */
  async function freeThread(): Promise<MailThread | null> {
    // Answers that have come are heard only now.
    await nextTurn();
    const waiting = (thread: MailThread) => (thread.isReady() ? (thread.waiting() ?? Infinity) : Infinity);
    // Among equals it is each one's turn.
    threads.push(...threads.splice(0, 1));
    const [first] = threads.toSorted((a, b) => waiting(a) - waiting(b));
    const most = ownBatches > 0 ? BATCHES_PER_THREAD : Infinity;
    return first && waiting(first) < most ? first : null;
  }

  async function finishBatches(): Promise<void> {
    await send();
    for (let next = underWay.shift(); next; next = underWay.shift()) await next();
  }

  async function finish(): Promise<ReadMessage[]> {
    await finishBatches();
    return takeFinished();
  }

  async function close(): Promise<void> {
    await Promise.all(threads.splice(0).map((thread) => thread.close()));
  }

  return { read, finish, close };
}

interface FillingBatch {
  bytes: SharedArrayBuffer | null;
  length: number;
  messages: BatchedMessage[];
  inputs: InputSummary[];
}

function emptyBatch(): FillingBatch {
  return { bytes: null, length: 0, messages: [], inputs: [] };
}

/** A thread that cannot be started never gets ready. */
function startMailThread(): MailThread {
  return askThread(mailThread, {
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MEBIBYTES },
  });
}
