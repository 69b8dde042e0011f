// Starts unbound and BIND with nothing but the root's address, on loopback addresses and port 53: a delegation names
// no port, so that real resolvers follow it to no other.

import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { randomInt } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createResolver } from "../../../src/dns/ask/resolver.ts";
import type { DnsServer } from "../../../src/dns/exchange/servers.ts";
import { onLoopback, unboundConfiguration } from "../../support/server-settings.ts";

const START_TRIES = 100;

export interface Resolvers {
  unbound: DnsServer;
  bind: DnsServer;
  stop: () => Promise<void>;
}

/** What this machine lacks for it. */
export async function missingParts(): Promise<string[]> {
  const places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
  const missing = ["unbound", "named"].filter(
    (name) => !places.some((place) => existsSync(join(place, name))),
  );
  const probe = `127.${randomInt(60, 250)}.${randomInt(1, 250)}.2`;
  return (await mayBind(probe)) ? missing : [...missing, "leave to open port 53 of loopback addresses"];
}

/** Without root's rights it may not, nor where a server holds port 53 of all addresses. */
function mayBind(host: string): Promise<boolean> {
  const socket = createSocket("udp4");
  return new Promise((resolve) => {
    socket.once("error", () => resolve(false));
    socket.bind(53, host, () => socket.close(() => resolve(true)));
  });
}

/** `network`: the first three bytes of all addresses, `127.3.4.`. */
export async function startResolvers(network: string): Promise<Resolvers> {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-differential-"));
  const root = `${network}1`;
  const unbound = { address: `${network}30`, port: 53 };
  // BIND opens addresses of interfaces only; of all the loopback network that is this one.
  const bind = { address: "127.0.0.1", port: randomInt(10_000, 30_000) };
  const hints = join(folder, "hints");
  writeFileSync(hints, `. 3600 IN NS root.lab.example.\nroot.lab.example. 3600 IN A ${root}\n`);
  writeFileSync(
    join(folder, "unbound.conf"),
    unboundConfiguration({
      folder,
      address: `${unbound.address}@53`,
      settings: unboundSettings(unbound.address, hints),
    }),
  );
  writeFileSync(join(folder, "named.conf"), bindConfiguration(folder, bind, `${network}31`, hints));
  const children = [
    run("unbound", ["-d", "-p", "-c", join(folder, "unbound.conf")]),
    run("named", ["-f", "-c", join(folder, "named.conf")]),
  ];
  const stop = async () => {
    await Promise.all(children.map(end));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([unbound, bind].map(untilAnswering));
  } catch (error) {
    await stop();
    throw error;
  }
  return { unbound, bind, stop };
}

function run(program: string, args: string[]): ChildProcess {
  return spawn(program, args, { stdio: "ignore", env: { PATH: "/usr/sbin:/usr/bin:/usr/local/sbin" } });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGTERM");
  await ended;
}

async function untilAnswering(server: DnsServer): Promise<void> {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const { status } = await createResolver([server], 500).ask("lab.example", "SOA");
    if (status === "answer") return;
    await sleep(50);
  }
  throw new Error(`${server.address}:${server.port} did not start`);
}

/** Documentation addresses have empty zones of their own in resolvers, unless that is switched off. */
const documentation = [
  "2.0.192.in-addr.arpa",
  "100.51.198.in-addr.arpa",
  "113.0.203.in-addr.arpa",
  "8.b.d.0.1.0.0.2.ip6.arpa",
];

function unboundSettings(address: string, hints: string): string[] {
  return [
    ...onLoopback(address),
    `root-hints: "${hints}"`,
    // A server that is silent in one world must not be given up for all others.
    "infra-keep-probing: yes",
    ...documentation.map((zone) => `local-zone: "${zone}." nodefault`),
    ...documentation.map((zone) => `domain-insecure: "${zone}"`),
  ];
}

function bindConfiguration(
  folder: string,
  { address, port }: DnsServer,
  source: string,
  hints: string,
): string {
  const options = [
    `directory "${folder}"`,
    `listen-on port ${port} { ${address}; }`,
    "listen-on-v6 { none; }",
    `query-source address ${source}`,
    "allow-query { 127.0.0.0/8; }",
    "recursion yes",
    "max-cache-size 64m",
    "dnssec-validation no",
    "empty-zones-enable no",
    "lame-ttl 0",
    "pid-file none",
    "session-keyfile none",
  ];
  return [
    `options {\n  ${options.map((option) => `${option};`).join("\n  ")}\n};`,
    "controls { };",
    `zone "." { type hint; file "${hints}"; };`,
    `logging { channel file { file "${folder}/named.log"; severity info; }; category default { file; }; };`,
    "",
  ].join("\n");
}
