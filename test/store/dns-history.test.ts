// Since when an address is broken or mended, from what earlier reports recorded.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emptyDiagnosis } from "../../src/model/undiagnosed.ts";
import type { CauseClass } from "../../src/model/cause.ts";
import type { SendingIpReport } from "../../src/model/report.ts";
import { findingOf, withHistory } from "../../src/store/dns-history.ts";
import { createServers, isInstalled, type Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";
import { freshTables, run } from "./fleet.ts";

const seconds = (time: string) => Date.parse(`${time}Z`) / 1000;
const monday = seconds("2026-02-16T06:00");
const tuesday = seconds("2026-02-17T06:00");
const wednesday = seconds("2026-02-18T06:00");
const never = 0;

function sender(causeClass: CauseClass | null): SendingIpReport {
  const cause = causeClass && { id: "x", class: causeClass, title: "Title", summary: "" };
  return { ip: "203.0.113.5", ...emptyDiagnosis(), cause } as SendingIpReport;
}

describe("what the history tells", () => {
  const history = { lastFine: never, lastBroken: never, fineSince: never, brokenSince: never };
  test.each<[string, CauseClass | null, Partial<typeof history>, string | undefined]>([
    ["never asked before", "fail", {}, undefined],
    [
      "broken as long as anybody asked",
      "fail",
      { lastBroken: tuesday, brokenSince: monday },
      "The DNS of 203.0.113.5 was broken at every check, since 2026-02-16 06:00 UTC at the latest.",
    ],
    [
      "broken after it was fine",
      "fail",
      { lastFine: monday, lastBroken: wednesday, brokenSince: tuesday },
      "The DNS of 203.0.113.5 was in order 2026-02-16 06:00 UTC; broken since 2026-02-17 06:00 UTC at the latest.",
    ],
    [
      "broken today",
      "fail",
      { lastFine: monday, fineSince: monday },
      "The DNS of 203.0.113.5 was in order 2026-02-16 06:00 UTC; broken since then.",
    ],
    [
      "mended",
      "pass",
      { lastBroken: monday, lastFine: wednesday, fineSince: tuesday },
      "Earlier checks found the DNS of 203.0.113.5 broken, last 2026-02-16 06:00 UTC; in order since 2026-02-17 06:00 UTC at the latest.",
    ],
    ["always fine", "warn", { lastFine: monday, fineSince: monday }, undefined],
    ["nobody answered today", "temp", { lastBroken: monday, brokenSince: monday }, undefined],
    ["the DNS was not asked", null, { lastBroken: monday, brokenSince: monday }, undefined],
  ])("%s", (_name, today, known, summary) => {
    expect(findingOf(sender(today), { ...history, ...known })?.summary).toBe(summary);
  });
});

describe.skipIf(mustSkip("the history of the store", isInstalled ? [] : ["clickhouse-server"]))(
  "the history in a store",
  () => {
    let server: Server;
    beforeAll(async () => {
      [server] = (await createServers(1)) as [Server];
      await server.start();
      await freshTables(server.where);
    });
    afterAll(() => server.remove());

    test("is asked before it is added to, and only where that is wanted", async () => {
      const summaries = async (today: CauseClass, record: boolean) =>
        (await withHistory(server.where, [sender(today)], record)).flatMap(({ findings }) =>
          findings.map(({ summary }) => summary),
        );
      expect(await summaries("fail", false)).toEqual([]);
      expect(await summaries("fail", false)).toEqual([]);
      await run(
        server.where,
        `INSERT INTO whybounce_dns VALUES
        ('203.0.113.5', ${monday}, 'pass', 'ok', 'pass', 'In order', []),
        ('203.0.113.5', ${tuesday}, 'permerror', 'ptr_nxdomain', 'fail', 'No PTR record', []),
        ('203.0.113.5', ${wednesday}, 'permerror', 'ptr_nxdomain', 'fail', 'No PTR record', []),
        ('203.0.113.6', ${wednesday}, 'pass', 'ok', 'pass', 'In order', [])`,
      );
      expect(await summaries("fail", false)).toEqual([
        "The DNS of 203.0.113.5 was in order 2026-02-16 06:00 UTC; broken since 2026-02-17 06:00 UTC at the latest.",
      ]);
      expect(await summaries("pass", true)).toEqual([
        "Earlier checks found the DNS of 203.0.113.5 broken, last 2026-02-18 06:00 UTC; in order since then.",
      ]);
      expect(await summaries("pass", false)).toEqual([
        expect.stringMatching(/last 2026-02-18 06:00 UTC; in order since .* UTC at the latest\.$/),
      ]);
    });
  },
);
