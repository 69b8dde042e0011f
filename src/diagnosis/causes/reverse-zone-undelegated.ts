// The registry itself says that the reverse name does not exist: nobody was given the reverse zone of
// the address block, so that a PTR record cannot be added anywhere yet.

import type { AddressFacts, DnsSoa } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/facts.ts";
import { findHoster } from "../hosters/index.ts";
import { forwardSteps, ptrStep, setPtr, step } from "../words/steps.ts";

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

export const reverseZoneUndelegated: Cause = {
  id: "reverse_zone_undelegated",
  title: "The reverse zone is not delegated",
  clause: "the reverse zone is not delegated",
  class: "fail",
  explains: (facts) =>
    facts.ptr?.status === "nxdomain" && registryOf(facts) !== null ? ptrEvidence(facts) : undefined,
  summary: (facts) =>
    `${facts.ip} has no PTR record and none can be added: its reverse zone ${zoneToDelegate(facts)} is not ` +
    `delegated by ${registryOf(facts)}.`,
  fix: (facts, hints) => [
    {
      ...step(
        "delegate",
        "registry",
        `the holder of the address block has to delegate ${zoneToDelegate(facts)} to name servers of its own ` +
          `(at ${registryOf(facts)}; at RIPE a "domain" object), and to set up the zone there`,
      ),
      main: true,
      zone: zoneToDelegate(facts),
    },
    ...forwardSteps(facts, hints).map((part) => ({ ...part, where: null })),
    {
      ...ptrStep(setPtr("create the PTR record in the new zone"), hints, facts),
      relation: "then",
      where: null,
      inNewZone: true,
    },
  ],
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};

/**
 * By its contact, its name servers, or as IANA's. That a zone is large proves nothing: 12.0.0.0/8 is AT&T's, which
 * keeps one zone for all of it. A zone of the usual size is delegated, even to a registry.
 */
function registryOf(facts: AddressFacts): string | null {
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
function zoneToDelegate({ family, reverseName }: AddressFacts): string {
  return reverseName
    .split(".")
    .slice(family === 4 ? 1 : 20)
    .join(".");
}
