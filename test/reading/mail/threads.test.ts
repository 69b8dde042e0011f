// Several threads read what one would have read, in the same order, and a thread that fails loses nothing. The threads
// are real ones: the built program's own, and others that do badly what it does well.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { askThread } from "../../../src/reading/threads/thread.ts";
import { createReadingRecord } from "../../../src/reading/record.ts";
import type {
  createMailReading as CreateMailReading,
  MailThread,
  ReadMessage,
} from "../../../src/reading/mail/threads.ts";

const built = new URL("../../../dist/reading/mail/threads.js", import.meta.url).href;
const fixtures = join(import.meta.dirname, "../../../fixtures/dsn");
/** Enough that threads are worth their start. */
const COPIES = 20;
/** Threads are started with this bounce; enough others follow until they are ready. */
const WORTH_A_THREAD = 300;
const THREADS_STARTED = 400;
const input = createReadingRecord(() => {}).addInput("mbox", "mbox");
let createMailReading: typeof CreateMailReading;
let bounces: Buffer[];

beforeAll(async () => {
  ({ createMailReading } = (await import(built)) as { createMailReading: typeof CreateMailReading });
  const names = (await readdir(fixtures)).filter((name) => name.endsWith(".eml"));
  bounces = await Promise.all(names.map((name) => readFile(join(fixtures, name))));
});

/** The events in their order, each with the number of its message. */
async function tell(messages: readonly Buffer[], threads: number, module?: URL, workerData?: unknown) {
  const told: string[] = [];
  const started: MailThread[] = [];
  let asked = 0;
  let unanswered = 0;
  const startThread = (): MailThread => {
    const resourceLimits = { maxOldGenerationSizeMb: 40 };
    const thread: MailThread = askThread(module!, { workerData: workerData as object, resourceLimits });
    started.push(thread);
    const ask: MailThread["ask"] = async (batch) => {
      asked++;
      const results = await thread.ask(batch);
      if (results === null) unanswered++;
      return results;
    };
    return { ...thread, ask };
  };
  const tellAll = (results: readonly ReadMessage[]) => {
    for (const { source, events, cuts, failure } of results)
      told.push(
        ...[
          ...cuts,
          ...events.map((event) => JSON.stringify(event)),
          ...(failure === null ? [] : [failure]),
        ].map((words) => `${source.message} ${words}`),
      );
  };
  const mail = createMailReading({
    threads,
    worthAThread: WORTH_A_THREAD,
    // A thread with a fault must come to it.
    ...(workerData !== undefined && { ownBatches: 0 }),
    ...(module && { startThread }),
  });
  for (const [index, raw] of messages.entries()) {
    // Read from a buffer that is used again at once.
    const copy = Buffer.from(raw);
    tellAll(await mail.read(copy, { path: "mbox", message: index }, input));
    copy.fill(0);
    // Long enough for any thread to get ready: so that all the others are read there.
    if (index === THREADS_STARTED) await sleep(threads > 0 ? 1_500 : 0);
  }
  tellAll(await mail.finish());
  await mail.close();
  const left = started.filter((thread) => thread.waiting() !== null);
  expect(left).toEqual([]);
  return { told, started: started.length, asked, unanswered };
}

const late = new URL("../../support/threads/late.js", import.meta.url);
const frail = new URL("../../support/threads/frail.js", import.meta.url);

describe("what is told of many bounces", () => {
  let messages: Buffer[];
  let alone: string[];
  beforeAll(async () => {
    const ordinary = Buffer.from("Subject: hello\n\nhow are you?\n");
    const long = Buffer.concat([bounces[0]!, Buffer.alloc(300 << 10, "x")]);
    messages = Array.from({ length: COPIES }, () => [...bounces, ordinary, long]).flat();
    alone = (await tell(messages, 0)).told;
    expect(alone.length).toBeGreaterThan(messages.length / 2);
    expect(messages.length).toBeGreaterThan(2 * THREADS_STARTED);
  });

  test.each([1, 3])("is the same from %i threads", async (threads) => {
    expect((await tell(messages, threads)).told).toEqual(alone);
  });

  test("is the same when answers come in another order than questions", async () => {
    const { told, asked, unanswered } = await tell(messages, 2, late);
    expect(told).toEqual(alone);
    expect(asked).toBeGreaterThan(4);
    expect(unanswered).toBe(0);
  });

  test.each(["exits", "throws", "throwsLater", "runsOutOfMemory", "saysWhatCannotBeSent"])(
    "is the same when a thread %s in the middle",
    async (fault) => {
      const { told, started, unanswered } = await tell(messages, 2, frail, fault);
      expect(told).toEqual(alone);
      expect(started).toBe(2);
      expect(unanswered).toBeGreaterThanOrEqual(2);
    },
  );

  test("is the same when no thread can be started", async () => {
    const missing = new URL("../../support/threads/missing.js", import.meta.url);
    expect((await tell(messages, 1, missing)).told).toEqual(alone);
  });
});

test("a thread is started for much mail only, and asked once for many mails", async () => {
  const record = createReadingRecord(() => {}).addInput("mbox", "mbox");
  let started = 0;
  let asked = 0;
  const startThread = (): MailThread => {
    started++;
    const ask: MailThread["ask"] = async () => {
      asked++;
      return null;
    };
    return { ask, waiting: () => 0, isReady: () => true, close: async () => {} };
  };
  const mail = createMailReading({ threads: 1, startThread });
  const raw = Buffer.from("Subject: hello\n\nSomebody was told 550-5.7.25 PTR record.\n");
  const read = (message: number) => mail.read(raw, { path: "mbox", message }, record);
  for (let message = 1; message < 6_000; message++) await read(message);
  expect(started).toBe(0);
  for (let message = 0; message < 10_000; message++) await read(message);
  await mail.finish();
  expect(started).toBe(1);
  expect(asked).toBe(Math.ceil((10_000 * raw.length) / (256 << 10)));
});

test("this thread reads what the others are too slow for, in bounded batches", async () => {
  const record = createReadingRecord(() => {}).addInput("mbox", "mbox");
  const asked: number[] = [];
  let answerAll = (): void => {};
  const answered = new Promise<void>((resolve) => (answerAll = resolve));
  // It takes two batches, and answers neither before it is told to.
  const startThread = (): MailThread => ({
    ask: async ({ messages }) => {
      asked.push(messages.length);
      await answered;
      return null;
    },
    waiting: () => asked.length,
    isReady: () => true,
    close: async () => {},
  });
  const messages = Array.from({ length: 60 }, () =>
    Buffer.concat([bounces[0]!, Buffer.alloc(50 << 10, "x\n")]),
  );
  const mail = createMailReading({ threads: 1, startThread, worthAThread: 1, ownBatches: 2 });
  const told: ReadMessage[] = [];
  let read = 0;
  const reading = (async () => {
    for (const [index, raw] of messages.entries()) {
      told.push(...(await mail.read(raw, { path: "mbox", message: index }, record)));
      read++;
    }
    told.push(...(await mail.finish()));
  })();
  while (asked.length < 2) await sleep(1);
  await sleep(200);
  expect(asked.length).toBe(2);
  // Two batches elsewhere, two here, and one that waits.
  const inBatch = asked[0]!;
  expect(read).toBeGreaterThanOrEqual(inBatch * 4);
  expect(read).toBeLessThanOrEqual(inBatch * 5 + 1);
  expect(told).toEqual([]);
  answerAll();
  await reading;
  expect(told.map(({ source }) => source.message)).toEqual(messages.map((_, index) => index));
});

test("quick batches behind a slow one crashed, or were told as its results", async () => {
  const quick = bounces[0]!;
  // Not plain: the parser needs a hundred times as long as for all others together.
  const slow = Buffer.concat([
    Buffer.from(
      "Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nContent-Type: text/html; charset=koi8-r\n\n",
    ),
    Buffer.from("<p>5.7.25 PTR record gsmtp</p>\n".repeat(8_000)),
  ]);
  const front = Array<Buffer>(THREADS_STARTED).fill(quick);
  const filler = Buffer.concat([quick, Buffer.alloc(120 << 10, "x\n")]);
  const round = [slow, ...Array<Buffer>(12).fill(filler), ...bounces.slice(0, 10)];
  const messages = [...front, ...Array.from({ length: 8 }, () => round).flat()];
  const { told } = await tell(messages, 0);
  for (const threads of [1, 2, 3]) expect((await tell(messages, threads)).told).toEqual(told);
});
