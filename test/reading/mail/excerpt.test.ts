// What is cut out of long mail before it is parsed: never what a real report needs, and never silently.

import { describe, expect, test } from "vitest";
import { hostileMails } from "../../../bench/hostile-mails.js";
import { excerptOf } from "../../../src/reading/mail/excerpt.ts";
import type { Cut } from "../../../src/reading/mail/limits.ts";
import { readReport } from "../../../src/reading/mail/bounce/read-bounce.ts";

const KIBIBYTE = 1 << 10;
const MEBIBYTE = 1 << 20;
const CODE =
  "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";
const HEAD = "Return-Path: <>\nFrom: MAILER-DAEMON@mx1.example.com\nTo: news@example.com\n";
const REPORT = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n";
const recipient = (name: string) =>
  `Final-Recipient: rfc822; ${name}@gmail.com\nAction: failed\nStatus: 5.7.25\nDiagnostic-Code: smtp; ${CODE}\n\n`;
const status = (...recipients: string[]) =>
  `--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx1.example.com\n\n${recipients.join("")}`;
const text = (words: string) => `--b\nContent-Type: text/plain\n\n${words}\n`;
const returned = (body: string) =>
  `--b\nContent-Type: message/rfc822\n\nMessage-ID: <1@example.com>\n${body}\n--b--\n`;
const lines = (bytes: number) =>
  "A line of ordinary length, as people write them, or nearly.\n".repeat(bytes / 60);
const forwarded = (depth: number): string =>
  depth === 0
    ? `${HEAD}\n<user@gmail.com>: ${CODE}\n`
    : `From: a@example.com\nContent-Type: multipart/mixed; boundary=b${depth}\n\n--b${depth}\nContent-Type: message/rfc822\n\n${forwarded(depth - 1)}\n--b${depth}--\n`;
const nested = (depth: number) =>
  Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary=b${level}\n\n--b${level}\n`,
  ).join("");

async function read(message: string) {
  const cuts = new Set<Cut>();
  const attempts = await readReport(Buffer.from(message, "latin1"), cuts);
  return { recipients: attempts.map((attempt) => attempt.recipient), cuts: [...cuts] };
}

describe("is told", () => {
  const many = (count: number) => Array.from({ length: count }, (_, number) => recipient(`u${number}`));

  test.each<[name: string, message: string, cuts: Cut[], recipients: number]>([
    [
      "one field of 300 KiB",
      `${HEAD}X-Note: ${"x".repeat(300 * KIBIBYTE)}\n${REPORT}\n${status(recipient("a"))}`,
      ["header"],
      1,
    ],
    [
      "a folded field",
      `${HEAD}${REPORT}X-Note:${" x\n".repeat(100 * KIBIBYTE)}\n${status(recipient("a"))}`,
      ["header"],
      1,
    ],
    [
      "20,000 header lines",
      `${HEAD}${REPORT}${"X-A: b\n".repeat(20_000)}\n${status(recipient("a"))}`,
      ["header"],
      1,
    ],
    [
      "a text of 3 MiB in front of the fields",
      `${HEAD}${REPORT}\n${text(lines(3 * MEBIBYTE))}${status(recipient("a"))}`,
      ["text"],
      1,
    ],
    [
      "400,000 lines",
      `${HEAD}${REPORT}\n${text("\n".repeat(400_000))}${status(recipient("a"))}`,
      ["text"],
      1,
    ],
    [
      "fields of 9 MiB",
      `${HEAD}${REPORT}\n${status(recipient("a"), `X-Note:${" x\n".repeat(3 * MEBIBYTE)}`)}`,
      ["status"],
      1,
    ],
    ["12,000 recipients", `${HEAD}${REPORT}\n${status(...many(12_000))}`, ["recipients"], 9_999],
    [
      "1,200 parts",
      `${HEAD}${REPORT}\n${status(recipient("a"))}${text("x".repeat(100)).repeat(1_200)}`,
      ["parts"],
      1,
    ],
    ["multiparts 1,000 deep", `${HEAD}${nested(1_000)}\n\n${CODE}\n`, ["parts"], 0],
    [
      "parts of 15 MiB together",
      `${HEAD}${REPORT}\n${status(recipient("a"))}${text(`${"x".repeat(1_023)}\n`.repeat(1_000)).repeat(15)}`,
      ["message"],
      1,
    ],
    ["mail forwarded seven times", forwarded(7), ["forwards"], 0],
  ])("%s", async (_name, message, cuts, recipients) => {
    const found = await read(message);
    expect(found.cuts).toEqual(cuts);
    expect(found.recipients).toHaveLength(recipients);
  });
});

describe("is not needed, and not told", () => {
  test.each<[name: string, message: string]>([
    [
      "a long returned text",
      `${HEAD}${REPORT}\n${text(CODE)}${status(recipient("a"))}${returned(`\n${lines(5 * MEBIBYTE)}`)}`,
    ],
    [
      "a returned picture",
      `${HEAD}${REPORT}\n${text(CODE)}${status(recipient("a"))}${returned(`Content-Type: image/png\nContent-Transfer-Encoding: base64\n\n${"A".repeat(5 * MEBIBYTE)}`)}`,
    ],
    [
      "a picture beside a forwarded report",
      `From: a@example.com\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\n${`${"A".repeat(76)}\n`.repeat(50_000)}\n--a\nContent-Type: message/rfc822\n\n${HEAD}${REPORT}\n${status(recipient("a"))}\n--b--\n--a--\n`,
    ],
    [
      "the message that qmail returns in its text",
      `${HEAD}\nHi. This is the qmail-send program at mx1.example.com.\nI'm afraid I wasn't able to deliver your message.\n\n<a@gmail.com>:\n192.0.2.26 failed after I sent the message.\nRemote host said: ${CODE}\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <news@example.com>\n\n${lines(5 * MEBIBYTE)}`,
    ],
  ])("%s", async (_name, message) => {
    expect(await read(message)).toEqual({ recipients: ["a@gmail.com"], cuts: [] });
  });
});

describe("an excerpt", () => {
  test("of a message without anything long is the message", () => {
    const message = Buffer.from(`${HEAD}${REPORT}\n${text(lines(100 * KIBIBYTE))}${status(recipient("a"))}`);
    expect(excerptOf(message).bytes).toEqual(message);
    expect(excerptOf(message).bytes.buffer).toBe(message.buffer);
  });

  test.each(Object.entries(hostileMails))("of hostile mail is bounded: %s", (_name, mail) => {
    const { head, again, lineEnd = "\n" } = mail;
    const more =
      typeof again === "string" ? again.repeat((2 * MEBIBYTE) / again.length) : again(1).repeat(30_000);
    const message = Buffer.from((head.slice(0, 10_000) + more).replaceAll("\n", lineEnd), "latin1");
    const { bytes } = excerptOf(message);
    // What was cut through gets an end of its line.
    expect(bytes.length).toBeLessThanOrEqual(message.length);
    // Attached messages are cut again when they are read: the second cut must change nothing.
    const twice = excerptOf(bytes);
    expect(bytes.length - twice.bytes.length).toBeLessThanOrEqual(64);
  });
});
