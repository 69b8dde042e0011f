// How much work a mailbox makes, without a clock: how many bytes of it the MIME parser reads, how many are decoded, and how
// often they are searched.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi, type Mock } from "vitest";
import { createMailReading, type ReadMessage } from "../../../../src/reading/mail/threads.ts";
import { createReadingRecord } from "../../../../src/reading/record.ts";

const fixtures = join(import.meta.dirname, "../../../../fixtures");
const fixture = (name: string) => readFile(join(fixtures, name), "latin1");

const mailparser = createRequire(import.meta.url)("mailparser") as {
  simpleParser: (raw: Buffer, options: object) => Promise<unknown>;
};
let parse: Mock<(raw: Buffer, options: object) => Promise<unknown>>;
beforeEach(() => {
  parse = vi.spyOn(mailparser, "simpleParser");
});
afterEach(() => parse.mockRestore());

/** How many events a mailbox gives. */
async function read(messages: readonly string[]): Promise<number> {
  const results: ReadMessage[] = [];
  const input = createReadingRecord(() => {}).addInput("mbox", "mbox");
  const mail = createMailReading({ threads: 0 });
  for (const [index, text] of messages.entries()) {
    const source = { path: "mbox", message: index + 1 };
    results.push(...(await mail.read(Buffer.from(text, "latin1"), source, input)));
  }
  results.push(...(await mail.finish()));
  expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
  return results.flatMap(({ events }) => events).length;
}

const parsedBytes = () => parse.mock.calls.reduce((sum, [raw]) => sum + raw.length, 0);

test("ordinary mail, other refusals and plain bounces are not parsed at all", async () => {
  const plain = await fixture("dsn/postfix-550-5.7.25-failed.eml");
  const other = plain.replaceAll("5.7.25", "5.1.1").replaceAll("PTR", "");
  const mailbox = Array.from({ length: 100 }, (_, index) =>
    index % 20 === 0 ? plain : index % 2 === 0 ? other : "Subject: hello\n\nhow are you?\n",
  );
  expect(await read(mailbox)).toBe(2 * 5 + 45);
  expect(parsedBytes()).toBe(0);
});

test("a bounce that is not plain is parsed once, without the body of what it returns", async () => {
  const plain = await fixture("dsn/postfix-550-5.7.25-failed.eml");
  const encoded = plain.replace(/charset=[\w-]+/, "charset=iso-8859-1");
  expect(encoded).not.toBe(plain);
  const closing = encoded.lastIndexOf("\n--");
  const long = encoded.slice(0, closing) + "A line of the message.\n".repeat(50_000) + encoded.slice(closing);
  expect(await read([long])).toBe(2);
  expect(parsedBytes()).toBeGreaterThan(0);
  expect(parsedBytes()).toBeLessThan(plain.length);
});

test("only the beginning of a long mail is parsed", async () => {
  const forwarded = await fixture("dsn/forwarded-550-5.7.25-as-attachment.eml");
  await read([forwarded + `${"x".repeat(1_023)}\n`.repeat(40 << 10)]);
  expect(parsedBytes()).toBeGreaterThan(0);
  expect(parsedBytes()).toBeLessThan(33 << 20);
});

/** What a plain bounce with a long message in it costs, beside its front. */
async function costOf(bounce: string): Promise<{ decoded: number; searches: number; partSearches: number }> {
  const decode = vi.spyOn(Buffer.prototype, "toString");
  const search = vi.spyOn(Buffer.prototype, "indexOf");
  try {
    expect(await read([bounce])).toBe(2);
    const isOfParts = ([what]: unknown[]) => Buffer.isBuffer(what) && what.equals(Buffer.from("\n--"));
    return {
      decoded: decode.mock.results.reduce((sum, { value }) => sum + String(value).length, 0),
      searches: search.mock.calls.length,
      partSearches: search.mock.calls.filter(isOfParts).length,
    };
  } finally {
    decode.mockRestore();
    search.mockRestore();
  }
}

test("the message that a plain bounce returns is neither decoded nor counted line by line, and parts are looked for once", async () => {
  const plain = await fixture("dsn/postfix-550-5.7.25-failed.eml");
  const closing = plain.lastIndexOf("\n--");
  const long = (lines: number) =>
    plain.slice(0, closing) + "A line of the message.\n".repeat(lines) + plain.slice(closing);
  const short = await costOf(long(4_000));
  const tenfold = await costOf(long(40_000));
  expect(tenfold.decoded).toBe(short.decoded);
  expect(tenfold.partSearches).toBe(short.partSearches);
  // One look for each delimiter, and one that finds no more.
  expect(short.partSearches).toBe(plain.split("\n--").length);
  // The first lines of it show that the rest fits.
  expect(short.searches).toBeLessThan(100);
  expect(tenfold.searches).toBeLessThan(40_000);
});
