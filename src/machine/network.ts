// The addresses of this machine, and the one that the system takes towards the outside. Nothing is sent for it: the system
// is asked for the route to an address of the documentation (RFC 5737, RFC 3849).

import { createSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import { networkInterfaces } from "node:os";
import { canonicalIp, ipFamily, isLoopbackIp } from "../base/standards/ip.ts";
import type { MachineProblem } from "../model/machine.ts";
import type { RunProgram } from "./programs.ts";

const destinations = { 4: "192.0.2.1", 6: "2001:db8::1" } as const;

export type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Without loopback and link-local ones, from which no mail leaves to anybody outside. An address for a service is often set on
 * the loopback interface, so that it does not go down with a line: others see that one.
 */
export function addressesOn(interfaces: Interfaces = networkInterfaces()): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outer = all.filter(({ address }) => !isLoopbackIp(address) && !isLinkLocal(address));
  return [...new Set(outer.flatMap(({ address }) => canonicalIp(address) ?? []))];
}

function isLinkLocal(address: string): boolean {
  return /^(?:169\.254\.|fe[89ab])/i.test(address);
}

/** Which of these addresses this host has. `interfaces`: those of another machine, as tests have them. */
export async function onHostAmong(ips: readonly string[], interfaces?: Interfaces): Promise<string[]> {
  const known = new Set(addressesOn(interfaces));
  if (interfaces !== undefined) return ips.filter((ip) => known.has(ip));
  for (const ip of await addressesOfIpv6()) known.add(ip);
  // One after the other: each takes a socket.
  for (const ip of ips) if (!known.has(ip) && (await systemHas(ip))) known.add(ip);
  return ips.filter((ip) => known.has(ip));
}

/**
 * The list of interfaces leaves out those without a carrier, and networks that a route makes this host's own. The system lets
 * only its own addresses be bound, which sends nothing; where it is set to let any be bound, that proves nothing.
 */
async function systemHas(ip: string): Promise<boolean> {
  return (await canBind(ip)) && !(await letsBindAny(ipFamily(ip)));
}

function canBind(ip: string): Promise<boolean> {
  const socket = createSocket(ipFamily(ip) === 4 ? "udp4" : "udp6");
  return new Promise((resolve) => {
    socket.once("error", () => socket.close(() => resolve(false)));
    socket.bind({ port: 0, address: ip, exclusive: true }, () => socket.close(() => resolve(true)));
  });
}

async function letsBindAny(family: 4 | 6): Promise<boolean> {
  const text = await textOf(`/proc/sys/net/ipv${family}/ip_nonlocal_bind`);
  return text.trim() === "1";
}

/** Linux lets none be bound that waits for a carrier: it is here all the same. `2001…0005 02 40 00 80 eth0` */
async function addressesOfIpv6(): Promise<string[]> {
  const lines = (await textOf("/proc/net/if_inet6")).split("\n");
  return lines.flatMap((line) => {
    const groups = /^[0-9a-f]{32}(?= )/.exec(line)?.[0].match(/.{4}/g);
    return groups ? (canonicalIp(groups.join(":")) ?? []) : [];
  });
}

/** Other systems than Linux have no such file. */
async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

export interface Choice {
  ips: string[];
  problems: MachineProblem[];
}

/** At most one address of each family. A system without a route in a family says so by failing: that is no problem. */
export async function systemsChoice(run: RunProgram): Promise<Choice> {
  const told = await Promise.all(
    ([4, 6] as const).map((family) => run("ip", ["-j", "route", "get", destinations[family]])),
  );
  const ips = told.flatMap((one) => (one !== null && "text" in one ? (sourceIn(one.text) ?? []) : []));
  const problems = told.flatMap((one) => (one !== null && "problem" in one ? one.problem : []));
  return { ips, problems: problems.filter(({ reason }) => reason !== "failed") };
}

/** `[{"dst":"192.0.2.1","gateway":"203.0.113.1","dev":"eth0","prefsrc":"203.0.113.5"}]` */
export function sourceIn(json: string): string | null {
  try {
    const [route] = JSON.parse(json) as { prefsrc?: unknown }[];
    return typeof route?.prefsrc === "string" ? canonicalIp(route.prefsrc) : null;
  } catch {
    return null;
  }
}
