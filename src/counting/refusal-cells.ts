// What is counted of Gmail's refusals for the sender's records, by reason, domain and sending address. Cells of different
// messages add up.

import { parseSelector } from "../base/standards/dkim-selector.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { SelectorName } from "../model/posture.ts";
import type { DomainSource, RefusalGroup } from "../model/refusals.ts";
import { addCounts, addNumbers, isFull, noNumbers, type Numbers, type Sign } from "./cell-numbers.ts";
import { hostNames } from "./host-names.ts";
import { possibleAddresses, type SentAddresses, type UnnamedWay } from "./address-of-host.ts";

export interface RefusalKey extends Pick<RefusalGroup, "cause" | "domain" | "sendingIp"> {
  /** Where the address is not named, what may tell it; else null. */
  unnamed: UnnamedWay | null;
}

export interface RefusalCell extends RefusalKey, Numbers {
  sources: Set<DomainSource>;
  codes: Map<string, number>;
  /** Deliveries by the domain of MAIL FROM; some were refused, and no recipient is known. */
  senders: Map<string, number>;
  hosts: Set<string>;
  selectors: Set<string>;
  /** The smallest of the replies in Gmail's words, whatever the order of the inputs; empty where none is known. */
  reply: string;
}

export type RefusalCells = Map<string, RefusalCell>;

/** Selectors of one cell; a mailing service may sign each day with another. */
const MAX_SELECTORS = 20;

export function refusalCell(
  cells: RefusalCells,
  { cause, domain, sendingIp, unnamed }: RefusalKey,
): RefusalCell {
  const { way, family, localIp } = unnamed ?? { way: null, family: null, localIp: null };
  const key = JSON.stringify([cause, domain, sendingIp, way, family, localIp]);
  const cell = cells.get(key) ?? emptyCell({ cause, domain, sendingIp, unnamed });
  cells.set(key, cell);
  return cell;
}

function emptyCell(key: RefusalKey): RefusalCell {
  return {
    ...key,
    ...noNumbers(),
    sources: new Set(),
    codes: new Map(),
    senders: new Map(),
    hosts: new Set(),
    selectors: new Set(),
    reply: "",
  };
}

/** An empty one is none. */
export function smallerReply(a: string, b: string): string {
  if (a === "" || b === "") return a || b;
  return b < a ? b : a;
}

/** The first ones by name, whatever the order of the inputs. */
export function addSelectors({ selectors }: RefusalCell, more: Iterable<string>): void {
  for (const selector of more) selectors.add(selector);
  if (selectors.size <= MAX_SELECTORS) return;
  for (const selector of [...selectors].toSorted().slice(MAX_SELECTORS)) selectors.delete(selector);
}

export function addSender({ senders }: RefusalCell, domain: string, deliveries: number): void {
  senders.set(domain, (senders.get(domain) ?? 0) + deliveries);
}

// ---------------------------------------------------------------- adding up

export function addRefusals(cells: RefusalCells, more: RefusalCells, sign: Sign): void {
  for (const own of more.values()) addTo(refusalCell(cells, own), own, sign);
}

function addTo(cell: RefusalCell, more: RefusalCell, sign: Sign): void {
  addNumbers(cell, more, sign);
  addCounts(cell.codes, more.codes, sign);
  for (const [domain, deliveries] of more.senders) addSender(cell, domain, sign * deliveries);
  if (sign < 0) return;
  for (const source of more.sources) cell.sources.add(source);
  for (const host of more.hosts) cell.hosts.add(host);
  addSelectors(cell, more.selectors);
  cell.reply = smallerReply(cell.reply, more.reply);
}

export function fullRefusals(cells: RefusalCells): RefusalCells {
  return new Map([...cells].filter(([, cell]) => isFull(cell)));
}

// ---------------------------------------------------------------- what a report says of them

/** Most harm first. */
export function refusalGroupsOf(cells: { refusals: RefusalCells; sent: SentAddresses }): RefusalGroup[] {
  return withAddresses(cells).map(groupOf).toSorted(byHarm);
}

/** A cell whose address is as well known as it will be. */
interface Addressed extends Pick<RefusalGroup, "sendingIpSource"> {
  cell: RefusalCell;
  possible: Set<string>;
}

/** Only all cells together say what Gmail names for the same host. */
function withAddresses({ refusals, sent }: { refusals: RefusalCells; sent: SentAddresses }): Addressed[] {
  const cells: RefusalCells = new Map();
  const groups = new Map<RefusalCell, Addressed>();
  for (const own of refusals.values()) {
    const { sendingIp, sendingIpSource, possible } = addressOf(own, sent);
    const cell = refusalCell(cells, { ...own, sendingIp, unnamed: null });
    const group = groups.get(cell) ?? { cell, sendingIpSource, possible: new Set() };
    groups.set(cell, group);
    // That a reply tells the address is surer than that it is the host's.
    if (sendingIpSource === "reply") group.sendingIpSource = sendingIpSource;
    for (const ip of possible) group.possible.add(ip);
    addTo(cell, own, 1);
  }
  return [...groups.values()];
}

function addressOf(
  { sendingIp, unnamed }: RefusalKey,
  sent: SentAddresses,
): Pick<RefusalGroup, "sendingIp" | "sendingIpSource"> & { possible: readonly string[] } {
  if (sendingIp !== null) return { sendingIp, sendingIpSource: "reply", possible: [] };
  const possible = unnamed === null ? [] : possibleAddresses(sent, unnamed);
  const [only = null] = possible.length === 1 ? possible : [];
  return only === null
    ? { sendingIp: null, sendingIpSource: null, possible }
    : { sendingIp: only, sendingIpSource: "host", possible: [] };
}

/** The surest comes first. */
const sources: readonly DomainSource[] = ["reply", "header", "envelope", "assumed"];

function groupOf({ cell, sendingIpSource, possible }: Addressed): RefusalGroup {
  const { cause, domain, sendingIp, attempts, messages, affected, lost, delivered, reply } = cell;
  return {
    cause,
    domain,
    domainSource: sources.find((source) => cell.sources.has(source)) ?? null,
    sendingIp,
    sendingIpSource,
    ...(possible.size === 0 ? {} : { possibleIps: [...possible].toSorted() }),
    codes: Object.fromEntries([...cell.codes].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    counts: { attempts, messages, affected, lost, retrying: affected - lost - delivered, delivered },
    firstSeen: isoTime(cell.first),
    lastSeen: isoTime(cell.last),
    senderDomains: [...cell.senders]
      .map(([name, amount]) => ({ domain: name, affected: amount }))
      .toSorted((a, b) => b.affected - a.affected || (a.domain < b.domain ? -1 : 1)),
    reportingMtas: hostNames(cell.hosts),
    selectors: [...cell.selectors].toSorted().flatMap(selectorName),
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
