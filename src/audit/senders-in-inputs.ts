// The sender domains and sending addresses of logs and mail: of what Gmail, or another receiver, refused, and of what
// Gmail took, as far as a log tells it.

import { readDomain } from "../base/standards/domain-name.ts";
import { domainOf } from "../base/standards/mailbox.ts";
import type { AcceptedMail } from "../model/accepted.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { AuditTask, FoundSenders } from "../model/audit.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { count } from "../run/count.ts";
import { ipFamily } from "../base/standards/ip.ts";
import { uncounted } from "../model/undiagnosed.ts";
import type { KnownOfLogs } from "../run/witnesses.ts";
import { acceptedSenders, type AcceptedSender } from "../run/accepted-senders.ts";

export interface SenderDomain {
  /** How often its mail was met, refused or taken. */
  mails: number;
  /** The addresses that its mail left from. */
  ips: Set<string>;
  /** Of returned messages' signatures, as `--selector` takes them. */
  selectors: Set<string>;
  /** The domain of MAIL FROM, where a returned message shows it beside From:. */
  sender: string | null;
}

export interface Senders {
  /** That with most mail first. */
  domains: Map<string, SenderDomain>;
  ips: string[];
  found: FoundSenders;
  /** What they tell of the addresses' hosts. */
  known: KnownOfLogs;
  warnings: readonly string[];
  inputFailed: boolean;
}

export async function sendersIn({ paths, timezone, onWarning, onProgress }: AuditTask): Promise<Senders> {
  const counted = await count(
    {
      paths,
      period: { from: null, to: null },
      timezone,
      dns: null,
      keepEvents: true,
      keepAccepted: true,
      onWarning,
      ...(onProgress ? { onProgress } : {}),
    },
    null,
    null,
  );
  const { events, warnings, inputFailed, accepted = noneAccepted } = counted;
  const taken = acceptedSenders(accepted, events);
  const { domains, ips } = gather(events, taken);
  const { withoutSender, ofFurtherDomains } = accepted;
  const found: FoundSenders = {
    domains: domains.size,
    addresses: ips.length,
    accepted: taken.reduce((sum, one) => sum + one.deliveries, withoutSender + ofFurtherDomains),
    withoutSender,
    ofFurtherDomains,
  };
  const known = {
    ...counted,
    sendingIps: [...counted.sendingIps, ...unrefused(counted.sendingIps, events, taken)],
  };
  return { domains, ips, found, known, warnings, inputFailed };
}

/** Addresses that no refusal for reverse DNS tells of, with the hosts whose logs name them. */
function unrefused(
  refused: readonly SendingIpCounts[],
  events: readonly AnalysisEvent[],
  taken: readonly AcceptedSender[],
): SendingIpCounts[] {
  const hosts = new Map<string, Set<string>>();
  const see = (ip: string, names: Iterable<string>) =>
    hosts.set(ip, new Set([...(hosts.get(ip) ?? []), ...names]));
  for (const event of events) {
    if (event.schema !== "whybounce.sender-refusal/1" || event.via !== "log") continue;
    if (event.sendingIp !== null && event.reportingMta !== null) see(event.sendingIp, [event.reportingMta]);
  }
  for (const { hosts: ofDomain } of taken) for (const [ip, names] of ofDomain) see(ip, names);
  for (const { ip } of refused) hosts.delete(ip);
  return [...hosts].map(([ip, names]) => ({
    ...uncounted(ip, ipFamily(ip)),
    reportingMtas: [...names].toSorted(),
  }));
}

const noneAccepted: AcceptedMail = { domains: [], withoutSender: 0, ofFurtherDomains: 0 };

function gather(
  events: readonly AnalysisEvent[],
  taken: readonly AcceptedSender[],
): Pick<Senders, "domains" | "ips"> {
  const byDomain = new Map<string, SenderDomain>();
  const ips = new Set<string>();
  const meet = (written: string, mails: number, from: readonly string[]): SenderDomain | null => {
    for (const ip of from) ips.add(ip);
    const domain = readDomain(written);
    if (domain === null) return null;
    const known = byDomain.get(domain) ?? { mails: 0, ips: new Set(), selectors: new Set(), sender: null };
    byDomain.set(domain, known);
    known.mails += mails;
    for (const ip of from) known.ips.add(ip);
    return known;
  };
  for (const event of events) {
    const ip = "sendingIp" in event ? (event.sendingIp ?? null) : null;
    const from = ip === null ? [] : [ip];
    for (const one of from) ips.add(one);
    for (const domain of domainsOf(event)) {
      const known = meet(domain, 1, from);
      for (const selector of selectorsIn(event)) known?.selectors.add(selector);
      if (known) known.sender ??= senderOf(event);
    }
  }
  for (const { domain, deliveries, ips: from } of taken) meet(domain, deliveries, from);
  const ordered = [...byDomain].toSorted(
    ([one, a], [other, b]) => b.mails - a.mails || (one < other ? -1 : 1),
  );
  return { domains: new Map(ordered), ips: [...ips].toSorted() };
}

/** The domain in From: where a returned message has it, else that of the envelope. */
function domainsOf(event: AnalysisEvent): string[] {
  if (event.schema === "whybounce.sender-refusal/1") return present([event.fromDomain]);
  if (event.schema === "whybounce.other/1") {
    const named = event.namedAs === "spf" || event.namedAs === "from" ? event.namedDomain : null;
    return present([named ?? event.senderDomain]);
  }
  return event.schema === "whybounce.rejection/1" ? present([senderOf(event)]) : [];
}

function senderOf(event: AnalysisEvent): string | null {
  const isRefusal = event.schema === "whybounce.rejection/1" || event.schema === "whybounce.sender-refusal/1";
  return isRefusal && event.sender?.includes("@") ? domainOf(event.sender) : null;
}

function selectorsIn(event: AnalysisEvent): string[] {
  const signedBy = "signedBy" in event ? (event.signedBy ?? "") : "";
  return signedBy.split(" ").filter((selector) => selector !== "");
}

function present(domains: (string | null | undefined)[]): string[] {
  return domains.filter((domain): domain is string => typeof domain === "string" && domain !== "");
}
