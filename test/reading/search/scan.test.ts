import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Entry } from "../../../src/reading/search/entry.ts";
import { MAX_LINE_LENGTH } from "../../../src/reading/search/log-memory.ts";
import { createScanner, type ScannerOptions, type ScanResult } from "../../../src/reading/search/scan.ts";
import type { Window } from "../../../src/reading/search/window.ts";
import { readerOf } from "../../support/byte-reader.ts";

interface Found {
  line: number;
  needle: string;
  text: string;
}

// One is searched for from its first byte, one from the middle.
const NEEDLES = [{ text: "needle" }, { text: "other", searchFrom: 2 }];

/** `dealWith` answers whether an entry is dealt with at its first needle. */
async function scan(
  bytes: Buffer | string,
  sizes?: number[],
  dealWith = true,
  options: ScannerOptions = {},
): Promise<ScanResult & { found: Found[] }> {
  const found: Found[] = [];
  const reader = readerOf(Buffer.from(bytes), sizes);
  const searches = NEEDLES.map((needle) => ({
    needle,
    use: "visit" as const,
    visit: ({ line, start, end }: Entry, { buffer }: Window) => {
      found.push({ line, needle: needle.text, text: buffer.toString("utf8", start, end) });
      return dealWith;
    },
  }));
  const scanner = createScanner(options);
  let result: ScanResult = { lines: 0, linesCut: 0 };
  const scans = scanner.scan(
    reader,
    bytes.length,
    searches,
    () => false,
    () => {},
  );
  for await (result of scans);
  await scanner.close();
  return { ...result, found };
}

const shown = ({ found }: { found: Found[] }) => found.map(({ line, text }) => `${line} ${text}`);

describe("entries", () => {
  test.each([
    ["nothing", "", []],
    ["no needle", "a\nb\n", []],
    ["the first line", "needle\nb\n", ["1 needle\n"]],
    ["the last line, without line end", "a\nb needle", ["2 b needle"]],
    ["several", "needle a\nb\nneedle c\nneedle d\n", ["1 needle a\n", "3 needle c\n", "4 needle d\n"]],
    ["twice in a line", "x\nneedle needle other\n", ["2 needle needle other\n"]],
    ["CRLF", "a\r\nneedle\r\n", ["2 needle\r\n"]],
    ["empty lines", "\n\n\nneedle\n\n", ["4 needle\n"]],
    ["NUL bytes", "a\0\0\n\0\0needle\0\n", ["2 needle\0\n"]],
    ["nothing but a needle", "needle", ["1 needle"]],
  ])("%s", async (_name, log, want) => {
    expect(shown(await scan(log))).toEqual(want);
    expect(shown(await scan(log, [1]))).toEqual(want);
  });

  test("are visited once for each needle until they are dealt with", async () => {
    const log = "needle then other\nother then needle\n";
    const needles = async (dealWith: boolean) =>
      (await scan(log, [3], dealWith)).found.map(({ line, needle }) => `${line} ${needle}`);
    expect(await needles(true)).toEqual(["1 needle", "2 other"]);
    expect(await needles(false)).toEqual(["1 needle", "1 other", "2 other", "2 needle"]);
  });
});

describe("entries over several lines", () => {
  const entry = "H=mx: closed (EHLO response was: 421-4.7.23 a\n421-4.7.23 needle\n421 4.7.23 c)\n";

  test.each([
    ["needle in a continuation line", `a\n${entry}d\n`, [`2 ${entry}`]],
    ["at the end of the log", `a\n${entry}`, [`2 ${entry}`]],
    ["two of them", `a\n${entry}${entry}b needle\n`, [`2 ${entry}`, `5 ${entry}`, "8 b needle\n"]],
    [
      "digits that are no reply code",
      "a\n42 needle\n2026-11-23 needle\n",
      ["2 42 needle\n", "3 2026-11-23 needle\n"],
    ],
  ])("%s", async (_name, log, want) => {
    expect(shown(await scan(log))).toEqual(want);
    for (let size = 1; size < 90; size += 7) expect(shown(await scan(log, [size]))).toEqual(want);
  });
});

describe("line counts", () => {
  test.each([
    ["", 0],
    ["a", 1],
    ["a\n", 1],
    ["a\nb", 2],
    ["\n\n", 2],
  ])("%j", async (log, lines) => {
    expect((await scan(log)).lines).toBe(lines);
    expect((await scan(log, [1])).lines).toBe(lines);
  });
});

describe("long lines", () => {
  const long = Buffer.alloc(10 << 20, "x");

  test.each([[[1 << 30]], [[100_000]], [[(1 << 20) + 1, 7]]])(
    "10 MB on one line, chunks of %j: what stands around it is found",
    async (sizes) => {
      const log = Buffer.concat([
        Buffer.from("a needle\n"),
        long,
        Buffer.from("\nneedle b\n421 c\n"),
        long,
        Buffer.from("\nneedle d"),
      ]);
      const { found, lines, linesCut } = await scan(log, sizes);
      expect(found.map(({ line, text }) => `${line} ${text}`)).toEqual([
        "1 a needle\n",
        "3 needle b\n421 c\n",
        "6 needle d",
      ]);
      expect(lines).toBe(6);
      expect(linesCut).toBe(2);
    },
  );

  test("the beginning of a line that is too long is looked at", async () => {
    const { found } = await scan(Buffer.concat([Buffer.from("a needle "), long]), [100_000]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ line: 1, needle: "needle" });
  });

  test("a file without line end, nothing but NUL bytes", async () => {
    const { found, lines } = await scan(Buffer.alloc(20 << 20), [1 << 20]);
    expect(found).toEqual([]);
    expect(lines).toBe(1);
  });

  test("a line just short of the limit is whole", async () => {
    const line = `${"y".repeat(MAX_LINE_LENGTH - 20)} needle\n`;
    const { found, linesCut } = await scan(`a\n${line}b\n`, [65_536]);
    expect(found.map(({ text }) => text === line)).toEqual([true]);
    expect(linesCut).toBe(0);
  });
});

describe("whatever the chunks", () => {
  // Long enough for several windows: the scanner works on a megabyte at a time at least.
  const filler = fc.nat(60_000).map((length) => `${"z".repeat(length)}\n`);
  const line = fc.oneof(
    { weight: 6, arbitrary: filler },
    fc.constantFrom("needle\n", "a needle b other\n", "421-4.7.23 needle\n", "421 4.7.23 x\n", "\n", "other"),
  );
  const log = fc.array(line, { minLength: 60, maxLength: 250 }).map((lines) => lines.join(""));
  const sizes = fc.array(fc.integer({ min: 1, max: 1 << 21 }), { minLength: 1, maxLength: 5 });

  test("the same entries, line numbers and counts", async () => {
    await fc.assert(
      fc.asyncProperty(log, sizes, async (text, chunkSizes) => {
        // A handful of bytes at a time would take long here; small logs are cut so above.
        const large = chunkSizes.map((size) => Math.max(size, 5_000));
        expect(await scan(text, large)).toEqual(await scan(text));
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test("what a plain split into lines gives", async () => {
    const plainLine = fc.constantFrom("needle", "a needle b", "x", "", "other", "zzz zzz");
    await fc.assert(
      fc.asyncProperty(fc.array(plainLine), sizes, async (lines, chunkSizes) => {
        const small = chunkSizes.map((size) => 1 + (size % 17));
        const { found } = await scan(lines.map((text) => `${text}\n`).join(""), small);
        const want = lines.flatMap((text, i) => (/needle|other/.test(text) ? [`${i + 1} ${text}\n`] : []));
        expect(found.map((entry) => `${entry.line} ${entry.text}`)).toEqual(want);
      }),
    );
  });
});
