// The groups that a report shows of Gmail's refusals for the sender's records.

import { isoTime } from "../base/standards/iso-time.ts";
import type { SelectorName } from "../model/posture.ts";
import type { DomainSource, RefusalGroup } from "../model/refusals.ts";
import { parseSelector } from "../base/standards/dkim-selector.ts";
import { hostNames } from "./cells.ts";
import type { Delivery } from "./deliveries.ts";
import type { Refusal } from "./refusal.ts";
import type { Said, Subject } from "./refusal-subject.ts";

/** Selectors of one group; a mailing service may sign each day with another. */
const MAX_SELECTORS = 20;

export interface Group {
  said: Said;
  domain: string | null;
  sendingIp: string | null;
  sources: Set<DomainSource>;
  codes: Map<string, number>;
  messages: Set<string>;
  attempts: number;
  affected: number;
  lost: number;
  delivered: number;
  first: number | null;
  last: number | null;
  senders: Map<string, number>;
  hosts: Set<string>;
  selectors: Set<string>;
  reply: string;
}

export interface RefusalGroups {
  /** The group of a refusal; there is one from now on. */
  find: (refusal: Refusal & { said: Said }, subject: Subject, reply: string) => Group;
  /** One more refusal of a group, for the host that tells it. */
  meet: (group: Group, refusal: Refusal) => void;
  addAttempt: (group: Group, refusal: Refusal) => void;
  /** A delivery belongs to every group that refused it. */
  addDelivery: (subjects: ReadonlyMap<Group, Subject>, delivery: Delivery) => void;
  /** Most harm first. */
  finish: () => RefusalGroup[];
}

export function createRefusalGroups(): RefusalGroups {
  const groups = new Map<string, Group>();

  function find(refusal: Refusal & { said: Said }, subject: Subject, reply: string): Group {
    const { said, sendingIp } = refusal;
    const { domain, source, envelope, signedBy } = subject;
    const key = JSON.stringify([said.cause, domain, sendingIp]);
    const group = groups.get(key) ?? emptyGroup(said, domain, sendingIp, reply);
    groups.set(key, group);
    if (source !== null) group.sources.add(source);
    if (envelope !== null && !group.senders.has(envelope)) group.senders.set(envelope, 0);
    meet(group, refusal);
    for (const selector of signedBy) if (group.selectors.size < MAX_SELECTORS) group.selectors.add(selector);
    if (reply < group.reply) group.reply = reply;
    return group;
  }

  function meet(group: Group, { reportingMta }: Refusal): void {
    if (reportingMta !== null) group.hosts.add(reportingMta);
  }

  function addAttempt(group: Group, { code, time, message }: Refusal): void {
    group.attempts++;
    group.messages.add(message);
    group.codes.set(code, (group.codes.get(code) ?? 0) + 1);
    if (time === null) return;
    if (group.first === null || time < group.first) group.first = time;
    if (group.last === null || time > group.last) group.last = time;
  }

  function addDelivery(subjects: ReadonlyMap<Group, Subject>, { message, outcome }: Delivery): void {
    for (const [group, { envelope }] of subjects) {
      group.messages.add(message);
      group.affected++;
      if (outcome === "failed") group.lost++;
      if (outcome === "delivered") group.delivered++;
      if (envelope !== null) group.senders.set(envelope, (group.senders.get(envelope) ?? 0) + 1);
    }
  }

  return {
    find,
    meet,
    addAttempt,
    addDelivery,
    finish: () => [...groups.values()].map(told).toSorted(byHarm),
  };
}

function emptyGroup(said: Said, domain: string | null, sendingIp: string | null, reply: string): Group {
  return {
    said,
    domain,
    sendingIp,
    sources: new Set(),
    codes: new Map(),
    messages: new Set(),
    attempts: 0,
    affected: 0,
    lost: 0,
    delivered: 0,
    first: null,
    last: null,
    senders: new Map(),
    hosts: new Set(),
    selectors: new Set(),
    reply,
  };
}

/** The surest comes first. */
const sources: readonly DomainSource[] = ["reply", "header", "envelope", "assumed"];

function told(group: Group): RefusalGroup {
  const { said, domain, sendingIp, attempts, messages, affected, lost, delivered, reply } = group;
  return {
    cause: said.cause,
    domain,
    domainSource: sources.find((source) => group.sources.has(source)) ?? null,
    sendingIp,
    codes: Object.fromEntries([...group.codes].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    counts: {
      attempts,
      messages: messages.size,
      affected,
      lost,
      retrying: affected - lost - delivered,
      delivered,
    },
    firstSeen: isoTime(group.first),
    lastSeen: isoTime(group.last),
    senderDomains: [...group.senders]
      .map(([name, amount]) => ({ domain: name, affected: amount }))
      .toSorted((a, b) => b.affected - a.affected || (a.domain < b.domain ? -1 : 1)),
    reportingMtas: hostNames(group.hosts),
    selectors: [...group.selectors].toSorted().flatMap(selectorName),
    reply,
  };
}

function selectorName(text: string): SelectorName[] {
  const { selector, domain } = parseSelector(text) ?? { selector: "", domain: null };
  return domain === null ? [] : [{ selector, domain }];
}

function byHarm(a: RefusalGroup, b: RefusalGroup): number {
  const [one, other] = [a, b].map(({ cause, domain, sendingIp }) => [domain, sendingIp, cause].join(" "));
  return (
    b.counts.lost - a.counts.lost ||
    b.counts.affected - a.counts.affected ||
    b.counts.attempts - a.counts.attempts ||
    (one! < other! ? -1 : 1)
  );
}
