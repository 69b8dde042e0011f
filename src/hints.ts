// What a diagnosis may know besides the DNS of the address itself: the log's times and host names, the host's
// other addresses, and what the caller says of the host.

import type { DiagnosisHints } from "./causes/cause.ts";
import type { HeloFacts, IprevResult, SendingIpCounts } from "./model.ts";

/** What the caller and the log say of the host. */
export interface GivenHints {
  heloName: string | null;
  from: string | null;
  /** What the log says of the addresses that mail left from, by the address that Gmail saw. */
  localIps: ReadonlyMap<string, ReadonlySet<string>>;
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
): DiagnosisHints {
  const { attempts, firstSeen, lastSeen, reportingMtas } = count;
  const hostName = reportingMtas.find((name) => name.includes("."));
  const local = [...(localIps.get(count.ip) ?? [])];
  const name = hostName === undefined ? {} : { hostName };
  return { ...name, now, attempts, firstSeen, lastSeen, others, localIps: local };
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

type OthersOf = (count: SendingIpCounts) => SendingIpCounts[];

/** The addresses of the same host: those that a log names it with, or, without a log, those asked for together. */
export function groupByHost(counts: SendingIpCounts[]): OthersOf {
  const byHost = new Map<string, SendingIpCounts[]>();
  for (const count of counts) {
    for (const host of count.reportingMtas) {
      const known = byHost.get(host);
      if (!known) byHost.set(host, [count]);
      else if (known.length <= MAX_OTHERS) known.push(count);
    }
  }
  const unnamed = counts.length > MAX_OTHERS + 1 ? [] : counts;
  return ({ ip, reportingMtas }) => {
    const together =
      reportingMtas.length > 0 ? reportingMtas.flatMap((host) => byHost.get(host) ?? []) : unnamed;
    return [...new Set(together)].filter((other) => other.ip !== ip);
  };
}
