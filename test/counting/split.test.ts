// The report does not depend on how the input was cut into files, nor on their order: the property that lets
// many hosts read their own logs, and lets a user name files as they come.

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { analyzeFiles } from "../support/analyze.ts";

const demo = join(import.meta.dirname, "../../fixtures/demo");
const bounces = join(demo, "bounces.mbox");
let lines: string[];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-split-"));
  lines = (await readFile(join(demo, "mail.log"), "utf8")).trimEnd().split("\n");
});
afterAll(() => rm(folder, { recursive: true }));

async function reportOf(paths: string[]): Promise<unknown> {
  const { report, weeks, recipients } = await analyzeFiles(paths);
  const { totals, sendingIps } = report;
  // The sender of another refusal is known from the file that tells of the refusal, if at all.
  const otherGmailRejections = report.otherGmailRejections.map(
    ({ code, meaning, attempts, sendingIps: ips }) => ({
      code,
      meaning,
      attempts,
      ips,
    }),
  );
  const key = ({ week, sendingIp, code }: Results["weeks"][number]) => `${week} ${sendingIp} ${code}`;
  const sortedWeeks = weeks.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  return { totals, sendingIps, otherGmailRejections, weeks: sortedWeeks, recipients };
}

async function write(parts: string[][]): Promise<string[]> {
  const named = parts.map((part, number) => ({ part, path: join(folder, `${number}.log`) }));
  await Promise.all(named.map(({ part, path }) => writeFile(path, part.map((line) => `${line}\n`).join(""))));
  return named.map(({ path }) => path);
}

const orders = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 });

/** The paths in an order that the numbers say, the bounces among them. */
function shuffled(paths: string[], order: readonly number[]): string[] {
  const ranked = [...paths, bounces].map((path, index) => ({ path, rank: order[index] ?? 0 }));
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ path }) => path);
}

test("cut anywhere between lines, in any order", async () => {
  const whole = await reportOf([join(demo, "mail.log"), bounces]);
  const cuts = fc.array(fc.nat(732), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(cuts, orders, async (positions, order) => {
      const ends = [...positions.toSorted((a, b) => a - b), lines.length];
      const parts = ends.map((end, index) => lines.slice(ends[index - 1] ?? 0, end));
      expect(await reportOf(shuffled(await write(parts), order))).toEqual(whole);
    }),
    { numRuns: 25 },
  );
});

test("each line dealt to any of several files, in any order", async () => {
  const whole = await reportOf([join(demo, "mail.log"), bounces]);
  const hands = fc.array(fc.nat(4), { minLength: 733, maxLength: 733 });
  await fc.assert(
    fc.asyncProperty(hands, orders, async (hand, order) => {
      const parts = [0, 1, 2, 3, 4].map((part) => lines.filter((_, index) => hand[index] === part));
      expect(await reportOf(shuffled(await write(parts), order))).toEqual(whole);
    }),
    // To make a smaller example of 733 hands takes minutes.
    { numRuns: 15, endOnFailure: true },
  );
});
