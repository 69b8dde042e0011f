// A long run keeps only what has not ended; what it hands on is what a run that kept everything would hand on.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCarrying } from "../../src/counting/carrying.ts";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { Observation } from "../../src/model/observations.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { generate, plans, written, type Plan } from "./generated-log.ts";

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "whybounce-carrying-"))));
afterAll(() => rm(folder, { recursive: true }));

async function observationsOf(planned: readonly Plan[]): Promise<Observation[]> {
  const { lines } = generate("postfix", planned);
  const text = lines.toSorted((a, b) => a.at - b.at).map((line) => `${written(line, "iso")}\n`);
  const path = join(folder, "mail.log");
  await writeFile(path, text.join(""));
  const told: Observation[] = [];
  await analyzeFiles([path], { onObservations: async (some) => void told.push(...some) });
  return told;
}

function carriedBy(heldAtOnce: number, observations: readonly Observation[]): Observation[] {
  const carrying = createCarrying(heldAtOnce);
  for (const observation of observations)
    carrying.add([{ observations: [observation], newRefusals: 0, failure: null }]);
  return carrying.carried(null);
}

/** The deliveries that have not ended, each with how often it was refused. */
function openIn(observations: readonly Observation[]): string[] {
  const grouping = createGrouping(false);
  for (const observation of observations) grouping.add(observation);
  return grouping
    .finish()
    .deliveries.filter(({ outcome }) => outcome === null)
    .map(({ message, recipient, refusals }) => `${message} ${recipient} ${refusals.length}`)
    .toSorted();
}

test("what has not ended is carried over, however little is held at once", async () => {
  await fc.assert(
    fc.asyncProperty(plans(), fc.nat(20), async (planned, heldAtOnce) => {
      const observations = await observationsOf(planned);
      const open = openIn(observations);
      expect(openIn(carriedBy(Infinity, observations))).toEqual(open);
      expect(openIn(carriedBy(heldAtOnce, observations))).toEqual(open);
    }),
    { numRuns: 60 },
  );
});

test("what has ended is not carried over", async () => {
  const bounced: Plan = { host: "mx1", fate: "bounced", recipients: 1, after: 60, reuse: false };
  const observations = await observationsOf([bounced, bounced, bounced, { ...bounced, fate: "retrying" }]);
  expect(openIn(carriedBy(1, observations))).toHaveLength(1);
  expect(carriedBy(1, observations)).toHaveLength(carriedBy(Infinity, observations).length);
});
