// A push that ends right after its rows are stored leaves no week that passes for counted and is not.

import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AnalysisEvent } from "../../src/model/events.ts";
import { openStore, type Store } from "../../src/store/connection.ts";
import { createMarks } from "../../src/store/marks.ts";
import { storedRow, type Candidate } from "../../src/store/rows.ts";
import { writeEvents } from "../../src/store/write-rows.ts";
import { createServers, isInstalled, type Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";
import { everyFormat, EVENTS_ONLY, freshTables, fromEvents, fromStore, push } from "./fleet.ts";

const isSkipped = mustSkip("pushes that end early", isInstalled ? [] : ["clickhouse-server"]);

const ZONE = "Europe/Berlin";
const WEEK = { from: Date.parse("2026-02-15T23:00Z"), to: Date.parse("2026-02-22T23:00Z") };

const refusal: AnalysisEvent = {
  schema: "whybounce.rejection/1",
  id: "a4b1c2d3e4f5a6b7c8d9",
  time: "2026-02-20T10:00:00.000Z",
  receiver: "gmail",
  code: "421-4.7.23",
  replyCode: 421,
  enhancedStatusCode: "4.7.23",
  temporary: true,
  action: "delayed",
  sendingIp: "192.0.2.5",
  sender: "news@example.com",
  recipient: "someone@gmail.com",
  queueId: "4QABCDEFGH",
  messageId: null,
  reportingMta: "mx1",
  remoteMta: "gmail-smtp-in.l.google.com",
  remoteIp: null,
  localIp: null,
  mta: "postfix",
  via: "log",
  source: { path: "mail.log", line: 1 },
  replyId: "5b1f17b1804b1-4a.12",
  reply: "The IP address sending this message does not have a PTR record setup.",
};
const end = (queueId: string): AnalysisEvent => ({
  schema: "whybounce.outcome/1",
  outcome: "delivered",
  time: "2026-02-24T10:00:00.000Z",
  queueId,
  reportingMta: "mx1",
  recipient: "someone@gmail.com",
});
const requeue: AnalysisEvent = {
  schema: "whybounce.requeue/1",
  time: "2026-02-24T09:00:00.000Z",
  queueId: "4QZZZZZZZZ",
  originalQueueId: "4QABCDEFGH",
  reportingMta: "mx1",
};

/** As a process that is killed as soon as the engine has the rows. */
function endingAfterRows(store: Store): Store {
  return {
    ...store,
    async insertMany(table, rows) {
      await store.insertMany(table, rows);
      throw new Error("killed");
    },
  };
}

describe.skipIf(isSkipped)("a push that ends right after its rows are stored", () => {
  let server: Server;

  beforeAll(async () => {
    server = (await createServers(1))[0]!;
    await server.start();
  });
  afterAll(() => server.remove());
  beforeEach(() => freshTables(server.where));

  test.each([
    ["the end of a delivery", [end("4QABCDEFGH")]],
    ["a new queue id, and the end under it", [requeue, end("4QZZZZZZZZ")]],
  ])("after %s: the refusal's week is counted anew", async (_what, later) => {
    await push(server.where, [refusal]);
    const store = await openStore(server.where);
    try {
      const rows = later.map((event) => storedRow(event, ZONE, 1_772_000_000).row as Candidate);
      const marks = await createMarks(store, "mx1");
      await expect(writeEvents(endingAfterRows(store), marks, rows)).rejects.toThrow("killed");
    } finally {
      await store.close();
    }
    const whole = await fromEvents([refusal, ...later], WEEK);
    expect(whole.report.totals).toMatchObject({ affected: 1, delivered: 1, retrying: 0 });
    const told = await fromStore(server.where, WEEK, false);
    expect(told.report.totals).toEqual(whole.report.totals);
    await push(server.where, []);
    expect(await everyFormat(await fromStore(server.where, WEEK, false), EVENTS_ONLY)).toEqual(
      await everyFormat(whole, EVENTS_ONLY),
    );
  });
});
