// Whose server is it that Gmail refused? The reader's own, a service's that sends for the reader, or that of another mail
// system whose bounces the reader got. What is not known stays unknown: a hoster reads bounces of many customers.

import type { ReceivedHosts } from "../model/delivery.ts";
import type { SendingServer, Sighting } from "../model/machine.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import type { GivenHints } from "./hints.ts";
import { isPublicName } from "./facts/inner-name.ts";
import { findRelay, type Relay } from "./hosters/relays.ts";

/** The hosts and domains of the reader, as far as a run tells them. */
export interface OwnHosts {
  /** In small letters, short or full. */
  hosts: ReadonlySet<string>;
  domains: ReadonlySet<string>;
  /** Hosts that took bounces in for the reader: where others keep the reader's mail, their neighbors are not the reader's. */
  mailboxHosts: ReadonlySet<string>;
}

/** Machines that nobody has named all have these. */
const nobodysName = /^localhost(?:\.localdomain)?$/;

/**
 * Logs are the reader's own, so are this machine and the host that the caller names. Bounces go to senders: a host in
 * the domain of its mail's sender is the sender's, and so is the host that took the bounce in there.
 */
export function ownHostsOf(
  counts: readonly SendingIpCounts[],
  sightings: ReadonlyMap<string, Sighting>,
  names: readonly string[],
): OwnHosts {
  const logged = [...sightings.values()].flatMap(({ logHosts }) => [...logHosts]);
  const senders = counts.flatMap((count) => hostsOfSenders(count, sightings.get(count.ip)));
  const hosts = [...logged, ...names, ...senders].map(plain).filter((name) => !nobodysName.test(name));
  const takers = [...sightings.values()].flatMap(({ received }) =>
    received.map(({ receivedBy }) => receivedBy),
  );
  return {
    hosts: new Set(hosts),
    domains: new Set(hosts.flatMap((host) => domainOf(host) ?? [])),
    mailboxHosts: new Set(takers.filter((name) => name !== null)),
  };
}

function hostsOfSenders(count: SendingIpCounts, sighting: Sighting | undefined): string[] {
  if (sighting === undefined) return [];
  const domains = domainsOfSenders(count);
  const takers = sighting.received.flatMap((way) => ownTaker(way, domains));
  if (sighting.inLog) return takers;
  const refused = refusedHosts(count, sighting).filter((name) => domains.has(domainOf(plain(name)) ?? ""));
  return [...refused, ...takers];
}

/**
 * The host that took the bounce in is the reader's in the sender's own domain, or if the refused mail had come through a host
 * of its domain. Else a provider may keep the reader's mail, who sends from elsewhere.
 */
function ownTaker({ receivedBy, passedBy }: ReceivedHosts, senders: ReadonlySet<string>): string[] {
  const domain = receivedBy === null ? null : domainOf(receivedBy);
  if (receivedBy === null || domain === null) return [];
  const hasPassed = passedBy !== null && domainOf(passedBy) === domain;
  return hasPassed || senders.has(domain) ? [receivedBy] : [];
}

/**
 * The hosts that tried to send: what they call themselves, or, where that means nothing elsewhere, what they wrote above the
 * message that they returned. Fields further down prove nothing of the reader's: anybody may have written those.
 */
function refusedHosts({ reportingMtas }: SendingIpCounts, sighting: Sighting | undefined): string[] {
  const named = reportingMtas.filter((name) => isPublicName(plain(name)));
  if (named.length > 0 || sighting === undefined) return named;
  return [...new Set(sighting.received.flatMap(({ returnedBy }) => returnedBy ?? []))];
}

function domainsOfSenders({ senderDomains }: SendingIpCounts): Set<string> {
  return new Set(senderDomains.flatMap(({ domain }) => organizationalDomain(domain) ?? []));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

function domainOf(name: string): string | null {
  return name.includes(".") ? organizationalDomain(name) : null;
}

/** Without those that only whoever runs another mail system can repair, as far as that is told without the DNS. */
export function withoutOthers(
  counts: readonly SendingIpCounts[],
  given: Pick<GivenHints, "sightings" | "heloName" | "machine">,
): SendingIpCounts[] {
  const { sightings } = given;
  const own = ownHostsOf(counts, sightings, ownNames(given));
  const untraced = { ptrNames: [], nameServers: [] };
  return counts.filter(
    (count) => whoseServer(count, sightings.get(count.ip), own, untraced).whose !== "other",
  );
}

/** What the caller says, and what this machine calls itself. */
export function ownNames({ heloName, machine }: Pick<GivenHints, "heloName" | "machine">): string[] {
  return [...(heloName === null ? [] : [heloName]), ...(machine?.names ?? []).map(({ name }) => name)];
}

/** What the DNS says of the address. */
export interface DnsTraces {
  ptrNames: readonly string[];
  nameServers: readonly string[];
}

/** Anybody may write a bounce: more names of hosts tell no more. */
const MAX_HOSTS = 8;

export function whoseServer(
  count: SendingIpCounts,
  sighting: Sighting | undefined,
  own: OwnHosts,
  traces: DnsTraces,
): SendingServer {
  const { reportingMtas } = count;
  const bouncesOnly = sighting?.inLog === false;
  const told = bouncesOnly ? [...refusedHosts(count, sighting), ...reportingMtas] : reportingMtas;
  const hosts = [...new Set(told)].slice(0, MAX_HOSTS);
  const relay = findRelay({ ...traces, reportingMtas: told });
  const isOwnLog = sighting?.inLog === true && reportingMtas.some((name) => own.hosts.has(plain(name)));
  if (relay !== null && !isNamesake(relay, reportingMtas, isOwnLog)) {
    const { id, name, ask } = relay;
    return { whose: "relay", relay: { id, name, ask }, hosts, bouncesOnly };
  }
  return { whose: whoseByBounces(count, sighting, own), relay: null, hosts, bouncesOnly };
}

/** A service reads its own logs with this program, too. */
function isNamesake(relay: Relay, reportingMtas: readonly string[], isOwnLog: boolean): boolean {
  return isOwnLog && findRelay({ reportingMtas, ptrNames: [], nameServers: [] })?.id === relay.id;
}

function whoseByBounces(
  count: SendingIpCounts,
  sighting: Sighting | undefined,
  own: OwnHosts,
): SendingServer["whose"] {
  if (sighting === undefined) return "unknown";
  if (sighting.inLog) return "own";
  const refused = refusedHosts(count, sighting);
  const isOwn = (name: string) => {
    const domain = domainOf(name);
    return isNamed(name, own) || (domain !== null && own.domains.has(domain));
  };
  if ([...refused, ...count.reportingMtas].map(plain).some(isOwn)) return "own";
  return refused.length > 0 && own.hosts.size > 0 ? "other" : "unknown";
}

/** Logs say `mx1`, bounces `mx1.example.com`. */
function isNamed(name: string, { hosts, mailboxHosts }: OwnHosts): boolean {
  return hosts.has(name) || hosts.has(name.split(".")[0] ?? "") || mailboxHosts.has(name);
}
