// Where the mail that Gmail took left from: from the mailer's own public address, or else from the one that Gmail names for
// refused mail of the same host.

import { addressesByWay, possibleAddresses, unnamedWay } from "../counting/address-of-host.ts";
import type { AcceptedDomain, AcceptedMail, AcceptedWay } from "../model/accepted.ts";
import type { AnalysisEvent, Rejection, SenderRefusal } from "../model/events.ts";
import { isInnerIp } from "../base/standards/ip.ts";

export interface AcceptedSender extends Pick<AcceptedDomain, "domain" | "deliveries"> {
  ips: string[];
  /** By address, the hosts whose logs tell of it. */
  hosts: ReadonlyMap<string, ReadonlySet<string>>;
}

export function acceptedSenders(
  { domains }: Pick<AcceptedMail, "domains">,
  events: readonly AnalysisEvent[],
): AcceptedSender[] {
  const sent = addressesByWay(events.filter(isNaming));
  const addressOf = (way: AcceptedWay): string[] => {
    const { localIp, remoteMta } = way;
    if (localIp !== null && remoteMta === null && !isInnerIp(localIp)) return [localIp];
    const possible = possibleAddresses(sent, unnamedWay(way));
    return possible.length === 1 ? [...possible] : [];
  };
  return domains.map(({ domain, deliveries, ways }) => ({
    domain,
    deliveries,
    ips: [...new Set(ways.flatMap(addressOf))],
    hosts: hostsBy(ways, addressOf),
  }));
}

function hostsBy(
  ways: readonly AcceptedWay[],
  addressOf: (way: AcceptedWay) => string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const hosts = new Map<string, Set<string>>();
  for (const way of ways)
    for (const ip of way.reportingMta === null ? [] : addressOf(way)) {
      const known = hosts.get(ip) ?? new Set();
      hosts.set(ip, known.add(way.reportingMta!));
    }
  return hosts;
}

function isNaming(event: AnalysisEvent): event is Rejection | SenderRefusal {
  return event.schema === "whybounce.rejection/1" || event.schema === "whybounce.sender-refusal/1";
}
