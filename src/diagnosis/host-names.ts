// Which name has the mail host of an address? Logs, bounces, the senders' domains and this machine each know some;
// the first that the public DNS knows for the address is taken, and a name that would have to be made comes last.

import type { DnsStatus } from "../model/dns.ts";
import type {
  HostNameCandidate,
  HostNameSource,
  MachineNames,
  MailHostName,
  Sighting,
} from "../model/machine.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { genericReason } from "./facts/generic-name.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import { isPublicName } from "./facts/inner-name.ts";
import { withToldHosts, type FullNames } from "./hints.ts";

/** Each costs a question. A host has two or three names; more candidates are those of a crowd behind one address. */
export const MAX_CANDIDATES = 8;
/** Of a hoster's many customers the first tell as much as all. */
export const MAX_SENDER_DOMAINS = 3;

/** What is known of the names of hosts, for all addresses of a run. */
export interface KnownNames {
  /** What the caller says the mail server greets with. */
  given: string | null;
  /** By address, the host name that led to it. */
  heloNames?: ReadonlyMap<string, string> | undefined;
  fullNames: FullNames;
  sightings: ReadonlyMap<string, Sighting>;
  /** What this machine calls itself, where the log is its own. */
  machine: MachineNames | null;
  /** Names of hosts that somebody gave for a log without one. */
  givenHosts?: ReadonlySet<string> | undefined;
}

/** In the order in which they are believed; internal names are left out. */
export function candidatesOf(count: SendingIpCounts, known: KnownNames): HostNameCandidate[] {
  const { reportingMtas } = withToldHosts(count, known.givenHosts);
  const reported = reportingMtas.map((name) => name.toLowerCase().replace(/\.$/, ""));
  const sighting = known.sightings.get(count.ip);
  const sourceOf = (name: string) => sourceIn(sighting, name);
  const full = reported.filter(isFull).map((name) => candidate(name, sourceOf(name)));
  const completed = reported.flatMap((name) => known.fullNames.get(name) ?? []);
  const target = known.heloNames?.get(count.ip);
  const all = [
    ...(known.given === null ? [] : [candidate(known.given, "option")]),
    ...(target === undefined ? [] : [candidate(target, "target")]),
    ...full.toSorted((left, right) => rankOf(left.source) - rankOf(right.source)),
    ...completed.map((name) => candidate(name, "known host")),
    ...reported.filter(isShortName).flatMap((name) => withDomains(name, count)),
    ...(known.machine?.isOwn(count) === true ? known.machine.names : []),
  ];
  return unique(all.filter(({ name }) => isPublicName(name))).slice(0, MAX_CANDIDATES);
}

/** The domains whose MX records are asked for: those of the mail itself. */
export function senderDomainsOf({ senderDomains }: SendingIpCounts): string[] {
  return senderDomains
    .slice(0, MAX_SENDER_DOMAINS)
    .map(({ domain }) => domain.toLowerCase())
    .filter(isPublicName);
}

export function candidate(name: string, source: HostNameSource, domain: string | null = null) {
  return { name: name.toLowerCase().replace(/\.$/, ""), source, domain };
}

/** Of a host that its log calls by a short name, the full one may have been given. */
function sourceIn(sighting: Sighting | undefined, name: string): HostNameSource {
  if (sighting === undefined) return "log";
  if (sighting.givenHosts !== undefined && hasName(sighting.givenHosts, name)) return "known host";
  return hasName(sighting.logHosts, name) ? "log" : "bounce";
}

function hasName(hosts: ReadonlySet<string>, name: string): boolean {
  return [...hosts].some((host) => host.toLowerCase().replace(/\.$/, "") === name);
}

function rankOf(source: HostNameSource): number {
  return source === "bounce" ? 1 : 0;
}

function isFull(name: string): boolean {
  return name.includes(".");
}

/**
 * What machines are called that nobody has named: containers by their id, cloud machines by an inner address
 * (`ip-172-31-5-6`), and pods of Kubernetes by a name that is gone with the next restart (`mta-7d9f8b6c5-x2x4z`; its random
 * letters are these, without vowels and those that look alike).
 */
const nobodysName =
  /^(?:localhost|[0-9a-f]{12}|(?:.*-)?\d{1,3}(?:-\d{1,3}){3}|.+-[b-df-hj-np-tv-xz2-9]{8,10}-[b-df-hj-np-tv-xz2-9]{5})$/;

function isShortName(name: string): boolean {
  return /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name) && !nobodysName.test(name);
}

function withDomains(shortName: string, count: SendingIpCounts): HostNameCandidate[] {
  return senderDomainsOf(count).flatMap((domain) => {
    const name = `${shortName}.${organizationalDomain(domain) ?? domain}`;
    return [`${shortName}.${domain}`, name].map((full) => candidate(full, "short name", domain));
  });
}

/** Each name where it stands first. */
function unique(candidates: readonly HostNameCandidate[]): HostNameCandidate[] {
  const known = new Set<string>();
  return candidates.filter(({ name }) => !known.has(name) && known.add(name));
}

// ---------------------------------------------------------------- the choice

/** What the DNS said of a name, in the family of the address; undefined where it was not asked. */
export type NameAnswer = { status: DnsStatus; addresses: string[] } | undefined;

/** Null when there is none that may be proposed. */
export function chooseName(
  candidates: readonly HostNameCandidate[],
  ip: string,
  answerOf: (name: string) => NameAnswer,
): MailHostName | null {
  const judged = candidates.map((one) => ({ ...one, leadsHere: leadsTo(ip, answerOf(one.name)) }));
  const possible = judged.filter((one) => isPossible(one, ip, judged));
  const ranked = possible.toSorted(
    (left, right) => standing(left, answerOf(left.name)) - standing(right, answerOf(right.name)),
  );
  return ranked[0] ?? null;
}

function leadsTo(ip: string, answer: NameAnswer): boolean | null {
  if (answer?.status === "answer") return answer.addresses.includes(ip);
  return answer?.status === "nxdomain" || answer?.status === "nodata" ? false : null;
}

/**
 * What leads here already is right whoever made it. Else the host of an MX record may be another machine, and a name
 * made of the address is the provider's: neither is the reader's to point here. Of several senders' domains nobody
 * knows which one the host belongs to.
 */
function isPossible(one: MailHostName, ip: string, all: MailHostName[]): boolean {
  if (one.source === "option" || one.leadsHere === true) return true;
  if (one.source === "mx" || genericReason(one.name, ip) !== null) return false;
  if (one.source !== "short name") return true;
  const domains = all.flatMap(({ source, domain }) =>
    source === "short name" && domain !== null ? domain : [],
  );
  return new Set(domains.map((domain) => organizationalDomain(domain) ?? domain)).size === 1;
}

/**
 * What leads here, then what exists or may exist, and what would have to be made; the caller's own name can be made. A name
 * that was only put together comes after all that somebody gave the host.
 */
function standing({ source, leadsHere }: MailHostName, answer: NameAnswer): number {
  if (leadsHere === true) return 0;
  const isToBeMade = answer?.status === "nxdomain" && source !== "option";
  return (source === "short name" ? 3 : 1) + (isToBeMade ? 1 : 0);
}

/** The name was only put together, and the DNS does not say that there is such a name: nobody told it. */
export function isMadeUp({ source, leadsHere }: MailHostName, answer: NameAnswer): boolean {
  if (source !== "short name" || leadsHere === true) return false;
  return answer?.status !== "answer" && answer?.status !== "nodata";
}
