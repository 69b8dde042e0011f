// Starts the laboratory: NSD for each honest server, the servers of test/support for the others, and
// unbound as the resolver, all on loopback with one high port, none as a service of the system.

import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createResolver } from "../../../src/dns/ask/resolver.ts";
import { nsdConfiguration, onLoopback, unboundConfiguration } from "../../support/server-settings.ts";
import { startZoneServer } from "../../support/zone-server.js";
import type { ZoneServer } from "../../support/zone-server.js";
import { hosts, LATE_RECORD, localData, misbehaving, zones } from "./world.ts";
import type { Host, Zone } from "./world.ts";

export interface Lab {
  port: number;
  resolver: string;
  /** Adds the late record at the hoster's servers, after the resolver was asked. */
  addLateRecord: () => Promise<void>;
  stop: () => Promise<void>;
}

const nsdHosts: Host[] = ["registry", "one", "two", "customer"];
const START_TRIES = 100;

/** The programs of Debian's packages that are not installed. */
export function missingPrograms(): string[] {
  const places = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
  const wanted = ["nsd", "unbound", "ldns-keygen", "ldns-signzone"];
  return wanted.filter((name) => !places.some((place) => existsSync(join(place, name))));
}

export async function startLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), "whybounce-lab-"));
  const port = await freePort();
  const signed = zones.filter((zone) => zone.signed).map((zone) => sign(folder, zone));
  for (const host of nsdHosts) writeServer(folder, host, port, signed);
  writeResolver(folder, port, signed);
  const others = Object.entries(misbehaving).map(([host, text]) =>
    startZoneServer(text, { host: hosts[host as Host], port, tcp: host !== "notcp" }),
  );
  const children = nsdHosts.map((host) => run("nsd", ["-d", "-c", join(folder, `${host}.conf`)]));
  children.push(run("unbound", ["-d", "-p", "-c", join(folder, "unbound.conf")]));
  try {
    await Promise.all([...nsdHosts, "resolver" as const].map((host) => untilAnswering(hosts[host], port)));
  } catch (error) {
    await stop(folder, children, others);
    throw error;
  }
  return {
    port,
    resolver: `${hosts.resolver}:${port}`,
    addLateRecord: () => addLateRecord(folder, children, port),
    stop: () => stop(folder, children, others),
  };
}

function run(program: string, args: string[]): ChildProcess {
  return spawn(program, args, { stdio: "ignore", env: { PATH: "/usr/sbin:/usr/bin:/usr/local/sbin" } });
}

async function stop(folder: string, children: ChildProcess[], others: Promise<ZoneServer>[]): Promise<void> {
  const running = children.filter((child) => child.exitCode === null);
  const ended = running.map((child) => new Promise((done) => child.once("exit", done)));
  for (const child of children) child.kill("SIGTERM");
  await Promise.all(ended);
  for (const other of await Promise.all(others)) await other.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Below the ports that the system gives to others by itself, and free at every address. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const port = randomInt(10_000, 30_000);
    const checks = Object.values(hosts).map(
      async (host) => (await isFree("udp", host, port)) && isFree("tcp", host, port),
    );
    if ((await Promise.all(checks)).every(Boolean)) return port;
  }
  throw new Error("no free port");
}

function isFree(transport: "udp" | "tcp", host: string, port: number): Promise<boolean> {
  const socket = transport === "udp" ? createSocket("udp4") : createServer();
  return new Promise((resolve) => {
    socket.once("error", () => resolve(false));
    const close = () => socket.close(() => resolve(true));
    if (socket instanceof Server) socket.listen(port, host, close);
    else socket.bind(port, host, close);
  });
}

async function untilAnswering(address: string, port: number): Promise<void> {
  for (let tries = 0; tries < START_TRIES; tries += 1) {
    const resolver = createResolver([{ address, port }], 500);
    const { status } = await resolver.ask("lab.example", "SOA");
    if (["answer", "refused", "malformed", "nodata", "nxdomain"].includes(status)) return;
    await sleep(50);
  }
  throw new Error(`${address}:${port} did not start`);
}

// ---------------------------------------------------------------- zones

interface SignedZone {
  zone: Zone;
  file: string;
  ds: string;
}

const fileName = (zone: Zone, host: string) => `${host}-${zone.apex.replaceAll("/", "_")}.zone`;
const dotted = (apex: string) => (apex === "." ? "." : `${apex}.`);

function head({ apex, to, negative: [ttl, minimum] = [3600, 3600], contact }: Zone): string {
  const soa = `${to[0]}.lab.example. ${contact ?? "dns\\.admin.lab.example."} 2026022301 7200 900 604800 ${minimum}`;
  const servers = to.map((host) => `${dotted(apex)} 3600 IN NS ${host}.lab.example.`);
  return [`$TTL 3600`, `${dotted(apex)} ${ttl} IN SOA ${soa}`, ...servers].join("\n");
}

function zoneText(zone: Zone, host: Host, signed: SignedZone[]): string {
  const origin = `$ORIGIN ${dotted(zone.apex)}`;
  const other = [zone.otherwise, zone.mirage, zone.uninvited].find((candidate) => candidate?.at === host);
  const records = other?.records ?? zone.records;
  const below = other !== undefined && other === zone.uninvited ? "" : delegations(zone, signed);
  return `${head(zone)}\n${origin}\n${records}\n${below}\n`;
}

/** NS records, glue and DS records of the zones right below. */
function delegations(zone: Zone, signed: SignedZone[]): string {
  const below = zones.filter((child) => parentOf(child) === zone);
  return below
    .flatMap((child) => {
      const servers = child.to.map((host) => `${dotted(child.apex)} 7200 IN NS ${host}.lab.example.`);
      const glue = child.apex === "lab.example" ? [`one.lab.example. 3600 IN A ${hosts.one}`] : [];
      const ds = signed.filter((one) => one.zone === child).map((one) => one.ds);
      return [...servers, ...glue, ...ds];
    })
    .join("\n");
}

function parentOf(child: Zone): Zone | undefined {
  const above = zones.filter(
    ({ apex }) => apex !== child.apex && (apex === "." || child.apex.endsWith(`.${apex}`)),
  );
  return above.toSorted((one, other) => other.apex.length - one.apex.length)[0];
}

function sign(folder: string, zone: Zone): SignedZone {
  const plain = join(folder, fileName(zone, "plain"));
  writeFileSync(plain, `${head(zone)}\n${zone.records}\n`);
  const options = { cwd: folder, encoding: "utf8" as const, stdio: ["ignore", "pipe", "ignore"] as "pipe"[] };
  const key = execFileSync("ldns-keygen", ["-a", "ECDSAP256SHA256", "-k", dotted(zone.apex)], options).trim();
  const past = zone.signed === "expired" ? ["-i", "20200101000000", "-e", "20200201000000"] : [];
  const file = `${plain}.signed`;
  execFileSync("ldns-signzone", [...past, "-f", file, plain, key], options);
  const words = readFileSync(join(folder, `${key}.ds`), "utf8")
    .trim()
    .split(/\s+/);
  const ds = `${dotted(zone.apex)} 5400 IN DS ${words.slice(words.indexOf("DS") + 1).join(" ")}`;
  return { zone, file, ds };
}

// ---------------------------------------------------------------- configurations

function writeServer(folder: string, host: Host, port: number, signed: SignedZone[]): void {
  const own = zones.filter((zone) =>
    [...(zone.at ?? zone.to), zone.mirage?.at, zone.uninvited?.at].includes(host),
  );
  const served = own.map((zone) => {
    const file = signed.find((one) => one.zone === zone)?.file ?? join(folder, fileName(zone, host));
    if (!zone.signed && !zone.unloaded) writeFileSync(file, zoneText(zone, host, signed));
    return { apex: zone.apex, file };
  });
  const configuration = nsdConfiguration({
    folder,
    name: host,
    address: `${hosts[host]}@${port}`,
    zones: served,
    settings: ["zonefiles-check: yes"],
  });
  writeFileSync(join(folder, `${host}.conf`), configuration);
}

/** Each zone is a stub of its own: a delegation cannot name the laboratory's port. */
function writeResolver(folder: string, port: number, signed: SignedZone[]): void {
  const anchors = join(folder, "anchors");
  writeFileSync(anchors, signed.map(({ ds }) => ds).join("\n"));
  const server = unboundConfiguration({
    folder,
    address: `${hosts.resolver}@${port}`,
    modules: "validator iterator",
    settings: [
      ...onLoopback(hosts.resolver),
      `trust-anchor-file: "${anchors}"`,
      "ede: yes",
      "unblock-lan-zones: yes",
      "insecure-lan-zones: yes",
      "qname-minimisation: yes",
      "qname-minimisation-strict: yes",
      ...localData.map((record) => `local-data: "${record}"`),
    ],
  });
  const stubs = zones.map(({ apex, to, mirage }) => {
    const asked = mirage ? [mirage.at] : to;
    const addresses = asked.map(
      (host) => `  stub-addr: ${host === "nowhere" ? hosts.closed : hosts[host]}@${port}`,
    );
    return `stub-zone:\n  name: "${apex}"\n${addresses.join("\n")}\n`;
  });
  writeFileSync(join(folder, "unbound.conf"), server + stubs.join(""));
}

/** Restarted, because a reload takes NSD an uncertain time. */
async function addLateRecord(folder: string, children: ChildProcess[], port: number): Promise<void> {
  const zone = zones.find(({ apex }) => apex === "113.0.203.in-addr.arpa")!;
  for (const host of ["one", "two"] as const) {
    const old = children[nsdHosts.indexOf(host)]!;
    const ended = new Promise((done) => old.once("exit", done));
    old.kill("SIGTERM");
    await ended;
    const text = `${zoneText(zone, host, [])}$ORIGIN ${zone.apex}.\n${LATE_RECORD}\n`;
    writeFileSync(join(folder, fileName(zone, host)), text);
    children[nsdHosts.indexOf(host)] = run("nsd", ["-d", "-c", join(folder, `${host}.conf`)]);
    await untilAnswering(hosts[host], port);
  }
}
