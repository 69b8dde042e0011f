// The oldest ClickHouse that a distribution still has, and a current one: a store says there what the files say, however
// the events came into it.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Period } from "../../src/model/options.ts";
import { openWriter } from "../../src/store/push.ts";
import { openStore } from "../../src/store/connection.ts";
import { initStore } from "../../src/store/init.ts";
import { analyzeFiles } from "../support/analyze.ts";
import type { Server } from "../support/clickhouse-server.js";
import { delayed, outcome, rejection } from "../support/events.ts";
import { mustSkip } from "../support/servers.ts";
import { engines, freshServers } from "./engines.ts";
import {
  EVENTS_ONLY,
  countOf,
  eventsOf,
  everyFormat,
  fixturePaths,
  fromEvents,
  fromStore,
  push,
  run,
} from "./fleet.ts";

const at = (time: string) => Date.parse(time);
const OPEN: Period = { from: null, to: null };
/** All of it, a week, several, and one that cuts through messages. */
const periods: Period[] = [
  OPEN,
  { from: at("2026-02-15T23:00Z"), to: at("2026-02-22T23:00Z") },
  { from: at("2026-02-08T23:00Z"), to: at("2026-03-01T23:00Z") },
  { from: at("2026-02-17T12:00Z"), to: at("2026-02-26T07:30Z") },
];

describe.each(engines)("$name", ({ name, missing, create }) => {
  describe.skipIf(mustSkip(`the store on ${name}`, missing))("a store", () => {
    let servers: Server[];
    let server: Server;
    let folder = "";
    let runs = 0;
    beforeAll(async () => {
      servers = await create();
      server = servers[0]!;
      await Promise.all(servers.map((one) => one.start()));
      folder = await mkdtemp(join(tmpdir(), "whybounce-versions-"));
    }, 60_000);
    afterAll(async () => {
      await Promise.all(servers.map((one) => one.remove()));
      await rm(folder, { recursive: true });
    });
    beforeEach(() => freshServers(servers));

    async function expectSame(events: readonly AnalysisEvent[]): Promise<void> {
      for (const period of periods) {
        const results = await fromEvents(events, period);
        expect(await everyFormat(await fromStore(server.where, period))).toEqual(await everyFormat(results));
        expect(await everyFormat(await fromStore(server.where, period, false), EVENTS_ONLY)).toEqual(
          await everyFormat(results, EVENTS_ONLY),
        );
      }
    }

    test("says what the files say, pushed by many hosts, bounces before logs and after them", async () => {
      const paths = await fixturePaths();
      const hosts = [0, 1, 2, 3].map((host) => paths.filter((_, index) => index % 4 === host));
      const apart = await Promise.all(hosts.map((own) => eventsOf(own)));
      for (const [host, events] of apart.entries()) await push(servers[host % servers.length]!.where, events);
      expect((await push(server.where, apart.flat())).stored).toBe(0);
      await expectSame(apart.flat());
    }, 120_000);

    test("in whatever order hosts push it, in whatever parts, and however often", async () => {
      const events = await eventsOf(await fixturePaths());
      const orders = fc.shuffledSubarray([...events.keys()], { minLength: events.length });
      const cutPlaces = fc.array(fc.nat(events.length), { minLength: 1, maxLength: 4 });
      await fc.assert(
        fc.asyncProperty(orders, cutPlaces, fc.constantFrom(...periods), async (order, cuts, period) => {
          await freshServers(servers);
          const shuffled = order.map((index) => events[index]!);
          const ends = [...cuts.toSorted((a, b) => a - b), events.length];
          for (const [index, end] of ends.entries()) {
            const where = servers[index % servers.length]!.where;
            // Some of it again.
            const start = Math.max(0, (ends[index - 1] ?? 0) - 20);
            await push(where, shuffled.slice(start, end), { pusher: `mx${index}` });
          }
          const results = await fromEvents(events, period);
          expect(await everyFormat(await fromStore(server.where, period, false), EVENTS_ONLY)).toEqual(
            await everyFormat(results, EVENTS_ONLY),
          );
        }),
        { numRuns: Number(process.env["STORE_RUNS"] ?? 3), endOnFailure: true },
      );
    }, 300_000);

    test("a delivery that is tried for weeks counts once in all of them, and once in each", async () => {
      const day = (number: number) => new Date(at("2026-02-10T10:00Z") + number * 86_400_000).toISOString();
      const events = ["A", "B", "C"].flatMap((id, index) =>
        [0, 4, 8, 12, 16]
          .slice(index)
          .map((number) =>
            delayed({ id: `${id}${number}`, replyId: `${id}${number}`, queueId: id, time: day(number) }),
          ),
      );
      const ends = [outcome({ queueId: "A", outcome: "delivered", time: day(17) })];
      for (const event of [...events, ...ends].toReversed()) await push(server.where, [event]);
      await expectSame([...events, ...ends]);
    }, 60_000);

    test("another time zone than the store's is counted from the events", async () => {
      const events = await eventsOf((await fixturePaths()).filter((path) => path.includes("demo")));
      await push(server.where, events);
      const asked = { timezone: "Pacific/Auckland", period: OPEN };
      const warnings: string[] = [];
      const counted = await analyzeFiles([], {
        ...asked,
        onWarning: (warning) => warnings.push(warning),
        store: server.where,
        keepEvents: false,
        keepRecipients: false,
      });
      const read = await analyzeFiles(["-"], {
        ...asked,
        stdin: events.map((event) => `${JSON.stringify(event)}\n`).join(""),
      });
      expect(await everyFormat(counted, EVENTS_ONLY)).toEqual(await everyFormat(read, EVENTS_ONLY));
      expect(warnings).toEqual([
        expect.stringContaining("its weeks are those of Europe/Berlin; for Pacific/Auckland"),
      ]);
    });

    test("weeks that a push left uncounted are counted by the report, and by the next push", async () => {
      const events = [rejection({ id: "1" }), rejection({ id: "2", replyId: "r2", queueId: "Q2" })];
      const writer = await openWriter(server.where, {
        pusher: "mx1",
        period: OPEN,
        batchSize: 1,
        onProgress: () => {},
        onWarning: () => {},
      });
      await writer.add(events);
      await writer.close();
      const expected = (await fromEvents(events)).report.totals;
      expect(await countOf(server.where, "whybounce_snapshots")).toBe(0);
      expect((await fromStore(server.where, OPEN, false)).report.totals).toEqual(expected);
      await push(server.where, events);
      expect(await countOf(server.where, "whybounce_snapshots")).toBe(1);
      expect((await fromStore(server.where, OPEN, false)).report.totals).toEqual(expected);
    });

    test("an older count that comes late changes nothing", async () => {
      const table = servers.length > 1 ? "whybounce_snapshots_local" : "whybounce_snapshots";
      const [first, second] = [rejection({ id: "1" }), rejection({ id: "2", replyId: "r2", queueId: "Q2" })];
      await push(server.where, [first]);
      await run(server.where, `CREATE TABLE late AS ${table}`);
      await run(server.where, "INSERT INTO late SELECT * FROM whybounce_snapshots");
      await push(server.where, [second]);
      await run(server.where, "INSERT INTO whybounce_snapshots SELECT * FROM late");
      await run(server.where, "DROP TABLE late");
      expect((await fromStore(server.where, OPEN, false)).report.totals.attempts).toBe(2);
    });

    test("store init makes the database, and the tables of version 1 up to date", async () => {
      const where = { ...server.where, database: `made_${++runs}` };
      const options = { cluster: null, thisServerOnly: false, ttlDays: null, timezone: "Europe/Berlin" };
      await initStore(where, options);
      await push(where, [rejection({ id: "1" })]);
      // What version 1 had, as far as version 2 reads it.
      for (const table of ["whybounce_refusals", "whybounce_outcomes"])
        await run(where, `CREATE TABLE ${table} (event String) ENGINE = MergeTree ORDER BY event`);
      const old = [rejection({ id: "2", replyId: "r2", queueId: "Q2" }), outcome({ queueId: "Q2" })];
      const store = await openStore(where);
      await store.insert("whybounce_refusals", [{ event: JSON.stringify(old[0]) }]);
      await store.insert("whybounce_outcomes", [{ event: JSON.stringify(old[1]) }]);
      await store.close();
      await run(where, "DROP TABLE whybounce_version");
      await run(where, "CREATE VIEW whybounce_version AS SELECT toUInt32(1) AS version");
      await expect(fromStore(where)).rejects.toThrow(
        "its tables are of version 1, this whybounce reads version 2; bring them up to date: whybounce store init --to",
      );
      await initStore(where, options);
      await initStore(where, options);
      const expected = (await fromEvents([rejection({ id: "1" }), ...old])).report.totals;
      expect((await fromStore(where, OPEN, false)).report.totals).toEqual(expected);
    });

    test("store init leaves no half of a schema", async () => {
      const where = { ...server.where, database: `half_${++runs}` };
      const options = { cluster: null, thisServerOnly: false, ttlDays: null, timezone: "UTC" };
      await run(server.where, `CREATE DATABASE ${where.database}`);
      // A view in the place of a table's: the last one cannot be made.
      await run(where, "CREATE TABLE whybounce_version_old (event String) ENGINE = Memory");
      await expect(initStore(where, { ...options, cluster: "none" })).rejects.toThrow(
        "the server knows no cluster none",
      );
      const store = await openStore(where);
      const tables = await store.query<{ name: string }>("SHOW TABLES").finally(store.close);
      expect(tables.map((table) => table.name)).toEqual(["whybounce_version_old"]);
    });

    test("rows expire, or the server is too old for that and nothing is made", async () => {
      const where = { ...server.where, database: `expiring_${++runs}` };
      const options = { cluster: null, thisServerOnly: false, ttlDays: 400, timezone: "UTC" };
      if (name.includes("18.16")) {
        const tooOld = "this server is older than ClickHouse 19.6, whose tables have no TTL; leave out";
        await expect(initStore(where, options)).rejects.toThrow(tooOld);
        const store = await openStore(where);
        await expect(store.query("SHOW TABLES").finally(store.close)).rejects.toThrow("there is no database");
        return;
      }
      await initStore(where, options);
      const now = new Date().toISOString();
      await push(where, [
        rejection({ id: "1", time: now }),
        rejection({ id: "2", replyId: "r2", time: null }),
      ]);
      expect(await countOf(where, "whybounce_events")).toBe(2);
    });
  });
});
