// What is remembered from line to line: bounded in bytes, and never with the line that it was cut out of.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { createKeptParts } from "../../../src/reading/logs/kept-parts.ts";
import { shared } from "../../../src/base/memory/strings.ts";
import { learn, recall, takeApart } from "../../../src/refusals/known-wordings.ts";
import { exim } from "../../../src/reading/logs/mailers/exim.ts";
import { createMemory } from "../../../src/base/memory/remember.ts";
import { canonicalIp } from "../../../src/base/standards/ip.ts";
import { parseReply } from "../../../src/base/standards/reply.ts";
import { parseStamp } from "../../../src/base/standards/timestamp.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const LINE_LENGTH = 1 << 20;
const LINES = 150;

/** The text as it is cut out of a long line: the engine keeps the whole line for it. */
function cutOut(text: string): string {
  return `${text}${" ".repeat(LINE_LENGTH)}`.replace(/ $/, "-").slice(0, text.length);
}

const context = { timezone: "UTC", notAfter: Date.UTC(2026, 11, 1) };
const hex = (number: number) => number.toString(16).padStart(4, "0");

/** Each remembers something of its text. */
const memories: Record<string, (number: number) => void> = {
  "spellings of addresses": (number) =>
    void canonicalIp(cutOut(`2001:0db8:0000:0000:0000:0000:0000:${hex(number)}`)),
  "codes of replies": (number) => void parseReply(cutOut(`550-5.7.${number} a reply with a code of its own`)),
  "stamps of ISO 8601": (number) =>
    void parseStamp(cutOut(`2026-02-23T10:11:12.${hex(number)}+00:00 mx1 a line`), context),
  "stamps of syslog": (number) =>
    void parseStamp(cutOut(`Feb 23 10:11:${10 + (number % 50)} mx1 a line`), context),
  "names of hosts": (number) => void shared(cutOut(`mail-number-${number}.example.com`)),
  "wordings and their addresses": (number) => {
    const reply = cutOut(
      `550-5.7.25 [2001:db8::${hex(number)}] No PTR, in words number ${"x".repeat(number)}. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp`,
    );
    const parts = takeApart(reply)!;
    const host = cutOut("gmail-smtp-in.l.google.com");
    const verdict = { kind: "ptr", receiver: "gmail" } as never;
    learn(parts, host, { reply: parseReply(reply)!, verdict });
    expect(recall(parts, host)).not.toBeNull();
  },
  "fields of Exim's lines": (number) => {
    const text = cutOut(
      `1xVLFz-0000e1-2L H=mx${number}.example.net [192.0.2.26]: SMTP error from remote mail server after RCPT TO:<user@gmail.com>: 421-4.7.23 [203.0.113.7] The IP address`,
    );
    expect(
      exim.read({ time: 0, host: null, program: null, message: text }, createKeptParts()),
    ).not.toBeNull();
  },
};

describe("long lines that something is remembered of", () => {
  test.each(Object.keys(memories))("%s: the lines are let go", (name) => {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let number = 0; number < LINES; number++) memories[name]!(number);
    collectGarbage();
    const megabytes = (process.memoryUsage().heapUsed - before) / LINE_LENGTH;
    // A few: the engine holds the last subjects of its own patterns.
    expect(megabytes).toBeLessThan(LINES / 5);
  });
});

describe("a memory", () => {
  test("gives what it was given", () => {
    const memory = createMemory<string, number>();
    memory.set("a", 1);
    memory.set("b", 2);
    memory.set("a", 3);
    expect([memory.get("a"), memory.get("b"), memory.get("c")]).toEqual([3, 2, undefined]);
  });

  test("is bounded by bytes, and goes on when it was full", () => {
    const memory = createMemory<string, number>(100_000);
    for (let number = 0; number < 10_000; number++) memory.set(`key ${number}`, number);
    const held = Array.from({ length: 10_000 }, (_, number) => memory.get(`key ${number}`)).filter(
      (value) => value !== undefined,
    );
    expect(held.length).toBeLessThanOrEqual(1_000);
    expect(memory.get("key 9999")).toBe(9_999);
  });

  test("counts what its values take", () => {
    const memory = createMemory<number, string>(10_000);
    for (let number = 0; number < 20; number++) memory.set(number, "x", 4_000);
    expect([16, 17, 18, 19].filter((number) => memory.get(number) !== undefined).length).toBeLessThanOrEqual(
      2,
    );
  });

  test("does not remember by a key that is a text", () => {
    const memory = createMemory<string, number>();
    memory.set("x".repeat(100_000), 1);
    expect(memory.get("x".repeat(100_000))).toBeUndefined();
  });
});

test("a shared name is the name that was asked for, also where two need one place", () => {
  const names = Array.from({ length: 50_000 }, (_, number) => `mail-${number}.${number % 7}.example.com`);
  for (const name of [...names, ...names, "", "x", "y".repeat(2_000)]) expect(shared(name)).toBe(name);
  expect(shared(null)).toBeNull();
});
