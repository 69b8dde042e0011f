import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "../../src/report/print/markdown-escape.ts";
import { render } from "../../src/report/print/markdown.ts";
import { checkResults, comparedResults, hostileResults, hostileWith } from "./sample.ts";

const target = { width: 80, color: false, unicode: true };
const page = (results: Results) => render(results, target);

test.each([
  ["report.md", comparedResults],
  ["check.md", checkResults],
  ["hostile.md", hostileResults],
])("golden %s", async (name, results) => {
  await expect(page(results)).toMatchFileSnapshot(`../../fixtures/reports/${name}`);
});

/** What is left of a line when its code, its escaped characters and its entities are taken out. */
function markupOf(line: string): string {
  return line
    .replace(/\\[!-/:-@[-`{-~]|(?<!`)(?<fence>`+)(?!`)[^]*?(?<!`)\k<fence>(?!`)/g, "x")
    .replace(/&(?:lt|gt|amp|#\d+);/g, "x");
}

const tricky = fc
  .array(
    fc.constantFrom(
      "`",
      "``",
      "\\",
      "|",
      "<b>",
      "</b>",
      "<!--",
      "*",
      "**",
      "_",
      "[",
      "](http://evil.example)",
      "![",
      "~~",
      "http://evil.example",
      "www.evil.example",
      "@octocat",
      "#12",
      "GH-3",
      ":+1:",
      "$x$",
      "&lt;",
      "&#60;",
      "mailto:a@b.example",
      " ",
      "1.",
      "-",
      "+",
      "===",
      "a",
      ".",
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(""));
const anyText = fc.oneof(fc.string({ unit: "grapheme", minLength: 1 }), tricky);

describe("what strangers write", () => {
  test.each([
    ["a|b", "a&#124;b"],
    ["a|b@example.com", "`a\\x7cb@example.com`"],
    ["<img src=x>", "&lt;img src=x&gt;"],
    ["*bold* _it_ ~~x~~", "\\*bold\\* \\_it\\_ \\~\\~x\\~\\~"],
    ["see http://evil.example now", "see `http://evil.example` now"],
    ["ask @octocat, #12", "ask `@octocat`, `#12`"],
    ["[x](y)", "\\[x\\](y)"],
    ["from 2001:db8::25.", "from `2001:db8::25`."],
    ["203.0.113.5 is mail.example.com's", "203.0.113.5 is mail.example.com's"],
    ["a @`b` c", "a `` @`b` `` c"],
    ["1. one", "1\\. one"],
  ])("%s", (text, want) => {
    expect(escapeMarkdown(text)).toBe(want);
  });

  test("no text is markup, HTML or a link", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markup = markupOf(escapeMarkdown(text));
        expect(markup).not.toMatch(/[`*_{}[\]<>#|~&@$]|:\/\/|www\./i);
        expect(markup.trimStart()).not.toMatch(/^(?:[-+] |\d+[.)](?: |$)|[-+=]+$)/);
      }),
      { numRuns: 1000 },
    );
  });

  test("code ends where it should", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        if (text.trim() !== "") expect(markupOf(codeSpan(text))).not.toMatch(/[`<|@]/);
        const [open = "", , close = ""] = codeBlock(text);
        expect(open.slice(0, -"text".length)).toBe(close);
        expect(text).not.toContain(close);
      }),
      { numRuns: 1000 },
    );
  });

  test("no row of a table gets another cell", () => {
    const cells = (results: Results) =>
      page(results)
        .replace(/^ *(`{3,})text\n[^]*?^ *\1$/gm, "")
        .split("\n")
        .filter((line) => line.startsWith("| "))
        .map((line) => line.split("|").length);
    const harmless = cells(hostileWith("word"));
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cells(hostileWith(text))).toEqual(harmless);
      }),
    );
  });
});
