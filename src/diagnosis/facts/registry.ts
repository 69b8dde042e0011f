// Is a reverse zone a registry's? Registries delegate blocks of addresses, and make no PTR records.

import type { AddressFacts, DnsSoa } from "../../model/dns.ts";
import { findHoster } from "../hosters/index.ts";

/** The registries' zones by the domain of the SOA's contact, as seen in their own answers. */
const registries: Record<string, string> = {
  "arin.net": "ARIN",
  "ripe.net": "RIPE NCC",
  "apnic.net": "APNIC",
  "lacnic.net": "LACNIC",
  "afrinic.net": "AFRINIC",
  "iana.org": "IANA",
  // Those of countries, which hold blocks of their own. From memory.
  "registro.br": "NIC.br",
  "nic.ad.jp": "JPNIC",
};
/** What no registry has given out. */
const ianaZones = ["arpa", "in-addr.arpa", "ip6.arpa"];

/**
 * By its contact, its name servers, or as IANA's. That a zone is large proves nothing: 12.0.0.0/8 is AT&T's, which
 * keeps one zone for all of it. A zone of the usual size is delegated, even to a registry.
 */
export function registryOf(facts: AddressFacts): string | null {
  const { ptr, reverseZone } = facts;
  const soa = ptr?.soa;
  if (!soa || !zoneToDelegate(facts).endsWith(`.${soa.zone}`)) return null;
  const byContact = registries[contactDomain(soa)];
  if (byContact !== undefined) return byContact;
  if (ianaZones.includes(soa.zone)) return `the registry (zone ${soa.zone})`;
  const nameServers = reverseZone?.apex === soa.zone ? reverseZone.nameServers : [];
  const keeper = findHoster(nameServers, soa.contact, []);
  return keeper?.kind === "registry" ? keeper.name : null;
}

function contactDomain({ contact }: DnsSoa): string {
  return contact?.split("@")[1]?.toLowerCase() ?? "";
}

/** The usual cut: /24 for IPv4, /48 for IPv6. */
export function zoneToDelegate({
  family,
  reverseName,
}: Pick<AddressFacts, "family" | "reverseName">): string {
  return reverseName
    .split(".")
    .slice(family === 4 ? 1 : 20)
    .join(".");
}

/**
 * True for the zone of a /8, or of an IPv6 block of /24 or more: a registry's as a rule, and only seldom one provider's.
 */
export function isWholeBlock(apex: string): boolean {
  const labels = apex.split(".").length;
  if (apex.endsWith("in-addr.arpa")) return labels <= 3;
  return apex.endsWith("ip6.arpa") && labels <= 8;
}
