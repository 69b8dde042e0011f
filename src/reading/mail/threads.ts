// Reads the messages of large mailboxes in several threads at once. The results come in the order of the
// messages and are those of one thread. Memory is bounded by the number of batches under way.

import { excerptOf } from "./excerpt.ts";
import { cutWords } from "./limits.ts";
import { failureReason } from "../../base/errors.ts";
import { askThread, type Thread } from "../threads/thread.ts";
import { readBatch, readOne, type Batch, type BatchedMessage, type MessageResult } from "./batch.ts";
import type { SourcePosition } from "../../model/delivery.ts";
import type { AnalysisEvent } from "../../model/events.ts";
import { concernOf } from "./read-mail.ts";
import { spareThreads } from "../threads/spare-threads.ts";

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
  /** The message was not read whole: it has what these words say. */
  cut: (words: readonly string[]) => void;
  fail: (reason: string) => void;
}

export interface MailReading {
  /** What the message reports may be told later, but before that of the next one. */
  read: (raw: Buffer, source: SourcePosition, sink: MessageSink) => Promise<void>;
  /** Everything has been told when this resolves. */
  finish: () => Promise<void>;
}

export type MailThread = Thread<Batch, MessageResult[]>;

export interface MailReadingOptions {
  /** How many there may be; none, unless there is much mail. */
  threads?: number | undefined;
  startThread?: () => MailThread;
}

export function createMailReading({
  threads: maxThreads = Math.min(spareThreads(), MAX_THREADS),
  startThread = startMailThread,
}: MailReadingOptions = {}): MailReading {
  const threads: MailThread[] = [];
  const free: SharedArrayBuffer[] = [];
  const underWay: (() => Promise<void>)[] = [];
  let filling = emptyBatch();
  let concerning = 0;
  let sent = 0;

  async function read(message: Buffer, source: SourcePosition, sink: MessageSink): Promise<void> {
    const { bytes: raw, cuts } = excerptOf(message);
    const concern = concernOf(raw);
    if (concern === null) return;
    if (++concerning === WORTH_A_THREAD) for (let i = 0; i < maxThreads; i++) threads.push(startThread());
    if (raw.length > BATCH_BYTES || !threads.some((thread) => thread.isReady())) {
      await tellAll();
      return tell(sink, await readOne(raw, { concern, source, cuts }));
    }
    if (filling.length + raw.length > BATCH_BYTES) await send();
    filling.bytes ??= free.pop() ?? new SharedArrayBuffer(BATCH_BYTES);
    raw.copy(Buffer.from(filling.bytes), filling.length);
    filling.messages.push({ start: filling.length, length: raw.length, concern, source, cuts });
    filling.sinks.push(sink);
    filling.length += raw.length;
  }

  async function send(): Promise<void> {
    const { bytes, messages, sinks } = filling;
    if (bytes === null) return;
    filling = emptyBatch();
    const ready = threads.filter((thread) => thread.isReady());
    const batch = { bytes, messages };
    const answer = ready[sent++ % ready.length]?.ask(batch);
    underWay.push(async () => {
      // A thread that ended, for want of memory at worst, leaves its batch to this one.
      const results = (await answer) ?? (await readBatch(batch));
      for (const [index, sink] of sinks.entries()) tell(sink, results[index]!);
      // Nobody reads it any more: only now may it be filled again.
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
    await Promise.all(threads.splice(0).map((thread) => thread.close()));
  }

  return { read, finish };
}

/** What goes wrong here is this message's fault, not that of the one which is read just now. */
function tell(sink: MessageSink, { events, cuts, failure }: MessageResult): void {
  if (cuts.size > 0) sink.cut([...cuts].map((cut) => cutWords(cut)));
  try {
    for (const event of events) sink.emit(event);
  } catch (error) {
    sink.fail(failureReason(error));
  }
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

/** A thread that cannot be started never gets ready. */
function startMailThread(): MailThread {
  return askThread(new URL("./thread.js", import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MEBIBYTES },
  });
}
