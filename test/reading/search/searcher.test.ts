import { readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fingerprintsOfNeedles, groupNeedles } from "../../../scripts/group-needles.js";
import { compileSearch } from "../../../scripts/compile-search.js";
import { plainSearch } from "../../../src/reading/search/plain-search.ts";
import { hashOf } from "../../../src/reading/search/word-numbers.ts";
import { groupOf } from "../../../src/reading/search/needle-groups.ts";
import {
  instantiateSearch,
  PAGE,
  PLACE_NUMBERS,
  setNeedles,
  type Find,
} from "../../../src/reading/search/searcher.ts";
import type { Needle } from "../../../src/model/delivery.ts";

const SIZE = 1 << 20;

/** What `indexOf` finds, each needle by itself. */
function searchByIndexOf(text: Buffer, needles: readonly Needle[], from: number, to: number): string[] {
  return needles.flatMap((needle, number) => {
    const found: string[] = [];
    const view = text.subarray(from, to);
    for (let at = view.indexOf(needle.text); at >= 0; at = view.indexOf(needle.text, at + 1))
      found.push(`${number} ${from + at}`);
    return found;
  });
}

/** The module's own memory comes first, the text after it. */
const pages = 4 + SIZE / PAGE;
const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
const all = Buffer.from(memory.buffer);
const searches = { "WebAssembly's": instantiateSearch(memory), "plain JavaScript's": plainSearch(all) };
let find: Find = searches["WebAssembly's"];
const PLACES = PAGE;
const TEXT = 4 * PAGE;

/** A small list makes the search stop early, and go on where it stopped. */
function search(text: Buffer, needles: readonly Needle[], from: number, to: number, max = 8): Place[] {
  setNeedles(all, needles);
  text.copy(all, TEXT);
  const places: Place[] = [];
  let lines = 0;
  for (let at = from; at < to;) {
    const [found, stoppedAt, lineFeeds] = find(TEXT + at, TEXT + to, TEXT + from, TEXT + to, PLACES, max);
    const numbers = new Int32Array(memory.buffer, PLACES, found * PLACE_NUMBERS);
    for (let i = 0; i < numbers.length; i += PLACE_NUMBERS)
      places.push({
        position: numbers[i]! - TEXT,
        needle: numbers[i + 1]!,
        word: numbers[i + 2]!,
        lines: lines + numbers[i + 3]!,
      });
    lines += lineFeeds;
    at = stoppedAt - TEXT;
  }
  places.push({ position: to, needle: -1, word: 0, lines });
  return places;
}

interface Place {
  position: number;
  needle: number;
  word: number;
  lines: number;
}

const found = (places: readonly Place[]) =>
  places.flatMap(({ needle, position }) => (needle < 0 ? [] : [`${needle} ${position}`]));

const lineFeedsIn = (text: Buffer, from: number, to: number) =>
  text.toString("latin1", from, to).split("\n").length - 1;

test("the module is what its source says", async () => {
  const source = readFileSync(
    new URL("../../../src/reading/search/search-module.ts", import.meta.url),
    "utf8",
  );
  const bytes = [...source.matchAll(/^ {2}"([\w+/=]+)",?$/gm)].map(([, line]) => line).join("");
  expect(bytes).toBe((await compileSearch()).toString("base64"));
});

test("the groups of the needles are what their script makes of them", async () => {
  const fingerprints = await fingerprintsOfNeedles();
  expect(Object.fromEntries(groupOf), "npm run group-needles").toEqual(groupNeedles(fingerprints));
});

test("the search in plain JavaScript gives what WebAssembly's gives", () => {
  const letters = (...more: string[]) =>
    fc.array(fc.constantFrom("a", "b", "5", ".", "-", " ", ":", ...more), { minLength: 3, maxLength: 9 });
  const needle = fc
    .tuple(letters(), fc.nat(6), letters("?"), fc.boolean())
    .map(([text, lead, words, has]) => ({
      text: text.join(""),
      searchFrom: Math.min(lead, text.length - 3),
      ...(has ? { unlessAfter: words.slice(0, 4).join("") } : {}),
    }));
  const text = fc
    .array(fc.constantFrom("a", "b", "5", ".", "-", " ", ":", "\n", "ß", "abab", "     "), { maxLength: 400 })
    .map((parts) => Buffer.from(parts.join("")));
  fc.assert(
    fc.property(
      text,
      fc.array(needle, { minLength: 1, maxLength: 14 }),
      fc.nat(40),
      fc.nat(40),
      fc.integer({ min: 1, max: 20 }),
      (bytes, needles, before, behind, max) => {
        const from = Math.min(before, bytes.length);
        const to = Math.max(from, bytes.length - behind);
        const [one, other] = Object.values(searches).map((each) => {
          find = each;
          return search(bytes, needles, from, to, max);
        });
        expect(other).toEqual(one);
      },
    ),
    { numRuns: 1_000 },
  );
});

describe.each(Object.keys(searches) as (keyof typeof searches)[])("%s search", (name) => {
  beforeAll(() => {
    find = searches[name];
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
          const places = search(text, needles, from, to);
          expect(found(places).toSorted()).toEqual(searchByIndexOf(text, needles, from, to).toSorted());
          for (const { position, lines } of places)
            expect(lines).toBe(lineFeedsIn(text, from, Math.max(from, position)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("more places than fit into its list at once", () => {
    const text = Buffer.from("abc".repeat(60_000));
    expect(found(search(text, [{ text: "abc" }], 0, text.length))).toHaveLength(60_000);
  });

  test("as many needles as there may be, and no more", () => {
    const needles = Array.from({ length: 128 }, (_, number) => ({
      text: `needle ${number}.`,
      searchFrom: 6,
    }));
    const text = Buffer.from(needles.map((needle) => `${needle.text}\n`).join(""));
    expect(found(search(text, needles, 0, text.length))).toHaveLength(128);
    expect(() => setNeedles(all, [...needles, { text: "one more" }])).toThrow("more than 128 needles");
  });

  test("a needle that is too long for the module, or too short", () => {
    expect(() => setNeedles(all, [{ text: "x".repeat(33) }])).toThrow("wrong length");
    expect(() => setNeedles(all, [{ text: "abcd", searchFrom: 2 }])).toThrow("wrong length");
  });

  describe("words after which a needle is passed over", () => {
    const needles = [{ text: "gsmtp", unlessAfter: "250 2.?.? OK" }, { text: "PTR" }];

    test.each([
      ["right in front", "250 2.0.0 OKgsmtp", []],
      ["whatever stands for a ?", "250 2.x.ß OK gsmtp", ["gsmtp"]],
      ["at the end of their reach", `250 2.0.0 OK${" ".repeat(116)}gsmtp`, []],
      ["behind it", `250 2.0.0 OK${" ".repeat(117)}gsmtp`, ["gsmtp"]],
      ["in part", "50 2.0.0 OK gsmtp", ["gsmtp"]],
      ["in the line in front", "250 2.0.0 OK\ngsmtp", ["gsmtp"]],
      ["behind the needle", "gsmtp 250 2.0.0 OK", ["gsmtp"]],
      ["behind others that end alike", `250 2.0.0 OK ${"OK K K".repeat(9)} gsmtp`, []],
      ["in front of another needle", "250 2.0.0 OK PTR gsmtp", ["PTR"]],
    ])("%s", (_name, text, want) => {
      const bytes = Buffer.from(text);
      const places = search(bytes, needles, 0, bytes.length).filter(({ needle }) => needle >= 0);
      expect(places.map(({ needle }) => needles[needle]?.text)).toEqual(want);
    });

    test("have sixteen characters at most", () => {
      expect(() => setNeedles(all, [{ text: "abc", unlessAfter: "x".repeat(17) }])).toThrow("too long");
    });
  });

  describe("the word in front", () => {
    const needles = [{ text: ": to=<" }, { text: " => " }, { text: "PTR" }];
    const wordIn = (text: string) => search(Buffer.from(text), needles, 0, Buffer.byteLength(text))[0]?.word;

    test.each([
      ["Nov 23 mx1 postfix/smtp[1]: 4NQh2b5xKdz9rxK: to=<a@example.com>", "4NQh2b5xKdz9rxK"],
      ['{"MESSAGE":"63D5E2988B8: to=<a@example.com>"}', "63D5E2988B8"],
      ["2026-11-23 04:02:20 1xVKiq-0000000001c-2dP0 => a@example.com", "1xVKiq-0000000001c-2dP0"],
      ["63D5E2988B8: to=<a@example.com>", "63D5E2988B8"],
      ["63D5E2988B8 :  : PTR", "63D5E2988B8"],
      [" PTR", ""],
      ["PTR", ""],
      ["ßPTR", ""],
    ])("%s", (text, id) => {
      expect(wordIn(text)).toBe(hashOf(id));
    });

    test("is not looked for farther in front than a stretch's seam has it", () => {
      expect(wordIn(`63D5E2988B8${" ".repeat(60)}PTR`)).toBe(hashOf(""));
      expect(wordIn(`${"x".repeat(60)}PTR`)).toBe(hashOf("x".repeat(16)));
    });
  });
});
