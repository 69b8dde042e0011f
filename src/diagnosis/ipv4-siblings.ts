// Mail leaves over IPv6 by surprise more often than for any other reason, and then the host's IPv4 address
// stands in no log: Gmail does not refuse it. The host's own name tells it.

import { checkAddresses, checkHostNames } from "../dns/check/check.ts";
import { recognize } from "./diagnose.ts";
import type { IprevResult } from "../model/dns.ts";
import type { DnsOptions } from "../model/options.ts";

/** A mail host has one IPv4 address, or a few. */
const MAX_ADDRESSES = 4;
/** What a fleet's hosts have in common shows with the first of them. */
const MAX_NAMES = 16;

export interface Sibling {
  ip: string;
  iprev: IprevResult | null;
}

/** The IPv4 addresses of hosts, and whether their reverse DNS is in order, by host name. */
export async function checkIpv4Siblings(
  hostNames: readonly string[],
  dns: DnsOptions,
): Promise<Map<string, Sibling[]>> {
  const names = [...new Set(hostNames)].slice(0, MAX_NAMES);
  if (names.length === 0) return new Map();
  const found = await checkHostNames(
    names.map((name) => ({ name, type: "A" as const })),
    dns,
  );
  const addressesOf = (name: string) => (found.get(`A ${name}`) ?? []).slice(0, MAX_ADDRESSES);
  const { facts } = await checkAddresses([...new Set(names.flatMap(addressesOf))], dns);
  const siblingOf = (ip: string): Sibling => {
    const known = facts.get(ip);
    return { ip, iprev: (known && recognize(known)?.iprev) ?? null };
  };
  return new Map(names.map((name) => [name, addressesOf(name).map(siblingOf)]));
}
