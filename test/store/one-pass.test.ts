// A week with more events than are to be in memory at once is counted message by message, and a store says where it begins.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readSnapshot, snapshotText } from "../../src/store/snapshot-text.ts";
import { openStore, type Store } from "../../src/store/connection.ts";
import { countWeek } from "../../src/store/count-week.ts";
import { rowsFor } from "../../src/store/week-rows.ts";
import { recordRun } from "../../src/store/runs.ts";
import { delayed, outcome, requeue } from "../support/events.ts";
import type { Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";
import { engines, freshServers } from "./engines.ts";
import { fromStore, push } from "./fleet.ts";

const MESSAGES = 40;
const at = (day: number, number: number) => new Date(Date.UTC(2026, 1, day, 9, number)).toISOString();

/** Refused in the week and some again after it; every fourth is put into the queue again there, and refused under a new id. */
const events = Array.from({ length: MESSAGES }, (_, number) => {
  const queueId = `4Q${number}`;
  const own = { recipient: `u${number}@gmail.com`, queueId };
  const refused = delayed({ ...own, id: `a${number}`, replyId: `a${number}`, time: at(17, number) });
  const again = delayed({ ...own, id: `b${number}`, replyId: `b${number}`, time: at(24, number) });
  const end = outcome({ ...own, outcome: number % 2 ? "delivered" : "failed", time: at(25, number) });
  if (number % 4 > 0) return [refused, again, end];
  const put = requeue({ queueId: `R${number}`, originalQueueId: queueId, time: at(18, number) });
  return [refused, put, { ...again, queueId: `R${number}` }, { ...end, queueId: `R${number}` }];
}).flat();
const WEEK = { home: "mx1", week: "2026-02-16" };

describe.each(engines)("$name", ({ name, missing, create }) => {
  describe.skipIf(mustSkip(`one pass over a week on ${name}`, missing))("a store", () => {
    let servers: Server[];
    let store: Store;
    beforeAll(async () => {
      servers = await create();
      await Promise.all(servers.map((one) => one.start()));
      store = await openStore(servers[0]!.where);
    }, 60_000);
    beforeEach(() => freshServers(servers));
    afterAll(async () => {
      await store.close();
      await Promise.all(servers.map((one) => one.remove()));
    });

    test("a message is told in one part, and no part is larger than it must be", async () => {
      await push(servers[0]!.where, events);
      const known = new Set<string>();
      let parts = 0;
      for await (const rows of rowsFor(store, { homes: ["mx1"], weeks: [WEEK.week], rowsAtOnce: 8 })) {
        const messages = rows.flatMap(({ observation }) => /u?(\d+)/.exec(nameOf(observation))?.[1] ?? []);
        for (const message of new Set(messages)) {
          expect(known).not.toContain(message);
          known.add(message);
        }
        expect(rows.length).toBeLessThan(24);
        parts++;
      }
      expect(known.size).toBe(MESSAGES);
      expect(parts).toBeGreaterThan(MESSAGES / 4);
    });

    test("the count is the same, however many events are in memory at once", async () => {
      await push(servers[0]!.where, events);
      const whole = await countWeek(store, WEEK, "Europe/Berlin");
      const inParts = await countWeek(store, WEEK, "Europe/Berlin", 8);
      expect(whole.snapshot.parts[0]?.cells.total).toMatchObject({ attempts: MESSAGES, affected: MESSAGES });
      expect(inParts.version).toBe(whole.version);
      const sorted = (text: string) => JSON.stringify(readSnapshot(text), inOrder);
      expect(sorted(snapshotText(inParts.snapshot))).toEqual(sorted(snapshotText(whole.snapshot)));
    });

    test("a comparison says of what the store's first record is", async () => {
      const period = { from: Date.parse("2026-02-23T00:00Z"), to: Date.parse("2026-03-02T00:00Z") };
      const firstRecord = async () =>
        (await fromStore(servers[0]!.where, period, false)).report.comparison?.firstRecord;
      expect(await firstRecord()).toBeUndefined();
      await push(servers[0]!.where, events);
      expect(await firstRecord()).toEqual({ of: "store", time: at(17, 0) });
      const results = { report: { inputs: [] }, newest: Date.parse("2026-02-15T00:00Z") } as never;
      await recordRun(store, { host: "mx1", results, period: { from: null, to: null }, warnings: 0 });
      expect(await firstRecord()).toBeUndefined();
    });
  });
});

function nameOf(observation: object): string {
  const { recipient, queueId } = observation as { recipient?: string; queueId?: string };
  return recipient ?? queueId ?? "";
}

/** Maps and sets in whatever order. */
function inOrder(_key: string, value: unknown): unknown {
  if (value instanceof Map)
    return [...value].toSorted(([a], [b]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return value instanceof Set ? [...value].map(String).toSorted((a, b) => (a < b ? -1 : 1)) : value;
}
