import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapeFormula, escapeText } from "../../src/base/words/escape.ts";
import { byteSize, count, duration, grouped } from "../../src/base/words/quantities.ts";
import { displayWidth, wrap } from "../../src/base/words/wrap.ts";

describe("quantities", () => {
  test.each([
    [0, "0 seconds"],
    [59, "59 seconds"],
    [300, "5 minutes"],
    [3600, "1 hour"],
    [5400, "1 hour 30 minutes"],
    [3601, "1 hour 1 minute"],
    [86_400, "1 day"],
    [86_399, "1 day"],
    [172_800 + 3600, "2 days 1 hour"],
  ])("%i seconds", (seconds, want) => {
    expect(duration(seconds)).toBe(want);
  });

  test.each([
    [0, "0 bytes"],
    [1, "1 byte"],
    [999, "999 bytes"],
    [1000, "1.0 kB"],
    [9_950, "10 kB"],
    [999_999, "1.0 MB"],
    [1_204_000_000, "1.2 GB"],
    [2e15, "2.0 PB"],
  ])("%i bytes", (bytes, want) => {
    expect(byteSize(bytes)).toBe(want);
  });

  test("counts", () => {
    expect([grouped(999), grouped(1000), grouped(1_234_567)]).toEqual(["999", "1,000", "1,234,567"]);
    expect([count(1, "refusal"), count(2, "refusal"), count(0, "address", "addresses")]).toEqual([
      "1 refusal",
      "2 refusals",
      "0 addresses",
    ]);
  });
});

describe("escapes", () => {
  test.each([
    ["\u001b[2J", "\\x1b[2J"],
    ["a\u202eb", "a\\u202eb"],
    ["\u{e0041}", "\\u{e0041}"],
    ["\ud800", "\\ud800"],
    ["müller.example", "müller.example"],
  ])("%j", (text, want) => {
    expect(escapeText(text, true)).toBe(want);
  });

  test("ASCII only where the terminal can do no more", () => {
    expect(escapeText("müller 日", false)).toBe("m\\xfcller \\u65e5");
  });

  test("formulas", () => {
    expect(["=1", "+1", "-1", "@x", "\tx", " =1", "a=1"].map(escapeFormula)).toEqual([
      "'=1",
      "'+1",
      "'-1",
      "'@x",
      "'\tx",
      " '=1",
      "a=1",
    ]);
  });
});

describe("wrapping", () => {
  test("loses nothing and keeps the width", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 16, max: 100 }), (text, width) => {
        const lines = wrap(text, { width });
        expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("breaks a long word at a joint, a path never", () => {
    const name = "mail.department-of-long-names.example.com";
    expect(wrap(name, { width: 20 })).toEqual(["mail.department-of-", "long-names.example.", "com"]);
    expect(wrap("/var/log/a-very-long-name.log", { width: 20, keepPaths: true })).toEqual([
      "/var/log/a-very-long-name.log",
    ]);
  });

  test("a word of three columns per two characters", () => {
    expect(displayWidth("a日e\u0301")).toBe(4);
  });
});
