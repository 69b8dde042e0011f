// Several threads read what one would have read, in the same order, and a thread that fails loses nothing.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readBatch } from "../src/mail-batch.ts";
import { createMailReading, type MailThread } from "../src/mail-threads.ts";

const fixtures = join(import.meta.dirname, "../fixtures/dsn");
/** Enough that threads are worth their start. */
const COPIES = 12;
let messages: Buffer[];

beforeAll(async () => {
  const names = (await readdir(fixtures)).filter((name) => name.endsWith(".eml"));
  const bounces = await Promise.all(names.map((name) => readFile(join(fixtures, name))));
  const ordinary = Buffer.from("Subject: hello\n\nhow are you?\n");
  const long = Buffer.concat([bounces[0]!, Buffer.alloc(300 << 10, "x")]);
  messages = Array.from({ length: COPIES }, () => [...bounces, ordinary, long]).flat();
});

/** What was told, in its order: an event as its id or kind, with the number of its message. */
async function tell(startThread: () => MailThread, threads: number): Promise<string[]> {
  const told: string[] = [];
  const mail = createMailReading(startThread, threads);
  for (const [index, raw] of messages.entries()) {
    // Read from a buffer that is used again at once.
    const copy = Buffer.from(raw);
    await mail.read(
      copy,
      { path: "mbox", message: index },
      {
        emit: (event) => told.push(`${index} ${JSON.stringify(event)}`),
        fail: (reason) => told.push(`${index} ${reason}`),
      },
    );
    copy.fill(0);
  }
  await mail.finish();
  return told;
}

const noThread = () => {
  throw new Error("no thread was asked for");
};

let started = 0;
let batches = 0;

/** A thread of this process that takes its time, the more the earlier it was started. */
function slowThread(change: Partial<MailThread> = {}): MailThread {
  const turns = 20 - ++started;
  let asked = 0;
  return {
    isReady: () => ++asked > 3,
    async read(batch) {
      batches++;
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      return readBatch(batch);
    },
    stop: async () => {},
    ...change,
  };
}

describe("what is told", () => {
  let alone: string[];
  beforeAll(async () => {
    started = batches = 0;
    alone = await tell(noThread, 0);
    expect(alone.length).toBeGreaterThan(messages.length / 2);
  });

  test("is the same from three threads", async () => {
    expect(await tell(slowThread, 3)).toEqual(alone);
    expect(started).toBe(3);
    expect(batches).toBeGreaterThan(3);
  });

  test("is the same when a thread ends", async () => {
    const ending = () => slowThread({ read: () => Promise.reject(new Error("the thread has ended")) });
    expect(await tell(ending, 2)).toEqual(alone);
  });

  test("is the same when no thread gets ready", async () => {
    expect(await tell(() => slowThread({ isReady: () => false, read: noThread }), 1)).toEqual(alone);
  });

  test("is the same when threads are gone after a while", async () => {
    let asked = 0;
    const leaving = () => slowThread({ isReady: () => ++asked < 200 });
    expect(await tell(leaving, 1)).toEqual(alone);
  });

  test("says which message could not be parsed", async () => {
    const failing = () =>
      slowThread({
        isReady: () => true,
        read: async (batch) => batch.messages.map(() => ({ events: [], failure: "too deep" })),
      });
    const failures = (await tell(failing, 1)).filter((line) => line.endsWith(" too deep"));
    expect(failures.length).toBeGreaterThan(10);
    const numbers = failures.map((line) => parseInt(line, 10));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
  });
});

test("every thread is stopped at the end", async () => {
  let stopped = 0;
  await tell(() => slowThread({ stop: async () => void stopped++ }), 2);
  expect(stopped).toBe(2);
});
