import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canBeAsked, escapeText, isHostName, presentName } from "../../src/dns/wire/name.ts";

const labels = (...texts: string[]) => texts.map((text) => Buffer.from(text, "latin1"));

describe("presentName", () => {
  test.each([
    { name: "the root", given: labels(), want: "." },
    { name: "upper case", given: labels("Mail", "EXAMPLE", "com"), want: "mail.example.com" },
    { name: "a dot inside a label", given: labels("mail.example", "com"), want: "mail\\.example.com" },
    { name: "an escape sequence", given: labels("\u001b[2Jx", "com"), want: "\\027[2jx.com" },
    { name: "a backslash", given: labels("a\\b"), want: "a\\\\b" },
    { name: "a space and a high byte", given: labels("a b\u00ff"), want: "a\\032b\\255" },
  ])("$name", ({ given, want }) => {
    expect(presentName(given)).toBe(want);
  });

  test("different labels never look the same, and nothing unprintable comes out", () => {
    const label = fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes));
    const name = fc.array(label, { minLength: 1, maxLength: 4 });
    const folded = (given: Buffer[]) =>
      JSON.stringify(
        given.map((part) => part.toString("latin1").replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
      );
    fc.assert(
      fc.property(name, name, (one, other) => {
        expect(presentName(one)).toMatch(/^[\x21-\x7e]+$/);
        expect(presentName(one) === presentName(other)).toBe(folded(one) === folded(other));
      }),
    );
  });
});

test("text of strangers keeps its spaces and loses its control bytes", () => {
  expect(escapeText(Buffer.from("no\nanswer \u001b[31m"))).toBe("no\\010answer \\027[31m");
});

test.each([
  { name: "mail.example.com", host: true, asked: true },
  { name: "_dmarc.example.com", host: true, asked: true },
  { name: "5.0/25.113.0.203.in-addr.arpa", host: false, asked: true },
  { name: "mail\\.example.com", host: false, asked: false },
  { name: ".", host: false, asked: true },
  { name: "", host: false, asked: false },
  { name: "a..b", host: false, asked: false },
  { name: ".a", host: false, asked: false },
  { name: "a.", host: false, asked: false },
  { name: `${"a".repeat(63)}.com`, host: true, asked: true },
  { name: `com.${"a".repeat(64)}`, host: false, asked: false },
  { name: `${"a".repeat(64)}.com`, host: false, asked: false },
  { name: Array(128).fill("aa").join("."), host: false, asked: false },
])("$name: host name $host, may be asked $asked", ({ name, host, asked }) => {
  expect(isHostName(name)).toBe(host);
  expect(canBeAsked(name)).toBe(asked);
});
