// Whose server is it that Gmail refused? The reader's own, a service's that sends for the reader, or that of another mail
// system whose bounces the reader got. What is not known stays unknown: a hoster reads bounces of many customers.

import type { SendingServer, Sighting } from "../model/machine.ts";
import type { SendingIpCounts } from "../model/report.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import { findRelay, type Relay } from "./hosters/relays.ts";

/** The hosts and domains of the reader, as far as a run tells them. */
export interface OwnHosts {
  /** In small letters, short or full. */
  hosts: ReadonlySet<string>;
  domains: ReadonlySet<string>;
}

/**
 * Logs are the reader's own, so are this machine and the host that the caller names. Bounces go to senders: a host in
 * the domain of its mail's sender is the sender's.
 */
export function ownHostsOf(
  counts: readonly SendingIpCounts[],
  sightings: ReadonlyMap<string, Sighting>,
  names: readonly string[],
): OwnHosts {
  const logged = [...sightings.values()].flatMap(({ logHosts }) => [...logHosts]);
  const senders = counts.filter(({ ip }) => sightings.get(ip)?.inLog === false).flatMap(hostsOfSenders);
  const hosts = [...logged, ...names, ...senders].map(plain);
  return { hosts: new Set(hosts), domains: new Set(hosts.flatMap((host) => domainOf(host) ?? [])) };
}

function hostsOfSenders(count: SendingIpCounts): string[] {
  const domains = domainsOfSenders(count);
  return count.reportingMtas.filter((name) => domains.has(domainOf(plain(name)) ?? ""));
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
  const hosts = reportingMtas.slice(0, MAX_HOSTS);
  const bouncesOnly = sighting?.inLog === false;
  const relay = findRelay({ ...traces, reportingMtas });
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
  { reportingMtas }: SendingIpCounts,
  sighting: Sighting | undefined,
  own: OwnHosts,
): SendingServer["whose"] {
  if (sighting === undefined) return "unknown";
  if (sighting.inLog) return "own";
  if (reportingMtas.length === 0) return "unknown";
  const isOwn = (name: string) => {
    const domain = domainOf(name);
    return isNamed(name, own.hosts) || (domain !== null && own.domains.has(domain));
  };
  if (reportingMtas.map(plain).some(isOwn)) return "own";
  return own.hosts.size > 0 ? "other" : "unknown";
}

/** Logs say `mx1`, bounces `mx1.example.com`. */
function isNamed(name: string, hosts: ReadonlySet<string>): boolean {
  return hosts.has(name) || hosts.has(name.split(".")[0] ?? "");
}
