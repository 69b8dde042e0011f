// The short way to read a syslog header must give what the long way gives.

import fc from "fast-check";
import { expect, test } from "vitest";
import { frameLine } from "../../../src/reading/logs/frame.ts";
import { parseHeader, parseUsualHeader } from "../../../src/reading/logs/framing/header.ts";

const word = fc.oneof(
  fc.constantFrom(
    "mx1",
    "INFO",
    "mail.info",
    "mail:info",
    "<mail.info>",
    "mx1.example.com",
    "1795406540123",
    "Mon",
  ),
  fc.constantFrom(
    "postfix/smtp[297]:",
    "exim[4711]:",
    "postfix|smtp[1]:",
    "mx1[2]",
    "smtp:",
    "[ID",
    "197553",
    "mail.info]",
  ),
  fc.string({
    unit: fc.constantFrom("a", "B", "1", "[", "]", ":", "|", ".", "/"),
    minLength: 1,
    maxLength: 8,
  }),
);
const blanks = fc.constantFrom(" ", " ", " ", "  ", "");
const any = fc
  .array(fc.tuple(blanks, word), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.flat().join(""));
const threeWords = fc.tuple(word, word, word).map((words) => ` ${words.join(" ")}`);
const rest = fc.oneof(any, threeWords);

test("a usual header is read as any other", () => {
  let usual = 0;
  fc.assert(
    fc.property(rest, (text) => {
      const header = parseUsualHeader(text);
      if (header === null) return;
      usual++;
      expect(header).toEqual(parseHeader(text));
    }),
    { numRuns: 20_000 },
  );
  expect(usual).toBeGreaterThan(100);
});

const context = { timezone: "UTC", notAfter: Date.UTC(2026, 11, 1) };
const stamp = "Nov 23 04:01:31";
const message = "63D5E2988B8: to=<user@gmail.com>, relay=none";

test.each([
  ["the usual", `${stamp} mx1 postfix/smtp[297]: ${message}`, "mx1", "postfix/smtp", message],
  ["a severity for a host", `${stamp} INFO postfix/smtp[297]: ${message}`, null, "postfix/smtp", message],
  [
    "Solaris' number",
    `${stamp} mx1 postfix/smtp[297]: [ID 197553 mail.info] ${message}`,
    "mx1",
    "postfix/smtp",
    message,
  ],
  ["a blank more", `${stamp}  mx1 postfix/smtp[297]:  ${message}`, "mx1", "postfix/smtp", ` ${message}`],
])("%s", (_name, line, host, program, text) => {
  const time = Date.UTC(2026, 10, 23, 4, 1, 31);
  expect(frameLine(line, context)).toEqual({ time, host, program, pid: "297", message: text });
});
