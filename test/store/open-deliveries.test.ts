// A push without a state joins the end of a delivery to the refusal that an earlier push stored, though its log no longer
// holds that.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Period } from "../../src/model/options.ts";
import { openStore } from "../../src/store/connection.ts";
import { openQueueIds } from "../../src/store/open-deliveries.ts";
import { openWriter } from "../../src/store/push.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { PASSWORD, type Server } from "../support/clickhouse-server.js";
import { delayed, outcome, rejection, requeue } from "../support/events.ts";
import { mustSkip } from "../support/servers.ts";
import { engines, freshServers } from "./engines.ts";
import { fromStore, push } from "./fleet.ts";

const run = promisify(execFile);
const program = join(import.meta.dirname, "../../bin/whybounce.js");
const OPEN: Period = { from: null, to: null };
const NOW = Date.parse("2026-02-23T12:00Z");

const refused = (day: string, id: string, host = "mx1") =>
  `2026-02-${day}T10:00:00+00:00 ${host} postfix/smtp[9]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=4.7.23, status=deferred (host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. ${day}-${id}si10.1 - gsmtp (in reply to end of DATA command))\n`;
const delivered = (day: string, id: string, host = "mx1") =>
  `2026-02-${day}T12:00:00+00:00 ${host} postfix/smtp[9]: ${id}: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 OK  1771848000 ${id}si10.2 - gsmtp)\n`;

describe.each(engines)("$name", ({ name, missing, create }) => {
  describe.skipIf(mustSkip(`open deliveries on ${name}`, missing))("a store", () => {
    let servers: Server[];
    let where: Server["where"];
    let folder = "";
    beforeAll(async () => {
      servers = await create();
      where = servers[0]!.where;
      await Promise.all(servers.map((one) => one.start()));
      folder = await mkdtemp(join(tmpdir(), "whybounce-open-"));
    }, 60_000);
    afterAll(async () => {
      await Promise.all(servers.map((one) => one.remove()));
      await rm(folder, { recursive: true });
    });
    beforeEach(() => freshServers(servers));

    async function openFor(pusher: string, now = NOW): Promise<string[]> {
      const store = await openStore(where);
      const ids = await openQueueIds(store, pusher, now).finally(store.close);
      return ids.toSorted();
    }

    /** By the program itself, as cron starts it: each time with a log that holds one day. */
    async function pushLog(lines: string, ...words: string[]): Promise<void> {
      const log = join(folder, "mail.log");
      await writeFile(log, lines);
      const to = servers[0]!.name;
      const env = { ...process.env, WHYBOUNCE_STORE_USER: where.user, WHYBOUNCE_STORE_PASSWORD: PASSWORD };
      const args = ["store", "push", "--no-config", "--quiet", "--to", to, "--host", "mx1", ...words, log];
      await run(process.execPath, [program, ...args], { env });
    }

    async function totals() {
      return (await fromStore(where, OPEN, false)).report.totals;
    }

    const joined = { attempts: 1, delivered: 1, lost: 0, retrying: 0 };

    test("the end of a delivery joins a refusal that was pushed days before", async () => {
      await pushLog(refused("17", "4AAAA1"));
      expect(await totals()).toMatchObject({ attempts: 1, delivered: 0, retrying: 1 });
      await pushLog(delivered("20", "4AAAA1") + delivered("20", "4AAAA9"));
      expect(await totals()).toMatchObject(joined);
      expect(await openFor("mx1")).toEqual([]);
    }, 60_000);

    test("also after a push that was killed before it counted", async () => {
      const log = join(folder, "killed.log");
      await writeFile(log, refused("17", "4AAAA1"));
      const listeners = { onProgress: () => {}, onWarning: () => {} };
      const writer = await openWriter(where, { ...listeners, pusher: "mx1", period: OPEN, batchSize: 1 });
      await analyzeFiles([log], { onObservations: writer.add });
      await writer.settled();
      await writer.close();
      await pushLog(delivered("20", "4AAAA1"));
      expect(await totals()).toMatchObject(joined);
    }, 60_000);

    test("also with a state that is new, and only then", async () => {
      const state = ["--state", join(folder, `state-${name.length}-${servers.length}.json`)];
      await pushLog(refused("17", "4AAAA1"));
      await pushLog(delivered("20", "4AAAA1"), ...state);
      expect(await totals()).toMatchObject(joined);
    }, 60_000);

    test("of the hosts that a log names, whatever the machine that pushes it is called", async () => {
      await pushLog(refused("17", "4AAAA1", "mx7"));
      await pushLog(delivered("20", "4AAAA1", "mx7"));
      expect(await totals()).toMatchObject(joined);
    }, 60_000);

    test("a delivery is open until its own end: another recipient's is none, nor one before the refusal", async () => {
      const day = (number: number) => `2026-02-${number}T10:00:00.000Z`;
      await push(where, [
        delayed({ id: "1", replyId: "1", queueId: "QA", recipient: "a@gmail.com", time: day(17) }),
        delayed({ id: "2", replyId: "2", queueId: "QA", recipient: "b@gmail.com", time: day(17) }),
        outcome({ queueId: "QA", recipient: "a@gmail.com", outcome: "delivered", time: day(18) }),
        delayed({ id: "3", replyId: "3", queueId: "QB", time: day(17) }),
        outcome({ queueId: "QB", recipient: "user@gmail.com", outcome: "delivered", time: day(16) }),
        rejection({ id: "4", replyId: "4", queueId: "QC", time: day(17) }),
        delayed({ id: "5", replyId: "5", queueId: "QD", time: null }),
        delayed({ id: "6", replyId: "6", queueId: "QE", time: day(17) }),
        outcome({ queueId: "QE", recipient: "user@gmail.com", outcome: "failed", time: day(17) }),
        delayed({ id: "7", replyId: "7", queueId: "QF", time: day(17) }),
        requeue({ originalQueueId: "QF", queueId: "QG", time: day(18) }),
        delayed({ id: "8", replyId: "8", queueId: "QO", reportingMta: "mx9.example.com", time: day(17) }),
      ]);
      const among = async (pusher: string) => {
        const open = await openFor(pusher);
        return ["QA", "QB", "QC", "QD", "QF", "QG", "QO"].filter((id) => open.includes(id));
      };
      expect(await among("mx1")).toEqual(["QA", "QB", "QD", "QF", "QG", "QO"]);
      expect(await among("mx1.example.com")).toEqual(["QA", "QB", "QD", "QF", "QG"]);
      expect(await openFor("mx2")).toEqual([]);
    });
  });
});
