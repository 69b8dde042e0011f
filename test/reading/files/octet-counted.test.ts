// A kept TCP stream of syslog counts octets instead of ending lines (RFC 6587, 3.4.1): each message is a line all the same.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { octetCountedReader } from "../../../src/reading/files/octet-counted.ts";
import { analyzeFiles } from "../../support/analyze.ts";
import { readerOf } from "../../support/byte-reader.ts";

const log = join(import.meta.dirname, "../../../fixtures/postfix/gmail-550-5.7.25-bounced.log");
const lines = readFileSync(log, "utf8").trimEnd().split("\n");

/** RFC 5424 and RFC 3164, as rsyslog forwards them. */
const messages = lines.map((line) => `<22>${line}`);
const counted = (message: string) => `${Buffer.byteLength(message)} ${message}`;
const stream = messages.map(counted).join("");

async function turned(bytes: Buffer | string, sizes?: number[]): Promise<string | null> {
  const whole = Buffer.from(bytes);
  const reader = octetCountedReader(whole.subarray(0, 64 << 10), readerOf(whole, sizes));
  if (!reader) return null;
  const chunks: Buffer[] = [];
  for (;;) {
    const chunk = Buffer.alloc(4_096);
    const length = await reader.read(chunk, 0);
    if (length === 0) return Buffer.concat(chunks).toString();
    chunks.push(chunk.subarray(0, length));
  }
}

describe("counted messages become lines", () => {
  const texts = [
    "<22>1 2026-11-16T00:10:15Z mx1 a 1 - - one 7",
    "<22>1 - - - - - - Grüße\nzwei",
    "<22>Nov 16 00:10:15 mx1 a: 3",
  ];
  const expected = texts.map((text) => `${text.replaceAll("\n", " ")}\n`).join("");

  test.each([[[1]], [[2, 3]], [[64]], [undefined]])("read by %j bytes", async (sizes) => {
    expect(await turned(texts.map(counted).join(""), sizes)).toBe(expected);
  });

  test("the line end within the count", async () => {
    expect(await turned(texts.map((text) => counted(`${text}\n`)).join(""))).toBe(expected);
  });

  test("the beginning and the end are cut", async () => {
    const whole = texts.map(counted).join("");
    expect(await turned(`postfix/smtp 77 - - rest of a line${whole}${counted(texts[0]!).slice(0, 30)}`)).toBe(
      `postfix/smtp 77 - - rest of a line\n${expected}${texts[0]!.slice(0, 27)}\n`,
    );
  });

  test("a wrong count spoils its own message only", async () => {
    const whole =
      counted(texts[0]!) + counted(texts[0]!) + `10 ${texts[2]!}` + counted(texts[0]!) + counted(texts[2]!);
    const given = (await turned(whole))!.split("\n");
    expect(given.filter((line) => line === texts[0])).toHaveLength(3);
    expect(given.filter((line) => line === texts[2])).toHaveLength(1);
    expect(given.join("").length).toBeGreaterThan(whole.length - 20);
  });

  test.each([
    ["lines with counts", texts.map((text) => `${counted(text.replace("\n", " "))}\n`).join("")],
    ["lines", `${lines.join("\n")}\n`],
    ["one message", counted(texts[0]!)],
    ["text that begins with a number", "42 <b>bold</b> 17 <i>x</i>"],
    ["nothing", ""],
  ])("%s stay as they are", async (_name, text) => {
    expect(await turned(text)).toBeNull();
  });
});

test("a stream of counted messages is read as its lines are, also through a pipe", async () => {
  const year = { timezone: "UTC" };
  const plain = await analyzeFiles(["-"], { ...year, stdin: `${messages.join("\n")}\n` });
  const one = await analyzeFiles(["-"], { ...year, stdin: stream });
  expect(plain.report.totals.attempts).toBeGreaterThan(0);
  expect(one.report.totals).toEqual(plain.report.totals);
  expect(one.report.sendingIps).toEqual(plain.report.sendingIps);
});
