// Neighboring periods add up to the whole, wherever they are cut: each refusal lies in one of them.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Period } from "../../src/model/options.ts";
import { delayed, outcome } from "../support/events.ts";
import type { Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";
import { engines, freshServers } from "./engines.ts";
import { eventsOf, fixturePaths, fromStore, push } from "./fleet.ts";

const at = (time: string) => Date.parse(time);
const [FIRST, LAST] = [at("1971-01-01T00:00Z"), at("2100-01-01T00:00Z")];
/** Where most fixtures are. */
const [BEGIN, END] = [at("2026-02-02T00:00Z"), at("2026-03-09T00:00Z")];
/** Midnight of a Monday in Berlin, where the store's weeks begin. */
const MONDAY = at("2026-02-15T23:00Z");

/** Tried in several weeks: its refusals lie on both sides of most cuts, and its end beyond them. */
const tried: AnalysisEvent[] = [0, 3, 6, 9, 12, 15].map((day) => {
  const time = new Date(at("2026-02-12T10:00Z") + day * 86_400_000).toISOString();
  return delayed({ id: `T${day}`, replyId: `T${day}`, queueId: "TRIED", time });
});
const end = outcome({ queueId: "TRIED", outcome: "delivered", time: "2026-02-28T10:00:00.000Z" });

/** Refusals by address and code, and in all; attempts of a time that nobody knows lie in no period. */
async function refusalsIn(where: Server["where"], period: Period): Promise<Map<string, number>> {
  const { totals, sendingIps } = (await fromStore(where, period, false)).report;
  const counts = new Map([["all", totals.attempts]]);
  for (const { ip, byCode } of sendingIps)
    for (const [code, amount] of Object.entries(byCode)) counts.set(`${ip} ${code}`, amount);
  return counts;
}

function sumOf(parts: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const part of parts) for (const [what, amount] of part) sum.set(what, (sum.get(what) ?? 0) + amount);
  return sum;
}

const sorted = (counts: ReadonlyMap<string, number>) => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));

describe.each(engines)("$name", ({ name, missing, create }) => {
  describe.skipIf(mustSkip(`neighboring periods on ${name}`, missing))("a store", () => {
    let servers: Server[];
    beforeAll(async () => {
      servers = await create();
      await Promise.all(servers.map((one) => one.start()));
      await freshServers(servers);
      const events = await eventsOf(await fixturePaths());
      await push(servers[0]!.where, [...events, ...tried, end]);
    }, 60_000);
    afterAll(() => Promise.all(servers.map((one) => one.remove())));

    test("cut at midnight, at noon, within a second, and where weeks meet", async () => {
      const { where } = servers.at(-1)!;
      const whole = await refusalsIn(where, { from: FIRST, to: LAST });
      expect(whole.get("all")).toBeGreaterThan(100);
      const place = fc.oneof(fc.integer({ min: BEGIN, max: END }), fc.constant(MONDAY));
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(place, { minLength: 1, maxLength: 3 }), async (places) => {
          const cuts = [FIRST, ...places.toSorted((a, b) => a - b), LAST];
          const parts: Map<string, number>[] = [];
          for (const [index, to] of cuts.slice(1).entries())
            parts.push(await refusalsIn(where, { from: cuts[index]!, to }));
          expect(sorted(sumOf(parts))).toEqual(sorted(whole));
        }),
        { numRuns: Number(process.env["STORE_RUNS"] ?? 4), endOnFailure: true },
      );
    }, 120_000);
  });
});
