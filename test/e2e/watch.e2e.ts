// A real Postfix that Gmail refuses, its log rotated by logrotate, under a watch that is killed meanwhile: told within
// seconds, told when it is mended, and nothing twice.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alert, WatchState } from "../../src/model/watch.ts";
import { keptRefusals } from "../watch/history-of.ts";
import { startGmail, type GmailServer } from "./gmail-server.ts";
import type { MailServer } from "./mail-server.ts";
import { startNameServers, type NameServers } from "./name-servers.ts";
import { addressOf, createInternet, execute, nameServers } from "./network.ts";
import { TIME_ZONE } from "./machine.ts";
import { startPostfix } from "./postfix.ts";
import { waiting } from "./scenarios.ts";

const LOG = "/var/log/mail.iso";
/** So soon a refusal is told. */
const SOON = 10_000;
/** Milliseconds in which the resolver has certainly forgotten that there was no record. */
const FORGOTTEN = 6_000;
const command = fileURLToPath(new URL("../../bin/whybounce.js", import.meta.url));
const packages = (name: string) => join(process.env["WHYBOUNCE_E2E_PACKAGES"]!, name);
const folder = join(process.env["WHYBOUNCE_E2E_FOLDER"]!, "watch");
const state = join(folder, "state");
const told = join(folder, "told");
const ips = waiting.map(({ from }) => addressOf(0, from));

let dns: NameServers;
let gmail: GmailServer;
let server: MailServer;
let watch: ChildProcess;
const lines: { time: number; text: string }[] = [];

beforeAll(async () => {
  await createInternet();
  dns = await startNameServers([]);
  gmail = await startGmail(["postfix"]);
  server = await startPostfix(0, "postfix", packages, "syslog");
  const { root } = server.machine;
  for (const file of readdirSync(packages("logrotate")).filter((name) => name.endsWith(".deb")))
    await execute("bash", [
      "-o",
      "pipefail",
      "-c",
      'dpkg-deb --fsys-tarfile "$0" | tar -x -p --keep-directory-symlink -C "$1"',
      join(packages("logrotate"), file),
      root,
    ]);
  server.machine.write(
    "/etc/logrotate-watch.conf",
    `${LOG} {\n  rotate 20\n  missingok\n  create 0640 root root\n  compress\n  delaycompress\n  postrotate\n    pkill -HUP rsyslogd || true\n  endscript\n}\n`,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "hook"), `#!/bin/sh\ncat >> ${told}\n`);
  chmodSync(join(folder, "hook"), 0o755);
});
afterAll(async () => {
  watch?.kill("SIGKILL");
  await gmail?.close();
});

function startWatch(): ChildProcess {
  const options = ["--no-config", "--no-local", "--timezone", TIME_ZONE, "--resolver", nameServers.resolver];
  const log = join(server.machine.root, LOG);
  const words = ["watch", "--state", state, "--alert", `exec:${join(folder, "hook")}`, ...options, log];
  const child = spawn(process.execPath, [command, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout?.on("data", (bytes: Buffer) => {
    const texts = bytes.toString().split("\n").filter(Boolean);
    lines.push(...texts.map((text) => ({ time: Date.now(), text })));
  });
  return child;
}

async function killed(): Promise<void> {
  watch.kill("SIGKILL");
  if (watch.signalCode === null) await once(watch, "exit");
}

const rotate = () =>
  server.machine.run([
    "/usr/sbin/logrotate",
    "-f",
    "-s",
    "/tmp/logrotate.state",
    "/etc/logrotate-watch.conf",
  ]);
const linesWith = (words: string) => lines.filter(({ text }) => text.includes(words));

async function until(isSo: () => boolean, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; !isSo() && Date.now() < end;) await sleep(50);
  expect(isSo()).toBe(true);
}

function messages(): Alert[] {
  if (!existsSync(told)) return [];
  return readFileSync(told, "utf8")
    .trim()
    .split("\n")
    .map((text) => JSON.parse(text) as Alert);
}

test("a refusal is told within ten seconds", async () => {
  watch = startWatch();
  await sleep(2_000);
  await server.send(waiting);
  const refused = gmail.refusals.filter(({ ptr }) => ptr);
  expect(new Set(refused.map(({ clientIp }) => clientIp))).toEqual(new Set(ips));
  for (const ip of ips) {
    await until(() => linesWith(`Gmail refuses mail from ${ip} `).length > 0, SOON);
    const first = Math.min(...refused.filter(({ clientIp }) => clientIp === ip).map(({ time }) => time));
    expect(linesWith(`Gmail refuses mail from ${ip} `)[0]!.time - first).toBeLessThan(SOON);
  }
});

test("rotations and kills lose nothing and tell nothing twice", async () => {
  for (let turn = 0; turn < 5; turn++) {
    if (turn % 2 === 0) await killed();
    await server.retry();
    await rotate();
    if (turn % 2 === 0) watch = startWatch();
    await sleep(700);
  }
  await server.retry();
  await sleep(4_000);
  const count = gmail.refusals.reduce(
    (sum, { messages: refused }) => sum + refused.flatMap((one) => one.recipients).length,
    0,
  );
  expect(count).toBeGreaterThan(ips.length * 5);
  expect(await keptRefusals(state)).toHaveLength(count);
  for (const ip of ips) expect(linesWith(`Gmail refuses mail from ${ip} `)).toHaveLength(1);
});

test("what is mended is told once", async () => {
  await dns.mend(ips);
  await sleep(FORGOTTEN);
  await server.retry();
  for (const ip of ips) await until(() => linesWith(`${ip} is repaired`).length > 0, SOON);
  await killed();
  watch = startWatch();
  await sleep(3_000);
  for (const ip of ips) expect(linesWith(`${ip} is repaired`)).toHaveLength(1);
  const sent = messages();
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
  // A quarter of an hour lies between two messages: the others wait.
  const { outboxes } = JSON.parse(readFileSync(join(state, "watch.json"), "utf8")) as WatchState;
  const changes = [...sent.flatMap((one) => one.changes), ...outboxes.flatMap(({ waiting: left }) => left)];
  const named = changes.map(({ kind, ip }) => `${kind} ${ip}`).toSorted();
  expect(named).toEqual(ips.flatMap((ip) => [`mended ${ip}`, `refused ${ip}`]).toSorted());
  expect(server.machine.read("/var/log/mail.iso.2.gz").length).toBeGreaterThan(0);
});
