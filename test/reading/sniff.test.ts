import { describe, expect, test } from "vitest";
import { sniff } from "../../src/reading/sniff.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };
const kindOf = (head: string | Buffer) => sniff(Buffer.from(head), context).kind;

const HEADER =
  "Return-Path: <>\nReceived: by mx1.example.com (Postfix)\n\tid 44CF929853D\nSubject: x\n\nbody\n";

test.each([
  ["", "empty"],
  ["\n \r\n", "empty"],
  ["Nov 23 04:01:31 mx1 postfix/smtp[1]: x\n", "log"],
  ["\uFEFFNov 23 04:01:31 mx1 postfix/smtp[1]: x\n", "log"],
  ["2026-11-23T04:01:31.123456+00:00 mx1 postfix/smtp[1]: x\n", "log"],
  ["2026-11-23 04:01:31 1xVLFN-0000Nt-1x Completed\n", "log"],
  ["rotated by logrotate\nNov 23 04:01:31 mx1 postfix/smtp[1]: x\n", "log"],
  ["421-4.7.23 the end of an entry\n2026-11-23 04:01:31 1xVLFN-0000Nt-1x Completed\n", "log"],
  ["From MAILER-DAEMON  Mon Nov 23 04:00:29 2026\nSubject: x\n\nbody\n", "mbox"],
  ["\n\nFrom MAILER-DAEMON  Mon Nov 23 04:00:29 2026\nSubject: x\n\nbody\n", "mbox"],
  ["From \r\nSubject: x\r\n\r\nbody\r\n", "mbox"],
  ["From - Mon Nov 23 04:00:29 2026\nSubject: x\n", "mbox"],
  [HEADER, "message"],
  [HEADER.replaceAll("\n", "\r\n"), "message"],
  ["Date: Mon, 23 Nov 2026 04:00:29 +0000\nSubject: Nov\n\nNov is not a stamp\n", "message"],
  ["From: Mail Delivery System\nSubject: what a mail program shows\n\nNov is not a stamp\n", "text"],
  ['{"schema":"whybounce.rejection/1","id":"x"}\n', "events"],
  ['{"schema":"whybounce.other/1"}', "events"],
  ['{"code":"550-5.7.25","id":"x","schema":"whybounce.rejection/1"}', "events"],
  ['{ "id": "x", "schema": "whybounce.rejection/1" }', "events"],
  // a spoiled event before a good one
  [
    '{"schema":[],"time":"2026-02-23T10:11:12.345Z"}\n{"schema":"whybounce.rejection/1","id":"x"}\n',
    "events",
  ],
])("%j is %s", (head, kind) => {
  expect(kindOf(head)).toBe(kind);
});

test("binary files are unknown", () => {
  expect(kindOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]))).toBe("unknown");
});

test("other text is no mail", () => {
  expect(["text", "unknown"]).toContain(kindOf('{"level":"info"}\n'));
  expect(["text", "unknown"]).toContain(kindOf("some notes\n\nand more\n"));
});

test("the time of a log's first line", () => {
  const head = Buffer.from("a note\nNov 23 04:01:31 mx1 x: y\nNov 23 04:02:00 mx1 x: y\n");
  expect(sniff(head, context).firstTime).toBe(Date.parse("2026-11-23T04:01:31Z"));
});

describe("a mail is not taken for a log", () => {
  test("although its body holds log lines", () => {
    expect(kindOf(`${HEADER}Nov 23 04:01:31 mx1 postfix/smtp[1]: x\n`)).toBe("message");
  });
});
