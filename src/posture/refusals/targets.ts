// What is asked for Gmail's refusals: exactly the records that belong to their reasons, each domain once for all of its
// groups, so that the record which is offered repairs them all.

import { readDomain } from "../../base/standards/domain-name.ts";
import { entryOf } from "../../model/codes/index.ts";
import type { CheckName } from "../../model/posture.ts";
import type { SendingIpCounts } from "../../model/report.ts";
import { refusalSubjects, type RefusalGroup } from "../../model/refusals.ts";
import type { DomainTarget } from "../audit-domain.ts";
import type { KnownSelector } from "../dkim/selectors.ts";
import { budgetForDomain, type DomainBudget } from "../lookup.ts";

/** A mailing service has thousands of sender domains: those with the most harm are asked about. */
export const MAX_DOMAINS = 100;
/** SPF is evaluated for each of them, and the new record names each. */
export const MAX_IPS = 10;

export interface RefusalTargets {
  targets: DomainTarget[];
  /** The place of a group's target; absent for a group that is not asked about. */
  placeOf: ReadonlyMap<RefusalGroup, number>;
  /** Domains beyond the limit, and addresses. */
  domainsLeftOut: number;
  addressesLeftOut: number;
}

/** The checks of the DNS that a group's reason asks for; reverse DNS and blocklists are others' questions. */
export function checksOf({ cause }: Pick<RefusalGroup, "cause">): CheckName[] {
  return entryOf(cause).checks.filter((check) => check === "spf" || check === "dkim" || check === "dmarc");
}

/** An address, and the domains of MAIL FROM that it was seen to send for. */
export type KnownSender = Pick<SendingIpCounts, "ip" | "senderDomains">;

/**
 * `groups` with the most harm first. A record that lacks an address which sends for the domain would be the next fault:
 * the `senders` are asked about, too.
 */
export function targetsFor(
  groups: readonly RefusalGroup[],
  senders: readonly KnownSender[] = [],
): RefusalTargets {
  const targets = new Map<string, DomainTarget & { ips: string[]; only: CheckName[] }>();
  const budgets = new Map<string, DomainBudget>();
  const placeOf = new Map<RefusalGroup, number>();
  const leftOut = new Set<string>();
  let addressesLeftOut = 0;
  for (const group of groups) {
    const { domain, sendingIp } = group;
    const only = checksOf(group);
    if (domain === null || only.length === 0) continue;
    if (!budgets.has(domain) && budgets.size >= MAX_DOMAINS) {
      leftOut.add(domain);
      continue;
    }
    const budget = budgets.get(domain) ?? budgetForDomain();
    budgets.set(domain, budget);
    const sender = senderOf(group, domain);
    const key = `${domain} ${sender}`;
    const known = targets.get(key);
    const target = known ?? { domain, sender, source: "input", ips: [], selectors: [], only: [], budget };
    targets.set(key, target);
    const isNew = sendingIp !== null && !target.ips.includes(sendingIp);
    if (isNew && target.ips.length >= MAX_IPS) {
      addressesLeftOut += 1;
      continue;
    }
    if (isNew) target.ips.push(sendingIp);
    target.only = [...new Set([...target.only, ...only])];
    target.selectors = withMore(target.selectors, group);
    placeOf.set(group, [...targets.keys()].indexOf(key));
  }
  const sendersOf = addressesBySender(groups, senders);
  for (const target of targets.values())
    addressesLeftOut += addSenders(
      target,
      sendersOf.get(readDomain(target.sender) ?? target.sender) ?? new Set(),
    );
  return { targets: [...targets.values()], placeOf, domainsLeftOut: leftOut.size, addressesLeftOut };
}

/** Other reasons of Gmail's, and the reverse DNS, tell of senders as well. */
function addressesBySender(
  groups: readonly RefusalGroup[],
  senders: readonly KnownSender[],
): Map<string, Set<string>> {
  const known = groups.flatMap(({ sendingIp, senderDomains }) =>
    sendingIp === null ? [] : [{ ip: sendingIp, senderDomains }],
  );
  const byDomain = new Map<string, Set<string>>();
  for (const { ip, senderDomains } of [...known, ...senders])
    for (const { domain } of senderDomains) {
      const name = readDomain(domain) ?? domain;
      byDomain.set(name, (byDomain.get(name) ?? new Set()).add(ip));
    }
  return byDomain;
}

/** After the refused ones; returns how many there was no room for. */
function addSenders(
  target: { ips: string[]; only: readonly CheckName[] },
  known: ReadonlySet<string>,
): number {
  if (!target.only.includes("spf")) return 0;
  const further = [...known].filter((ip) => !target.ips.includes(ip));
  const room = Math.max(0, MAX_IPS - target.ips.length);
  target.ips.push(...further.slice(0, room));
  return further.length - Math.min(room, further.length);
}

/** The domain of MAIL FROM that SPF is asked about: of an author with several, the one with most mail. */
function senderOf({ cause, senderDomains }: RefusalGroup, domain: string): string {
  return refusalSubjects[cause] === "author" ? (senderDomains[0]?.domain ?? domain) : domain;
}

function withMore(known: readonly KnownSelector[], { selectors }: RefusalGroup): KnownSelector[] {
  const isNew = ({ selector, domain }: { selector: string; domain: string }) =>
    !known.some((each) => each.selector === selector && each.domain === domain);
  return [...known, ...selectors.filter(isNew).map((each) => ({ ...each, source: "signature" as const }))];
}
