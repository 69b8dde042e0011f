// A small internet for the audits: one NSD that serves everything as one root zone, and unbound as the resolver. What
// stands in `silent` is at a server that is not there.

import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createResolver } from "../../../src/dns/ask/resolver.ts";
import { nsdConfiguration, onLoopback, unboundConfiguration } from "../../support/server-settings.ts";

const SERVER = "127.0.54.1";
const RESOLVER = "127.0.54.2";
const NOBODY = "127.0.54.9";
const TRIES = 100;

export interface Internet {
  resolver: string;
  port: number;
  stop: () => Promise<void>;
}

export function missingPrograms(): string[] {
  const places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin"];
  return ["nsd", "unbound"].filter((name) => !places.some((place) => existsSync(join(place, name))));
}

const SERVER_NAME = `ns.lab.example. 600 IN A ${SERVER}\n`;
const TOP = `$ORIGIN .
$TTL 600
. 600 IN SOA ns.lab.example. admin.lab.example. 1 7200 900 604800 300
. 600 IN NS ns.lab.example.
ns.lab.example. 600 IN A ${SERVER}
example. 600 IN NS ns.lab.example.
in-addr.arpa. 600 IN NS ns.lab.example.
ip6.arpa. 600 IN NS ns.lab.example.
`;

/** `records`: lines of a zone file with full names. */
export async function startInternet(records: string, silent: string[]): Promise<Internet> {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-posture-"));
  const port = randomInt(10_000, 30_000);
  // Zones of their own, so that the way down from the top can be walked.
  const below = ["example", "in-addr.arpa", "ip6.arpa"];
  const inZone = (zone: string) => (line: string) =>
    new RegExp(`^\\S*${zone.replaceAll(".", "\\.")}\\.\\s`).test(line);
  const lines = records.split("\n");
  const top = lines.filter((line) => !below.some((zone) => inZone(zone)(line)));
  writeFileSync(join(folder, "root.zone"), `${TOP}${top.join("\n")}\n`);
  for (const zone of below) {
    const head = `${zone}. 600 IN SOA ns.lab.example. admin.lab.example. 1 7200 900 604800 300\n${zone}. 600 IN NS ns.lab.example.\n${zone === "example" ? SERVER_NAME : ""}`;
    writeFileSync(join(folder, `${zone}.zone`), `${head}${lines.filter(inZone(zone)).join("\n")}\n`);
  }
  writeServer(folder, port, below);
  writeResolver(folder, port, silent);
  const children = [
    run("nsd", ["-d", "-c", join(folder, "nsd.conf")]),
    run("unbound", ["-d", "-p", "-c", join(folder, "unbound.conf")]),
  ];
  const stop = () => end(folder, children);
  try {
    await untilAnswering(port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { resolver: `${RESOLVER}:${port}`, port, stop };
}

function run(program: string, args: string[]): ChildProcess {
  return spawn(program, args, { stdio: "ignore", env: { PATH: "/usr/sbin:/usr/bin:/usr/local/sbin" } });
}

async function end(folder: string, children: ChildProcess[]): Promise<void> {
  const running = children.filter((child) => child.exitCode === null);
  const ended = running.map((child) => new Promise((done) => child.once("exit", done)));
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(ended);
  rmSync(folder, { recursive: true, force: true });
}

async function untilAnswering(port: number): Promise<void> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const resolver = createResolver([{ address: RESOLVER, port }], 500);
    const { status } = await resolver.ask("ns.lab.example", "A");
    if (status === "answer") return;
    await sleep(50);
  }
  throw new Error(`${RESOLVER}:${port} did not start`);
}

function writeServer(folder: string, port: number, below: string[]): void {
  const zones = [
    { apex: ".", file: join(folder, "root.zone") },
    ...below.map((apex) => ({ apex, file: join(folder, `${apex}.zone`) })),
  ];
  const address = `${SERVER}@${port}`;
  writeFileSync(join(folder, "nsd.conf"), nsdConfiguration({ folder, name: "nsd", address, zones }));
}

function writeResolver(folder: string, port: number, silent: string[]): void {
  const server = unboundConfiguration({
    folder,
    address: `${RESOLVER}@${port}`,
    settings: [...onLoopback(RESOLVER), "unblock-lan-zones: yes", "insecure-lan-zones: yes"],
  });
  const stub = (name: string, address: string) =>
    `stub-zone:\n  name: "${name}"\n  stub-addr: ${address}@${port}\n`;
  const stubs = [
    ...[".", "example", "in-addr.arpa", "ip6.arpa"].map((name) => stub(name, SERVER)),
    ...silent.map((name) => stub(name, NOBODY)),
  ];
  writeFileSync(join(folder, "unbound.conf"), server + stubs.join(""));
}
