// The marks of an answer that a resolver gives from data of its own: systemd-resolved and dnsmasq from
// /etc/hosts, Windows DNS and pfSense from an internal zone, Pi-hole from a filter's list.

import { isDefinite } from "../../model/dns.ts";
import type { DnsAnswer, DnsRecordType, LocalSign } from "../../model/dns.ts";
import { isLocalName } from "../../base/standards/local-name.ts";
import { ipFamily, isInnerIp } from "../../base/standards/ip.ts";
import type { Ask } from "../ask/resolver.ts";

/** What the sending host's names and addresses are asked with, and who keeps their zone. */
const verdictTypes: readonly DnsRecordType[] = ["A", "AAAA", "PTR", "SOA"];
/** RFC 8914 section 4: forged, blocked, censored, filtered. */
const filterCodes: readonly number[] = [4, 15, 16, 17];

/** Whom to ask, and whom else. Each is charged to the address' budget. */
export interface Witnesses {
  ask: Ask;
  /** The same resolver, what it said before forgotten. */
  again: Ask;
  /** The other resolvers, each by itself. */
  others: Ask[];
  /** Whether a server looks up for others: the RA bit may be missing in an answer of its own data. */
  isRecursive: (server: string) => boolean;
}

/** Asks, and marks an answer that bears signs of local data unless another resolver gives one without. */
export function askWitnesses(witnesses: Witnesses): Ask {
  const { ask, again, others } = witnesses;
  return async (name, type, checkingDisabled) => {
    const answer = await ask(name, type, checkingDisabled);
    const found = signsOf(answer, witnesses);
    const signs = isAuthorityAlone(found) ? await provenSigns(answer, found, witnesses) : found;
    if (signs.length === 0) return isBareDenial(answer) ? provenDenial(answer, witnesses) : answer;
    // A cached answer may be in its last second; local data have no time at any time.
    const isEnding = signs.every((sign) => sign === "ttl 0");
    for (const another of isEnding ? [again, ...others] : others) {
      const second = await another(name, type, checkingDisabled);
      if (isDefinite(second) && signsOf(second, witnesses).length === 0) return second;
    }
    return { ...answer, localSigns: signs };
  };
}

/**
 * RFC 2308 section 3: whoever speaks for the zone sends its SOA record along with a denial. Filters do not, nor do small
 * forwarders that remember: it may be right, and counts less than what another resolver says.
 */
function isBareDenial({ status, soa, type }: DnsAnswer): boolean {
  return (status === "nxdomain" || status === "nodata") && soa === null && verdictTypes.includes(type);
}

async function provenDenial(answer: DnsAnswer, witnesses: Witnesses): Promise<DnsAnswer> {
  for (const another of witnesses.others) {
    const second = await another(answer.name, answer.type);
    if (isDefinite(second) && !isBareDenial(second) && signsOf(second, witnesses).length === 0) return second;
  }
  return answer;
}

export function signsOf(answer: DnsAnswer, { isRecursive }: Pick<Witnesses, "isRecursive">): LocalSign[] {
  if (!isDefinite(answer) || !verdictTypes.includes(answer.type)) return [];
  const { type, records, authoritative, server, extendedErrors, recursionAvailable = false } = answer;
  const signs: LocalSign[] = [];
  if (authoritative && (recursionAvailable || isRecursive(server))) signs.push("authority");
  if (type !== "SOA" && records.length > 0 && records.every(({ ttl }) => ttl === 0)) signs.push("ttl 0");
  if (type !== "PTR" && records.some(({ data }) => isInnerIp(data))) signs.push("private address");
  if (type === "PTR" && records.some(({ data }) => isLocalName(data) || isBare(data)))
    signs.push("local name");
  if (extendedErrors.some(({ code }) => filterCodes.includes(code))) signs.push("filter");
  return signs;
}

function isAuthorityAlone(signs: readonly LocalSign[]): boolean {
  return signs.length === 1 && signs[0] === "authority";
}

function isBare(name: string): boolean {
  return !name.includes(".");
}

/** A mail host's own name server may look up for it too: for the zones that name it, its AA bit is right. */
async function provenSigns(
  answer: DnsAnswer,
  signs: LocalSign[],
  witnesses: Witnesses,
): Promise<LocalSign[]> {
  return (await isOfItsZone(answer, witnesses.ask)) ? [] : signs;
}

/** Name servers of one zone that are looked at; zones have up to thirteen, most two. */
const MAX_NAME_SERVERS = 4;

/** An internal zone names its internal server, too: only a public address proves anything. */
async function isOfItsZone({ name, server, aliases, soa }: DnsAnswer, ask: Ask): Promise<boolean> {
  const address = addressOf(server);
  if (isInnerIp(address)) return false;
  const owner = aliases.at(-1)?.target ?? name;
  const apex = (soa ?? (await ask(owner, "SOA")).soa)?.zone;
  if (apex === undefined) return false;
  const { records } = await ask(apex, "NS");
  const type = ipFamily(address) === 4 ? "A" : "AAAA";
  const names = records.map(({ data }) => data).toSorted();
  const found = await Promise.all(names.slice(0, MAX_NAME_SERVERS).map((one) => ask(one, type)));
  return found.some((answer) => answer.records.some(({ data }) => data === address));
}

/** The server without its port. */
function addressOf(server: string): string {
  if (server.startsWith("[")) return server.slice(1, server.indexOf("]"));
  const parts = server.split(":");
  return parts.length === 2 ? parts[0]! : server;
}
