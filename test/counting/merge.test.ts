// Merging without an engine: each host reads its own logs and bounces and writes its events, and one run over
// all of these makes the report that one run over everything would make, byte for byte.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Report, Results } from "../../src/model/report.ts";
import { render as renderCsv } from "../../src/report/csv.ts";
import { render as renderEvents } from "../../src/report/ndjson.ts";
import { analyzeFiles } from "../support/analyze.ts";

const fixtures = join(import.meta.dirname, "../../fixtures");
/** One of the framings only: all of them hold the same deliveries. */
const folders = ["postfix", "exim", "sendmail", "opensmtpd", "other-receivers", "not-ptr", "dsn", "demo"];

let inputs: string[];
let whole: { report: string; csv: string; recipients: string[] };

const results = (paths: string[], stdin: string | null = null) => analyzeFiles(paths, { stdin });

function shown(found: Results) {
  const target = { width: 80, color: false, unicode: true };
  return {
    report: JSON.stringify(withoutRunFacts(found.report), null, 1),
    csv: renderCsv(found, target),
    recipients: found.recipients,
  };
}

/** Which files there were, and when they were read, differs. */
function withoutRunFacts({ inputs: _inputs, warnings: _warnings, generatedAt: _at, ...report }: Report) {
  return report;
}

function eventsOf(found: Results): string[] {
  return [...renderEvents(found, { width: 80, color: false, unicode: true })];
}

const merged = async (lines: string[]) => results(["-"], lines.join(""));

beforeAll(async () => {
  const lists = await Promise.all(
    folders.map(async (folder) =>
      (await readdir(join(fixtures, folder)))
        .filter((name) => /\.(log|eml|mbox)$/.test(name))
        .map((name) => join(fixtures, folder, name)),
    ),
  );
  inputs = [...lists.flat(), join(fixtures, "framing/journal-json.log")].toSorted();
  whole = shown(await results(inputs));
});

/** Deals the things to hosts by the numbers. */
function deal<Thing>(things: readonly Thing[], hands: readonly number[]): Thing[][] {
  const dealt = new Map<number, Thing[]>();
  for (const [index, thing] of things.entries()) {
    const hand = hands[index % hands.length] ?? 0;
    dealt.set(hand, [...(dealt.get(hand) ?? []), thing]);
  }
  return [...dealt.values()];
}

const manyHands = fc.array(fc.nat(6), { minLength: 40, maxLength: 60 });

describe("the events of many hosts make one report", () => {
  test("there is something to be merged", () => {
    expect((JSON.parse(whole.report) as Report).totals.attempts).toBeGreaterThan(100);
  });

  test("whichever host read what, and in whatever order the hosts are read", async () => {
    await fc.assert(
      fc.asyncProperty(manyHands, fc.boolean(), async (hands, backwards) => {
        const hosts = await Promise.all(deal(inputs, hands).map((paths) => results(paths)));
        const streams = hosts.map(eventsOf);
        if (backwards) streams.reverse();
        expect(shown(await merged(streams.flat()))).toEqual(whole);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  test("hosts first merged among themselves", async () => {
    await fc.assert(
      fc.asyncProperty(manyHands, manyHands, async (hands, groups) => {
        const hosts = await Promise.all(deal(inputs, hands).map((paths) => results(paths)));
        const sites = await Promise.all(
          deal(hosts.map(eventsOf), groups).map((streams) => merged(streams.flat())),
        );
        expect(shown(await merged(sites.flatMap(eventsOf)))).toEqual(whole);
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });

  test("the lines of the events in any order, some of them twice", async () => {
    const lines = eventsOf(await results(inputs));
    const order = fc.array(fc.nat(), { minLength: lines.length, maxLength: lines.length });
    await fc.assert(
      fc.asyncProperty(order, fc.subarray(lines), async (ranks, again) => {
        const ranked = lines.map((line, index) => ({ line, rank: ranks[index] ?? 0 }));
        const shuffled = ranked.toSorted((a, b) => a.rank - b.rank).map(({ line }) => line);
        expect(shown(await merged([...shuffled, ...again]))).toEqual(whole);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test("one host's events read again are its report", async () => {
    for (const path of inputs) {
      const found = await results([path]);
      const lines = eventsOf(found);
      if (lines.length > 0) expect(shown(await merged(lines)), path).toEqual(shown(found));
    }
  });

  test("the log and the bounces of the demo, apart", async () => {
    const paths = [join(fixtures, "demo/mail.log"), join(fixtures, "demo/bounces.mbox")];
    const apart = await Promise.all(paths.map((path) => results([path])));
    const text = await readFile(paths[0]!, "utf8");
    expect(text).not.toBe("");
    expect(shown(await merged(apart.flatMap(eventsOf)))).toEqual(shown(await results(paths)));
  });
});
