// The addresses of this machine, and the one that the system takes towards the outside. Nothing is sent for it: the system
// is asked for the route to an address of the documentation (RFC 5737, RFC 3849).

import { networkInterfaces } from "node:os";
import { canonicalIp } from "../base/standards/ip.ts";
import type { MachineProblem } from "../model/machine.ts";
import type { RunProgram } from "./programs.ts";

const destinations = { 4: "192.0.2.1", 6: "2001:db8::1" } as const;

export type Interfaces = ReturnType<typeof networkInterfaces>;

/** Without loopback and link-local ones, from which no mail leaves to anybody outside. */
export function addressesOn(interfaces: Interfaces = networkInterfaces()): string[] {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const outer = all.filter(({ internal, address }) => !internal && !isLinkLocal(address));
  return [...new Set(outer.flatMap(({ address }) => canonicalIp(address) ?? []))];
}

function isLinkLocal(address: string): boolean {
  return /^(?:169\.254\.|fe[89ab])/i.test(address);
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
