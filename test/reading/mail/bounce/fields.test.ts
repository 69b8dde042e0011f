import { describe, expect, test } from "vitest";
import { fieldValue, parseFieldGroups, parseHeader } from "../../../../src/reading/mail/bounce/fields.ts";

const groups = (text: string) => parseFieldGroups(text).map((group) => Object.fromEntries(group));

const MESSAGE = "Reporting-MTA: dns; mx1.example.com";
const FIRST = "Final-Recipient: rfc822; anna@gmail.com\nAction: failed\nStatus: 5.7.25";
const SECOND = "Final-Recipient: rfc822; liam@gmail.com\nAction: delayed\nStatus: 4.7.23";
const want = [
  { "reporting-mta": "dns; mx1.example.com" },
  { "final-recipient": "rfc822; anna@gmail.com", action: "failed", status: "5.7.25" },
  { "final-recipient": "rfc822; liam@gmail.com", action: "delayed", status: "4.7.23" },
];

describe("groups", () => {
  test.each([
    ["parted by blank lines", `${MESSAGE}\n\n${FIRST}\n\n${SECOND}\n`],
    ["by several, and lines of blanks", `\n\n${MESSAGE}\n\n \n\n${FIRST}\n\t\n${SECOND}\n\n`],
    ["CRLF", `${MESSAGE}\n\n${FIRST}\n\n${SECOND}\n`.replaceAll("\n", "\r\n")],
    ["CR", `${MESSAGE}\n\n${FIRST}\n\n${SECOND}\n`.replaceAll("\n", "\r")],
    ["recipients without blank line between", `${MESSAGE}\n\n${FIRST}\n${SECOND}\n`],
  ])("%s", (_name, text) => {
    expect(groups(text)).toEqual(want);
  });

  test("without any blank line, Exim's order", () => {
    const exim = "Action: failed\nFinal-Recipient: rfc822;a@gmail.com\nStatus: 5.0.0\n";
    expect(groups(exim + exim.replace("a@", "b@"))).toMatchObject([
      { "final-recipient": "rfc822;a@gmail.com" },
      { "final-recipient": "rfc822;b@gmail.com" },
    ]);
  });

  test("folded values keep their line ends", () => {
    expect(groups("Diagnostic-Code: smtp; 550-5.7.25 a\n    b\n\tc\nStatus: 5.7.25")).toEqual([
      { "diagnostic-code": "smtp; 550-5.7.25 a\nb\nc", status: "5.7.25" },
    ]);
  });

  test("names in any case, blanks around the colon", () => {
    expect(groups("FINAL-RECIPIENT : RFC822; a@gmail.com\naction:failed")).toEqual([
      { "final-recipient": "RFC822; a@gmail.com", action: "failed" },
    ]);
  });

  test("lines that are no fields, and their continuation, are passed over", () => {
    expect(groups("nothing here\n  continued\nAction: failed")).toEqual([{ action: "failed" }]);
    expect(groups("  continued\nAction: failed")).toEqual([{ action: "failed" }]);
  });

  test("of a field that comes twice the first counts", () => {
    expect(groups("Status: 5.7.25\nStatus: 5.0.0\n  more")).toEqual([{ status: "5.7.25" }]);
  });

  test("nothing", () => {
    expect(groups("")).toEqual([]);
    expect(groups("\n\n \n")).toEqual([]);
  });

  test("a report on no end of recipients is bounded", () => {
    expect(groups("Action: failed\n\n".repeat(20_000))).toHaveLength(10_000);
  });
});

describe("values", () => {
  test.each([
    ["rfc822; user@gmail.com", "rfc822", "user@gmail.com"],
    ["RFC822;user@gmail.com", "rfc822", "user@gmail.com"],
    ["utf-8; jörg@gmail.com", "utf-8", "jörg@gmail.com"],
    ["X-Postfix; host said: a; b", "x-postfix", "host said: a; b"],
    ["user@gmail.com", null, "user@gmail.com"],
    ["smtp; 550-5.7.25 a\nb", "smtp", "550-5.7.25 a\nb"],
    ["550 5.7.25 no type; but this", null, "550 5.7.25 no type; but this"],
  ])("%s", (text, type, value) => {
    expect(fieldValue(text)).toEqual({ type, value });
  });

  test.each([[undefined], [""], ["  "], ["dns;"]])("none in %j", (text) => {
    expect(fieldValue(text)).toBeNull();
  });
});

test("the header of a returned message ends at the blank line", () => {
  const raw = "Return-Path: <news@example.com>\r\nSubject: a\r\n b\r\nnot a field\r\n\r\nTo: body\r\n";
  expect(parseHeader(raw)).toEqual([
    { name: "return-path", value: "<news@example.com>" },
    { name: "subject", value: "a b" },
  ]);
});
