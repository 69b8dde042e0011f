// Which hosts have pushed lately, in every output; and pushes on the command line.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { analyze } from "../../src/index.ts";
import type { Results } from "../../src/model/report.ts";
import { hostRunsOf } from "../../src/store/runs.ts";
import { zoneOfStore } from "../../src/store/zone.ts";
import { createServers, isInstalled, type Server } from "../support/clickhouse-server.js";
import { mustSkip } from "../support/servers.ts";
import { countOf, freshTables, fromStore, run } from "./fleet.ts";
import { runCommand } from "../support/command.ts";

const NOW = Date.parse("2026-03-01T00:00:00Z");
const ago = (days: number) => NOW - days * 86_400_000;
const runs = [
  { host: "mx1", last: ago(0.1) },
  { host: "mx2.example.com", last: ago(6.9) },
  { host: "mx3", last: ago(7.1) },
];

test.each([
  ["those of the last four weeks", null, [3, 2], ["mx3"]],
  ["those that are named, by either name", ["mx1.example.com", "mx2", "mx4"], [3, 2], ["mx4"]],
  ["another domain's host of that name is another", ["mx2.example.net"], [1, 0], ["mx2.example.net"]],
])("%s", (_what, named, [known, reported], silent) => {
  const found = hostRunsOf(runs, named, NOW);
  expect([found?.known, found?.reported]).toEqual([known, reported]);
  expect(found?.silent.map(({ host }) => host)).toEqual(silent);
});

test("no host at all is no sentence", () => {
  expect(hostRunsOf([], null, NOW)).toBeNull();
});

const LINE =
  "Feb 23 10:11:12 mx1 postfix/smtp[2345]: 4NQh2b5xKdz9rxK: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=1.2, delays=0.1/0/0.6/0.5, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp (in reply to end of DATA command))\n";

/** Of another message. */
function lineOf(number: number): string {
  return LINE.replaceAll("4NQh2b5xKdz9rxK", `4NQh2b5x${number.toString(36).padStart(7, "0")}`).replace(
    "93755ad",
    `${93755 + number}ad`,
  );
}

describe.skipIf(mustSkip("pushes on the command line", isInstalled ? [] : ["clickhouse-server"]))(
  "on the command line",
  () => {
    let server: Server;
    let folder = "";
    beforeAll(async () => {
      [server] = (await createServers(1)) as [Server];
      await server.start();
      await freshTables(server.where);
      folder = await mkdtemp(join(tmpdir(), "whybounce-runs-"));
      await writeFile(join(folder, "mail.log"), LINE);
    });
    afterAll(async () => {
      await server.remove();
      await rm(folder, { recursive: true });
    });
    const env = () => ({
      WHYBOUNCE_STORE_USER: server.where.user,
      WHYBOUNCE_STORE_PASSWORD: server.where.password,
    });
    const push = (...words: string[]) =>
      runCommand(["store", "push", "--no-config", "--to", server.name, ...words], env());

    test("a push with a state sends what is new, and leaves a record when there is nothing", async () => {
      const words = ["--state", join(folder, "state.json"), "--host", "mx1", join(folder, "mail.log")];
      expect(await push(...words)).toEqual({
        code: 0,
        stdout: expect.stringMatching(/^stored \d+ events?; 0 were there already\n$/),
        stderr: "",
      });
      expect((await push(...words)).stdout).toBe("stored 0 events; 0 were there already\n");
      expect(await countOf(server.where, "whybounce_runs")).toBe(2);
      expect((await fromStore(server.where)).report.totals.attempts).toBe(1);
    });

    test("every report and metric tells which hosts are silent", async () => {
      await writeFile(join(folder, "hosts"), "mx1.example.com # the first\n\nmx9\n");
      const report = (format: string, ...more: string[]) =>
        runCommand(["--no-config", "--no-dns", "--from", server.name, "-f", format, ...more], env());
      const named = ["--hosts", join(folder, "hosts")];
      expect((await report("table")).stdout).toContain("The one host has reported this week.");
      for (const format of ["table", "html", "markdown"])
        expect((await report(format, ...named)).stdout).toContain(
          "1 of 2 hosts have reported this week; silent: mx9.",
        );
      expect(JSON.parse((await report("json", ...named)).stdout)).toMatchObject({
        hosts: { known: 2, reported: 1, silent: [{ host: "mx9", last: null }] },
      });
      const metrics = (await report("prometheus", ...named)).stdout;
      expect(metrics).toContain('whybounce_hosts{state="silent"} 1');
      expect(metrics).toContain('whybounce_host_silent{host="mx9"} 1');
    });

    test("a list of hosts that is none", async () => {
      await writeFile(join(folder, "empty"), "# nothing\n");
      const asked = ["--no-config", "--no-dns", "--from", server.name, "--hosts"];
      expect((await runCommand([...asked, join(folder, "empty")], env())).stderr).toContain("names no host");
      expect((await runCommand([...asked, join(folder, "none")], env())).stderr).toContain(
        "no such file or directory; name a file with one host per line",
      );
    });

    test("store init takes the time zone, and may be repeated", async () => {
      const to = server.name.replace(/default$/, "zones");
      const init = ["store", "init", "--no-config", "--to", to, "--timezone", "Asia/Tokyo"];
      for (const words of [init, init])
        expect(await runCommand(words, env())).toEqual({
          code: 0,
          stdout: "the tables are there, in the database zones\n",
          stderr: "",
        });
      const report = ["--no-config", "--no-dns", "--from", to, "--timezone", "UTC"];
      expect((await runCommand(report, env())).stderr).toContain(
        "its weeks are those of Asia/Tokyo; for UTC",
      );
    });

    test("a report without a time zone has the store's, and says which", async () => {
      const [to, where] = [server.name.replace(/default$/, "tokyo"), { ...server.where, database: "tokyo" }];
      await runCommand(["store", "init", "--no-config", "--to", to, "--timezone", "Asia/Tokyo"], env());
      const asked = ["--no-config", "--no-dns", "--from", to, "--week", "2026-W09", "-f"];
      const { code, stdout, stderr } = await runCommand([...asked, "json"], env());
      expect([code, stderr]).toEqual([0, ""]);
      const { period, inputs } = JSON.parse(stdout) as Results["report"];
      expect(period).toEqual({ from: "2026-02-22T15:00:00.000Z", to: "2026-03-01T15:00:00.000Z" });
      expect(inputs).toEqual([expect.objectContaining({ kind: "store", timezone: "Asia/Tokyo" })]);
      expect((await runCommand([...asked, "table"], env())).stdout).toContain("weeks of Asia/Tokyo");
      const { report } = await analyze({ store: where, week: "2026-W09", dns: null });
      expect(report.period).toEqual(period);
    });

    test("store init without a time zone keeps this machine's by its name: elsewhere it would be another", async () => {
      const to = server.name.replace(/default$/, "unnamed");
      await runCommand(["store", "init", "--no-config", "--to", to], env());
      const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
      expect(await zoneOfStore({ ...server.where, database: "unnamed" })).toBe(timeZone);
    });

    test("a time zone that this machine does not know is told", async () => {
      const where = { ...server.where, database: "atlantis" };
      const to = server.name.replace(/default$/, "atlantis");
      await runCommand(["store", "init", "--no-config", "--to", to], env());
      await run(where, "DROP TABLE whybounce_version");
      await run(
        where,
        "CREATE VIEW whybounce_version AS SELECT toUInt32(2) AS version, 'Europe/Atlantis' AS timezone",
      );
      const { code, stderr } = await runCommand(["--no-config", "--no-dns", "--from", to], env());
      expect(code).toBe(2);
      expect(stderr).toContain("its weeks are those of Europe/Atlantis, which this machine does not know");
    });

    test("a push that is stopped half-way says how much is stored, and the next one stores the rest", async () => {
      const where = { ...server.where, database: "stopped" };
      const [to, path] = [server.name.replace(/default$/, "stopped"), join(folder, "long.log")];
      const refusals = 20_000;
      await writeFile(path, Array.from({ length: refusals }, (_, number) => lineOf(number)).join(""));
      await runCommand(["store", "init", "--no-config", "--to", to], env());
      const words = ["store", "push", "--no-config", "--to", to, path];
      const stop = new AbortController();
      const pushing = runCommand(words, env(), stop.signal);
      while ((await countOf(where, "whybounce_events")) === 0) await sleep(5);
      stop.abort();
      const { code, stderr } = await pushing;
      expect(code).not.toBe(0);
      const said = /interrupted: ([\d,]+) events are stored; run the same command again/;
      expect(stderr).toMatch(said);
      const stored = Number(said.exec(stderr)?.[1]?.replaceAll(",", ""));
      expect(stored).toBeGreaterThan(0);
      expect(stored).toBe(await countOf(where, "whybounce_events"));
      expect((await runCommand(words, env())).stdout).toContain(
        `; ${stored.toLocaleString("en-US")} were there already`,
      );
      expect((await fromStore(where, { from: null, to: null }, false)).report.totals.attempts).toBe(refusals);
    }, 120_000);

    test("a stopped push says how much is stored", async () => {
      const stopped = AbortSignal.abort();
      const { code, stderr } = await runCommand(
        ["store", "push", "--no-config", "--to", server.name, join(folder, "mail.log")],
        env(),
        stopped,
      );
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/interrupted: nothing was stored; run the same command again for the rest/);
    });
  },
);
