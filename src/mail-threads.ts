// Reads the messages of large mailboxes in several threads at once. The results come in the order of the
// messages and are those of one thread. Memory is bounded by the number of batches under way.

import { Worker } from "node:worker_threads";
import { readBatch, readOne, type Batch, type BatchedMessage, type MessageResult } from "./mail-batch.ts";
import type { AnalysisEvent, SourcePosition } from "./model.ts";
import { concernOf } from "./read-mail.ts";
import { spareThreads } from "./input/spare-threads.ts";

/** So many bounces take as long as the start of a thread, beside which they are read. */
const WORTH_A_THREAD = 300;
/** This thread finds the messages; more than so many others would wait for it. */
const MAX_THREADS = 3;
const BATCH_BYTES = 256 << 10;
/** One that is read and one that waits. */
const BATCHES_PER_THREAD = 2;
/** What a bounce leaves behind is short-lived; a larger nursery would only hold more of it. */
const NURSERY_MEBIBYTES = 2;

export interface MessageSink {
  emit: (event: AnalysisEvent) => void;
  fail: (reason: string) => void;
}

export interface MailReading {
  /** What the message reports may be told later, but before that of the next one. */
  read: (raw: Buffer, source: SourcePosition, sink: MessageSink) => Promise<void>;
  /** Everything has been told when this resolves. */
  finish: () => Promise<void>;
}

export interface MailThread {
  isReady: () => boolean;
  /** Rejects when the thread has ended. */
  read: (batch: Batch) => Promise<MessageResult[]>;
  stop: () => Promise<unknown>;
}

export function createMailReading(
  startThread: () => MailThread = startWorker,
  maxThreads = Math.min(spareThreads(), MAX_THREADS),
): MailReading {
  const threads: MailThread[] = [];
  const free: SharedArrayBuffer[] = [];
  const underWay: (() => Promise<void>)[] = [];
  let filling = emptyBatch();
  let concerning = 0;
  let sent = 0;

  async function read(raw: Buffer, source: SourcePosition, sink: MessageSink): Promise<void> {
    const concern = concernOf(raw);
    if (concern === null) return;
    if (++concerning === WORTH_A_THREAD) for (let i = 0; i < maxThreads; i++) threads.push(startThread());
    if (raw.length > BATCH_BYTES || !threads.some((thread) => thread.isReady())) {
      await tellAll();
      return tell(sink, await readOne(raw, concern, source));
    }
    if (filling.length + raw.length > BATCH_BYTES) await send();
    filling.bytes ??= free.pop() ?? new SharedArrayBuffer(BATCH_BYTES);
    raw.copy(Buffer.from(filling.bytes), filling.length);
    filling.messages.push({ start: filling.length, length: raw.length, concern, source });
    filling.sinks.push(sink);
    filling.length += raw.length;
  }

  async function send(): Promise<void> {
    const { bytes, messages, sinks } = filling;
    if (bytes === null) return;
    filling = emptyBatch();
    const ready = threads.filter((thread) => thread.isReady());
    const batch = { bytes, messages };
    const thread = ready[sent++ % ready.length];
    // A thread that ended, for want of memory at worst, leaves its batch to this one.
    const reading = (thread?.read(batch) ?? readBatch(batch)).catch(() => readBatch(batch));
    underWay.push(async () => {
      const results = await reading;
      for (const [index, result] of results.entries()) tell(sinks[index]!, result);
      free.push(bytes);
    });
    while (underWay.length > ready.length * BATCHES_PER_THREAD) await underWay.shift()!();
  }

  async function tellAll(): Promise<void> {
    await send();
    for (let next = underWay.shift(); next; next = underWay.shift()) await next();
  }

  async function finish(): Promise<void> {
    await tellAll();
    await Promise.all(threads.splice(0).map((thread) => thread.stop()));
  }

  return { read, finish };
}

function tell(sink: MessageSink, { events, failure }: MessageResult): void {
  for (const event of events) sink.emit(event);
  if (failure !== null) sink.fail(failure);
}

interface FillingBatch {
  bytes: SharedArrayBuffer | null;
  length: number;
  messages: BatchedMessage[];
  sinks: MessageSink[];
}

function emptyBatch(): FillingBatch {
  return { bytes: null, length: 0, messages: [], sinks: [] };
}

interface Waiting {
  resolve: (results: MessageResult[]) => void;
  reject: (error: Error) => void;
}

/** A thread that cannot be started never gets ready. */
function startWorker(): MailThread {
  const worker = new Worker(new URL("./mail-thread.js", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MEBIBYTES },
  });
  const waiting: Waiting[] = [];
  let isReady = false;
  const end = () => {
    isReady = false;
    for (const { reject } of waiting.splice(0)) reject(new Error("the thread has ended"));
  };
  // Only a thread that is waited for keeps the process alive.
  worker.unref();
  worker.on("message", (message: MessageResult[] | "ready") => {
    if (message === "ready") isReady = true;
    else waiting.shift()?.resolve(message);
    if (waiting.length === 0) worker.unref();
  });
  worker.on("error", end);
  worker.on("exit", end);
  return {
    isReady: () => isReady,
    read: (batch) =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        worker.ref();
        worker.postMessage(batch);
      }),
    stop: () => worker.terminate(),
  };
}
