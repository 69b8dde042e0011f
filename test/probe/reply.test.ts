// Replies are taken from what a server sends, wherever that is cut, in bounded time.

import { describe, expect, test } from "vitest";
import { replyIn } from "../../src/probe/smtp/dialogue.ts";
import { verdictOf } from "../../src/probe/smtp/verdict.ts";

const whole = "250-mx.google.com at your service, [203.0.113.5]\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n";

test("a reply is the same wherever it is cut", () => {
  const expected = replyIn(whole);
  expect(expected).toMatchObject({ reply: { code: 250, lines: { length: 3 } }, length: whole.length });
  for (let cut = 0; cut < whole.length; cut++)
    expect(replyIn(whole.slice(0, cut)), whole.slice(0, cut)).toBeNull();
  expect(replyIn(`${whole}221 bye\r\n`)).toEqual(expected);
});

test.each([
  ["220\r\n", { reply: { code: 220, lines: [""] }, length: 5 }],
  ["220\n", { reply: { code: 220, lines: [""] }, length: 4 }],
  ["250-a\n250 b\n", { reply: { code: 250, lines: ["a", "b"] }, length: 12 }],
  ["", null],
  ["2", null],
  ["220-", null],
])("%j", (text, want) => {
  if (want === null) expect(replyIn(text)).toBeNull();
  else expect(replyIn(text)).toMatchObject(want);
});

test.each([
  "x",
  " 220 a\r\n",
  "22x",
  "120 a\r\n",
  "2200\r\n",
  "220-a\r\nhello\r\n",
  "SSH-2.0-OpenSSH\r\n",
  "\0",
  "220-a\r\n".repeat(501),
])("%j is no reply", (text) => {
  expect(replyIn(text)).toBe("not smtp");
});

describe("verdicts", () => {
  const gmail = { host: "gmail-smtp-in.l.google.com", ip: "192.0.2.26" };
  test.each([
    [
      "550-5.7.25 [203.0.113.6] The IP address\n550 5.7.25 does not have a PTR record d75a77b69052e - gsmtp",
      "ptr",
      "203.0.113.6",
    ],
    [
      "421-4.7.23 [2001:db8::5      23] The sending IP address doesn't have a PTR\n421 4.7.23 record d75a77b69052e - gsmtp",
      "ptr",
      "2001:db8::5",
    ],
    ["550 5.1.1 The email account does not exist d75a77b69052e - gsmtp", "other", null],
  ])("%s", (text, kind, namedIp) => {
    expect(verdictOf(text, gmail)).toMatchObject({ kind, namedIp });
  });

  test("another receiver that refuses for the reverse DNS", () => {
    const server = { host: "mx.example.net", ip: "192.0.2.99" };
    expect(verdictOf("550 5.7.25 Reverse DNS validation failed [203.0.113.6]", server)).toMatchObject({
      kind: "ptr",
    });
  });

  test("words that no rule knows", () => {
    expect(verdictOf("554 go away", { host: "mx.example.net", ip: null })).toMatchObject({
      kind: "unknown",
      code: "554",
    });
  });

  test.each(["250 OK", "no code", ""])("%j refuses nothing", (text) => {
    expect(verdictOf(text, gmail)).toBeNull();
  });
});
