// What a diagnosis may know besides the DNS of the address itself: the log's times and host names, the host's
// other addresses, and what the caller says of the host.

import type { DiagnosisHints } from "./causes/cause.ts";
import type { HeloFacts, IprevResult } from "../model/dns.ts";
import type { SendingIpCounts } from "../model/report.ts";

/** What the caller and the log say of the host. */
export interface GivenHints {
  heloName: string | null;
  from: string | null;
  /** What the log says of the addresses that mail left from, by the address that Gmail saw. */
  localIps: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of hosts that somebody gave for a log without one: they propose nothing. */
  givenHosts?: ReadonlySet<string>;
}

/** A count with only such names of hosts as a log told. */
export function withToldHosts(count: SendingIpCounts, given?: ReadonlySet<string>): SendingIpCounts {
  if (!given || given.size === 0) return count;
  return { ...count, reportingMtas: count.reportingMtas.filter((name) => !given.has(name)) };
}

/**
 * Of a longer list nobody knows which addresses belong to one host; and what so many others of a host tell is
 * told by the first of them.
 */
const MAX_OTHERS = 16;

export function hintsFor(
  count: SendingIpCounts,
  others: { ip: string; iprev: IprevResult | null }[],
  now: string,
  localIps: GivenHints["localIps"] = new Map(),
  fullNames: FullNames = new Map(),
): DiagnosisHints {
  const { attempts, firstSeen, lastSeen, reportingMtas } = count;
  const local = [...(localIps.get(count.ip) ?? [])];
  const seen = { now, attempts, firstSeen, lastSeen, others, localIps: local };
  return Object.assign(seen, namesOf(reportingMtas, fullNames));
}

/** A host's full name by its short one; null where several hosts share that. */
export type FullNames = ReadonlyMap<string, string | null>;

/** One address' log may give the full name of a host that another's calls `mx1` only; so may its PTR record. */
export function fullNamesIn(counts: SendingIpCounts[], confirmedNames: string[]): FullNames {
  const fullNames = new Map<string, string | null>();
  // A log's own word counts before that of a PTR record.
  for (const names of [counts.flatMap((count) => count.reportingMtas), confirmedNames]) {
    const found = new Map<string, string | null>();
    for (const name of names.map((written) => written.toLowerCase()).filter(isFull)) {
      const short = firstLabel(name);
      found.set(short, (found.get(short) ?? name) === name && found.get(short) !== null ? name : null);
    }
    for (const [short, name] of found) if (!fullNames.has(short)) fullNames.set(short, name);
  }
  return fullNames;
}

function namesOf(reportingMtas: string[], fullNames: FullNames): DiagnosisHints {
  const own = reportingMtas.find(isFull);
  const found = reportingMtas.map((name) => fullNames.get(name.toLowerCase())).find(Boolean);
  const hostName = own ?? found;
  if (typeof hostName === "string") return { hostName };
  const [shortName] = reportingMtas;
  return shortName === undefined ? {} : { shortName };
}

function isFull(name: string): boolean {
  return name.includes(".");
}

function firstLabel(name: string): string {
  return name.slice(0, name.indexOf("."));
}

/** The greeting's name is the one to propose for a PTR record, if it is a full one. */
export function givenHints(
  { heloName, from }: Omit<GivenHints, "localIps">,
  helo: HeloFacts | null,
): DiagnosisHints {
  return {
    ...(heloName !== null && (helo === null || helo.kind === "host name") ? { hostName: heloName } : {}),
    ...(helo === null ? {} : { helo }),
    ...(from === null ? {} : { from }),
  };
}

export type OthersOf = (count: SendingIpCounts) => SendingIpCounts[];

/** The addresses of the same host: those that a log names it with, or, without a log, those asked for together. */
export function groupByHost(counts: SendingIpCounts[], fullNames: FullNames = new Map()): OthersOf {
  const hostsOf = ({ reportingMtas }: Pick<SendingIpCounts, "reportingMtas">) =>
    reportingMtas.map((name) => fullNames.get(name.toLowerCase()) ?? name.toLowerCase());
  const byHost = new Map<string, SendingIpCounts[]>();
  for (const count of counts) {
    for (const host of hostsOf(count)) {
      const known = byHost.get(host);
      if (!known) byHost.set(host, [count]);
      else if (known.length <= MAX_OTHERS) known.push(count);
    }
  }
  const unnamed = counts.length > MAX_OTHERS + 1 ? [] : counts;
  return ({ ip, reportingMtas }) => {
    const together =
      reportingMtas.length > 0
        ? hostsOf({ reportingMtas }).flatMap((host) => byHost.get(host) ?? [])
        : unnamed;
    return [...new Set(together)].filter((other) => other.ip !== ip);
  };
}
