// The names that hosts greet with, where the caller names one for each address: each is looked up once.

import pLimit from "p-limit";
import { checkGreeting } from "../dns/check/check.ts";
import type { HeloFacts } from "../model/dns.ts";
import type { DnsOptions } from "../model/options.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { greetingOf, groupByHost, type FullNames, type GivenHints, type OthersOf } from "./hints.ts";

type Greetings = Pick<GivenHints, "heloName" | "heloNames" | "isOneLog">;

/** What the DNS says of the greeting of each address. */
export async function askGreetings(
  given: Greetings,
  dns: DnsOptions,
): Promise<(ip: string) => HeloFacts | null> {
  const { heloName, heloNames } = given;
  const names = heloName === null ? new Set(heloNames?.values()) : new Set([heloName]);
  const limit = pLimit(dns.concurrency);
  const asked = [...names].map((name) => limit(async () => [name, await checkGreeting(name, dns)] as const));
  const facts = new Map(await Promise.all(asked));
  return (ip) => facts.get(greetingOf(given, ip) ?? "") ?? null;
}

/** Addresses that were found by the same name are of one host. */
export function groupByName(
  counts: SendingIpCounts[],
  fullNames: FullNames,
  { heloNames, isOneLog }: Greetings,
): OthersOf {
  if (!heloNames || heloNames.size === 0) return groupByHost(counts, fullNames, isOneLog);
  const named = (count: SendingIpCounts): SendingIpCounts => {
    const name = heloNames.get(count.ip);
    return name === undefined ? count : { ...count, reportingMtas: [name] };
  };
  const othersOf = groupByHost(counts.map(named), fullNames);
  return (count, ofEach) => othersOf(named(count), ofEach);
}
