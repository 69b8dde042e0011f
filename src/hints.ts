// What a diagnosis may know besides the DNS of the address itself: the log's times and host names, the host's
// other addresses, and what the caller says of the host.

import type { DiagnosisHints } from "./causes/cause.ts";
import type { HeloFacts, IprevResult, SendingIpCounts } from "./model.ts";

/** What the caller says of the host. */
export interface GivenHints {
  heloName: string | null;
  from: string | null;
}

/** Of a long list nobody knows which addresses belong to one host. */
const MAX_UNNAMED_OTHERS = 16;

export function hintsFor(
  count: SendingIpCounts,
  others: { ip: string; iprev: IprevResult | null }[],
  now: string,
): DiagnosisHints {
  const { attempts, firstSeen, lastSeen, reportingMtas } = count;
  const hostName = reportingMtas.find((name) => name.includes("."));
  return { ...(hostName === undefined ? {} : { hostName }), now, attempts, firstSeen, lastSeen, others };
}

/** The greeting's name is the one to propose for a PTR record, if it is a full one. */
export function givenHints({ heloName, from }: GivenHints, helo: HeloFacts | null): DiagnosisHints {
  return {
    ...(heloName !== null && (helo === null || helo.kind === "host name") ? { hostName: heloName } : {}),
    ...(helo === null ? {} : { helo }),
    ...(from === null ? {} : { from }),
  };
}

/** The addresses of the same host: those that a log names it with, or, without a log, those asked for together. */
export function othersOf(count: SendingIpCounts, counts: SendingIpCounts[]): SendingIpCounts[] {
  const hosts = new Set(count.reportingMtas);
  const others = counts.filter(
    (other) => other.ip !== count.ip && other.reportingMtas.some((name) => hosts.has(name)),
  );
  if (hosts.size > 0) return others;
  return counts.length > MAX_UNNAMED_OTHERS ? [] : counts.filter((other) => other.ip !== count.ip);
}
