// The report of a set of lines does not depend on the order in which they stand, as far as their stamps tell it: newest
// first, sorted, gathered from several hosts by a syslog server, cut into files.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Results } from "../../src/model/report.ts";
import { FATES, generate, plans, written, type GeneratedLog, type Truth } from "./generated-log.ts";
import { analyzeFiles } from "../support/analyze.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whybounce-order-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function resultsOf(parts: readonly string[][]): Promise<Results> {
  const paths = parts.map((_, index) => join(folder, `${index}.log`));
  await Promise.all(parts.map((lines, i) => writeFile(paths[i]!, lines.map((line) => `${line}\n`).join(""))));
  const results = await analyzeFiles(paths);
  await Promise.all(paths.map((path) => rm(path)));
  return results;
}

async function countOf(parts: readonly string[][]): Promise<unknown> {
  return countsOf(await resultsOf(parts));
}

/** Each part with the events of those before. */
async function countInParts(parts: readonly string[][]): Promise<unknown> {
  let results: Results | null = null;
  for (const part of parts.filter(({ length }) => length > 0)) {
    const events = results?.events.map((event) => JSON.stringify(event)) ?? [];
    results = await resultsOf(events.length > 0 ? [events, part] : [part]);
  }
  return countsOf(results!);
}

function countsOf({ report }: Results): unknown {
  const { attempts, messages, affected, lost, retrying, delivered } = report.totals;
  const domains = report.sendingIps.flatMap(({ senderDomains }) => senderDomains.map(({ domain }) => domain));
  return { attempts, messages, affected, lost, retrying, delivered, domains: domains.toSorted() };
}

function expected({ senders, ...counts }: Truth): unknown {
  return { ...counts, domains: senders.map((sender) => sender.slice(sender.indexOf("@") + 1)).toSorted() };
}

type Layout = Parameters<typeof written>[1];

/** Each line at its time and up to two seconds later. */
function shuffled(log: GeneratedLog, layout: Layout, jitter: readonly number[]): string[] {
  return log.lines
    .map((line, index) => ({
      text: written(line, layout),
      key: line.at + 2 * (jitter[index % jitter.length] ?? 0),
    }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ text }) => text);
}

/** One sender, and no Message-ID: only the ends of an id's messages distinguish them. */
function anonymous(line: string): string[] {
  if (line.includes("message-id=")) return [];
  return [line.replace(/news@m\d+\./, "news@").replace(/ id=\S+/, "")];
}

const jitters = fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
  minLength: 23,
  maxLength: 23,
});

describe.each([
  ["postfix", "syslog"],
  ["postfix", "iso"],
  ["exim", "syslog"],
  ["exim", "mainlog"],
] as const)("%s, %s", (mailer, layout) => {
  // A log without names of hosts is one host's.
  const ofHosts = plans(FATES).map((list) =>
    layout === "mainlog" ? list.map((plan) => ({ ...plan, host: "mx1" })) : list,
  );

  test("in any order of the same times", async () => {
    await fc.assert(
      fc.asyncProperty(ofHosts, jitters, fc.nat(100), async (planned, jitter, cut) => {
        // Of lines two seconds from their place nobody can tell whose an id is that comes again within seconds.
        const log = generate(mailer, planned, 60);
        const lines = log.lines.toSorted((a, b) => a.at - b.at).map((line) => written(line, layout));
        const at = Math.floor((lines.length * cut) / 100);
        const truth = expected(log.truth);
        expect(await countOf([lines]), "oldest first").toEqual(truth);
        expect(await countOf([lines.toReversed()]), "newest first").toEqual(truth);
        expect(await countOf([lines.toSorted()]), "sorted").toEqual(truth);
        expect(await countOf([shuffled(log, layout, jitter)]), "shuffled within two seconds").toEqual(truth);
        expect(await countOf([lines.slice(at), lines.slice(0, at)]), "cut in two").toEqual(truth);
        expect(await countOf([[...lines.slice(at), ...lines.slice(0, at)]]), "later part in front").toEqual(
          truth,
        );
      }),
      { numRuns: 40 },
    );
  });

  test("in parts, each with the events so far", async () => {
    const cuts = fc.array(fc.nat(100), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(ofHosts, cuts, async (planned, percents) => {
        // The events of the messages that had an id before do not say which message has it now.
        const log = generate(
          mailer,
          planned.map((plan) => ({ ...plan, reuse: false })),
        );
        const lines = log.lines.toSorted((a, b) => a.at - b.at).map((line) => written(line, layout));
        const ends = [...percents.toSorted((a, b) => a - b), 100].map((p) =>
          Math.floor((lines.length * p) / 100),
        );
        const parts = ends.map((end, i) => lines.slice(ends[i - 1] ?? 0, end));
        const { attempts, messages, affected, lost, retrying, delivered } = log.truth;
        expect(await countInParts(parts)).toMatchObject({
          attempts,
          messages,
          affected,
          lost,
          retrying,
          delivered,
        });
      }),
      { numRuns: 40 },
    );
  });

  test("where neither sender nor Message-ID tells messages apart", async () => {
    await fc.assert(
      fc.asyncProperty(ofHosts, jitters, async (planned, jitter) => {
        const log = generate(mailer, planned);
        const lines = log.lines
          .toSorted((a, b) => a.at - b.at)
          .flatMap((line) => anonymous(written(line, layout)));
        const { attempts, messages, affected, lost, retrying, delivered } = log.truth;
        const truth = { attempts, messages, affected, lost, retrying, delivered };
        expect(await countOf([lines]), "oldest first").toMatchObject(truth);
        expect(await countOf([lines.toReversed()]), "newest first").toMatchObject(truth);
        const mixed = shuffled(log, layout, jitter).flatMap(anonymous);
        expect(await countOf([mixed]), "shuffled within two seconds").toMatchObject(truth);
      }),
      { numRuns: 40 },
    );
  });
});
