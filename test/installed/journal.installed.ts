// A machine that has a journal and no log, as Debian 12 is installed: the first command gives a report.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeJournal, type JournalEntry } from "../support/journal.ts";
import { startZoneServer, type ZoneServer } from "../support/zone-server.js";
import { binary, CONFIGURATION, done, install } from "./packages.ts";
import { openSystem, type System } from "./system.ts";

const MACHINE = "0123456789abcdef0123456789abcdef";
const FOLDER = `/var/log/journal/${MACHINE}`;
/** In the log of the demo. */
const LOG_ATTEMPTS = 86;

/** `2026-02-16T07:30:13.000000+00:00 mx1 postfix/smtpd[1215]: …` */
function entryOf(line: string): JournalEntry[] {
  const [, stamp = "", host = "", identifier = "", message = ""] =
    /^(\S+) (\S+) ([^[\s]+)\[\d+\]: (.*)$/.exec(line) ?? [];
  if (stamp === "") return [];
  return [{ time: Date.parse(stamp), host, identifier, unit: "postfix@-.service", message }];
}

let server: ZoneServer;
let system: System;
beforeAll(async () => {
  server = await startZoneServer(readFileSync("fixtures/demo/zone.txt", "utf8"));
  system = openSystem("bookworm");
  mkdirSync(system.path(FOLDER), { recursive: true });
  writeFileSync(system.path("/etc/machine-id"), `${MACHINE}\n`);
  const lines = readFileSync("fixtures/demo/mail.log", "utf8").split("\n");
  writeJournal(system.path(`${FOLDER}/system.journal`), lines.flatMap(entryOf));
  await install(system, binary);
});
afterAll(async () => {
  system.close();
  await server.close();
});

test("there is no log, and no Node.js", async () => {
  expect(await done(system.run("ls /var/log/mail* /var/log/exim* /var/log/syslog 2>/dev/null || :"))).toBe(
    "",
  );
  expect((await system.run("command -v node")).code).not.toBe(0);
});

test("`whybounce` reads the journal, and gives the report", async () => {
  const text = await done(system.run("whybounce --no-dns --json"));
  expect(JSON.parse(text)).toMatchObject({
    inputs: [{ path: "journal:", kind: "log" }],
    totals: { attempts: LOG_ATTEMPTS },
  });
});

test("with the causes, where the DNS answers", async () => {
  writeFileSync(
    system.path(CONFIGURATION),
    JSON.stringify({ resolver: [server.resolver], authoritative: false }),
  );
  const report = await done(system.run("whybounce"));
  expect(report).toContain("No PTR record");
  expect(report).toContain("25.113.0.203.in-addr.arpa. 3600 IN PTR");
});

test("the doctor says that the journal is read", async () => {
  const text = await done(system.run("whybounce doctor --json"));
  expect((JSON.parse(text) as { checks: unknown[] }).checks).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ check: "no log", state: "ok" }),
      expect.objectContaining({ check: "journal", result: "readable", state: "ok" }),
    ]) as object,
  );
});
