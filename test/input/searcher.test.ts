import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compileSearch } from "../../scripts/compile-search.js";
import { borrowSearcher, returnSearcher } from "../../src/input/searcher.ts";
import type { Needle } from "../../src/model.ts";

const SIZE = 1 << 20;

/** What `indexOf` finds, each needle by itself. */
function plainSearch(text: Buffer, needles: readonly Needle[], from: number, to: number): string[] {
  return needles.flatMap((needle, number) => {
    const found: string[] = [];
    const view = text.subarray(from, to);
    for (let at = view.indexOf(needle.text); at >= 0; at = view.indexOf(needle.text, at + 1))
      found.push(`${number} ${from + at}`);
    return found;
  });
}

function search(text: Buffer, needles: readonly Needle[], from: number, to: number): string[] {
  const searcher = borrowSearcher(needles, SIZE);
  text.copy(searcher.buffer);
  const found: string[] = [];
  searcher.search(from, to, (number, position) => found.push(`${number} ${position}`));
  returnSearcher(searcher);
  return found;
}

test("the module is what its source says", async () => {
  const source = readFileSync(new URL("../../src/input/search-module.ts", import.meta.url), "utf8");
  const bytes = [...source.matchAll(/^ {2}"([\w+/=]+)",?$/gm)].map(([, line]) => line).join("");
  expect(bytes).toBe((await compileSearch()).toString("base64"));
});

test("finds what a plain search finds, in any text, for any needles", () => {
  const alphabet = fc.constantFrom("a", "b", "5", ".", "7", "\n", " ", "ß");
  const needle = fc
    .array(fc.constantFrom("a", "b", "5", ".", "7"), { minLength: 3, maxLength: 8 })
    .chain((letters) =>
      fc
        .nat(letters.length - 3)
        .map((searchFrom) => ({ text: letters.join(""), ...(searchFrom > 0 ? { searchFrom } : {}) })),
    );
  const texts = fc.array(alphabet, { maxLength: 400 }).map((letters) => Buffer.from(letters.join("")));
  fc.assert(
    fc.property(
      texts,
      fc.array(needle, { minLength: 1, maxLength: 14 }),
      fc.nat(40),
      fc.nat(40),
      (text, needles, a, b) => {
        const from = Math.min(a, text.length);
        const to = Math.max(from, text.length - b);
        expect(search(text, needles, from, to).toSorted()).toEqual(
          plainSearch(text, needles, from, to).toSorted(),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test("more places than fit into its list at once", () => {
  const text = Buffer.from("abc".repeat(60_000));
  expect(search(text, [{ text: "abc" }], 0, text.length)).toHaveLength(60_000);
});

test("counts line feeds from any byte to any byte", () => {
  const texts = fc
    .array(fc.constantFrom("\n", "x", "\r"), { maxLength: 200 })
    .map((letters) => letters.join(""));
  fc.assert(
    fc.property(texts, fc.nat(200), fc.nat(200), (text, a, b) => {
      const from = Math.min(a, text.length);
      const to = Math.max(from, Math.min(b, text.length));
      const searcher = borrowSearcher([], SIZE);
      searcher.buffer.write(text);
      const counted = searcher.countLineFeeds(from, to);
      returnSearcher(searcher);
      expect(counted).toBe(text.slice(from, to).split("\n").length - 1);
    }),
  );
});
