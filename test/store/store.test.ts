// Against real ClickHouse servers: what a store reports is what files report, however the events came into it.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { Period } from "../../src/model/options.ts";
import { mistakeIn } from "../support/mistake.ts";
import { openStore } from "../../src/store/connection.ts";
import { initStore } from "../../src/store/init.ts";
import {
  countOf,
  eventsOf,
  EVENTS_ONLY,
  everyFormat,
  fixturePaths,
  freshTables,
  fromEvents,
  fromStore,
  push,
  run,
} from "./fleet.ts";
import { createServers, isInstalled, type Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";

const isSkipped = mustSkip("the suite of the store", isInstalled ? [] : ["clickhouse-server"]);

const at = (time: string) => Date.parse(time);
/** All of it, a week, and one that cuts through messages. */
const periods: Period[] = [
  { from: null, to: null },
  { from: at("2026-02-16T00:00Z"), to: at("2026-02-23T00:00Z") },
  { from: at("2026-02-17T12:00Z"), to: at("2026-02-19T07:30Z") },
];
/** Few hosts: a push is a dozen queries, however little it holds. */
const HOSTS = 8;

describe.skipIf(isSkipped)("a store", () => {
  let servers: Server[];
  let first: Server;
  let second: Server;
  let paths: string[];
  let together: AnalysisEvent[];
  /** What each host's own run wrote: logs and bounces apart, so that only the store brings them together. */
  let apart: AnalysisEvent[][];

  beforeAll(async () => {
    servers = await createServers(2);
    [first, second] = servers as [Server, Server];
    await Promise.all(servers.map((server) => server.start()));
    paths = await fixturePaths();
    together = await eventsOf(paths);
    const hosts = Array.from({ length: HOSTS }, (_, host) =>
      paths.filter((__, index) => index % HOSTS === host),
    );
    apart = await Promise.all(hosts.map((own) => eventsOf(own)));
  });
  afterAll(() => Promise.all(servers.map((server) => server.remove())));
  beforeEach(() => freshTables(first.where));

  async function expectSame(
    { where }: Server,
    events: readonly AnalysisEvent[],
    compared = periods,
  ): Promise<void> {
    for (const period of compared) {
      const results = await fromEvents(events, period);
      expect(await everyFormat(await fromStore(where, period))).toEqual(await everyFormat(results));
      expect(await everyFormat(await fromStore(where, period, false), EVENTS_ONLY)).toEqual(
        await everyFormat(results, EVENTS_ONLY),
      );
    }
  }

  describe("reports what the files report", () => {
    test("pushed at once", async () => {
      await push(first.where, together);
      expect((await fromEvents(together)).report.totals.attempts).toBeGreaterThan(100);
      await expectSame(first, together);
    });

    test("pushed by many hosts", async () => {
      for (const events of apart) await push(first.where, events);
      await expectSame(first, apart.flat());
    });

    test("an empty one", async () => {
      const { report, inputFailed } = await fromStore(first.where);
      expect([report.totals.attempts, report.sendingIps, inputFailed]).toEqual([0, [], false]);
    });

    test("for a user who may only read", async () => {
      await push(first.where, together);
      const reader = { ...first.where, user: "reader", password: "" };
      expect((await fromStore(reader)).report.totals).toEqual((await fromStore(first.where)).report.totals);
    });
  });

  describe("pushed again", () => {
    test("nothing changes, not even the number of rows", async () => {
      const pushed = await push(first.where, together);
      const rows = await countOf(first.where, "whybounce_events");
      expect(pushed).toEqual({ stored: together.length, known: 0 });
      expect(await push(first.where, together)).toEqual({ stored: 0, known: together.length });
      expect(await countOf(first.where, "whybounce_events")).toBe(rows);
    });

    test("from a log that was rotated: the name of a file is no other refusal", async () => {
      await push(first.where, together);
      const renamed = together.map((event) =>
        "source" in event ? { ...event, source: { path: "mail.log.1", line: 1 } } : event,
      );
      expect((await push(first.where, renamed)).stored).toBe(0);
    });

    test("overlapping parts, rows twice in the tables", async () => {
      const half = Math.floor(together.length / 2);
      await push(first.where, together.slice(0, half + 40));
      await push(first.where, together.slice(half - 40));
      await run(first.where, "INSERT INTO whybounce_events SELECT * FROM whybounce_events");
      await run(first.where, "INSERT INTO whybounce_snapshots SELECT * FROM whybounce_snapshots");
      const { report } = await fromEvents(together);
      expect((await fromStore(first.where)).report).toMatchObject({
        totals: report.totals,
        sendingIps: report.sendingIps,
      });
    });
  });

  test("two servers report what one does", async () => {
    await Promise.all(servers.map(({ where }) => freshTables(where, "fleet")));
    for (const [index, events] of apart.entries()) await push(servers[index % 2]!.where, events);
    const parts = await Promise.all(servers.map(({ where }) => countOf(where, "whybounce_events_local")));
    expect(Math.min(...parts)).toBeGreaterThan(20);
    await expectSame(first, apart.flat(), periods.slice(0, 1));
    await expectSame(second, apart.flat(), periods.slice(2));
    await Promise.all(servers.map(({ where }) => freshTables(where)));
  });

  describe("what goes wrong is one line, and nothing is lost", () => {
    test("the server dies in the middle of a push; the same push then stores the rest", async () => {
      await freshTables(second.where);
      const example = together.find(({ schema }) => schema === "whybounce.rejection/1")!;
      const many = Array.from({ length: 40 }, (_, index) => ({
        ...example,
        id: String(index),
        queueId: `Q${index}`,
      }));
      let killed = Promise.resolve();
      const onProgress = () => void (killed = second.kill());
      const broken = push(second.where, many, { onProgress, batchSize: 20 });
      await expect(broken).rejects.toThrow("20 events stored: run the same command again for the rest");
      await killed;
      await second.start();
      expect(await push(second.where, many)).toEqual({ stored: 20, known: 20 });
      expect(await countOf(second.where, "whybounce_events")).toBe(40);
    });

    test("the server is too old for --ttl", async () => {
      const options = { cluster: null, thisServerOnly: false, ttlDays: 400, timezone: "UTC" };
      const store = await openStore(first.where);
      const [row] = await store
        .query<{ version: string }>("SELECT version() AS version")
        .finally(store.close);
      if (!row?.version.startsWith("18.")) return;
      const message = await mistakeIn(initStore(first.where, options));
      expect(message).toContain("leave out --ttl, and drop old months");
    });

    test("there are no tables", async () => {
      await run(first.where, "CREATE DATABASE IF NOT EXISTS empty");
      const elsewhere = { ...first.where, database: "empty" };
      const next =
        /empty: has no tables of whybounce; create them with: whybounce store init --to clickhouse:/;
      await expect(fromStore(elsewhere)).rejects.toThrow(next);
      await expect(push(elsewhere, together)).rejects.toThrow(next);
    });

    test("the tables are of another version", async () => {
      await run(first.where, "DROP TABLE whybounce_version");
      await run(first.where, "CREATE VIEW whybounce_version AS SELECT toUInt32(3) AS version");
      const next =
        "its tables are of version 3, this whybounce reads version 2; use the whybounce that made them";
      await expect(fromStore(first.where)).rejects.toThrow(next);
      await expect(push(first.where, together)).rejects.toThrow(next);
    });

    test("a column is missing", async () => {
      await push(first.where, together);
      await run(first.where, "ALTER TABLE whybounce_events DROP COLUMN event");
      await expect(fromStore(first.where)).rejects.toThrow(
        "its tables are not those of this version of whybounce",
      );
      await expect(push(first.where, apart.flat())).rejects.toThrow("are not those of this version");
    });

    test("rows of another schema are left out and told", async () => {
      await push(first.where, together);
      await run(
        first.where,
        "INSERT INTO whybounce_events (home, mention, schema, event) VALUES ('mx1', 'x', 'whybounce.rejection/2', '{}')",
      );
      const { report, inputFailed } = await fromStore(first.where);
      expect(report.totals).toEqual((await fromEvents(together)).report.totals);
      expect(inputFailed).toBe(true);
      expect(report.inputs[0]?.warnings).toEqual([expect.stringContaining("1 row of another schema")]);
    });

    test("the clock of a host is ahead", async () => {
      const future = together.slice(0, 1).map((event) => ({ ...event, time: "2999-01-01T00:00:00.000Z" }));
      const warnings: string[] = [];
      const onWarning = (text: string) => void warnings.push(text);
      expect((await push(first.where, future as AnalysisEvent[], { onWarning })).stored).toBe(1);
      expect(warnings).toEqual([expect.stringContaining("a clock is ahead; they are stored as they are")]);
    });

    test("the password is wrong, and is not shown", async () => {
      const message = await fromStore({ ...first.where, password: "s3cret" }).catch(String);
      expect(message).toContain("user or password is wrong; set WHYBOUNCE_STORE_USER");
      expect(message).not.toContain("s3cret");
    });

    test("what is quoted stays data", async () => {
      const hostile = `Q'); DROP TABLE whybounce_events; -- \\' \\\\ \n \0`;
      const example = together.find(({ schema }) => schema === "whybounce.rejection/1")!;
      const event = { ...example, queueId: hostile, messageId: null, recipient: hostile } as AnalysisEvent;
      const other = { ...event, id: "other", sender: hostile, replyId: null, via: "dsn" } as AnalysisEvent;
      await push(first.where, [event, other]);
      const expected = await everyFormat(await fromEvents([event, other]));
      expect(await everyFormat(await fromStore(first.where))).toEqual(expected);
    });
  });
});
