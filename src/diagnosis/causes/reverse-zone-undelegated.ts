// The registry itself says that the reverse name does not exist: nobody was given the reverse zone of
// the address block, so that a PTR record cannot be added anywhere yet.

import type { AddressFacts, DnsSoa } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/facts.ts";
import { forwardSteps, ptrStep, setPtr, step } from "../words/steps.ts";

/** The registries' zones by the domain of the SOA's contact, as seen in their own answers. */
const registries: Record<string, string> = {
  "arin.net": "ARIN",
  "ripe.net": "RIPE NCC",
  "apnic.net": "APNIC",
  "lacnic.net": "LACNIC",
  "afrinic.net": "AFRINIC",
  "iana.org": "IANA",
};
/** Labels above which a reverse zone is a registry's: /8 for IPv4, /20 for IPv6 (LIRs get /29 to /32). */
const REGISTRY_LABELS = { "in-addr.arpa": 3, "ip6.arpa": 7 };

export const reverseZoneUndelegated: Cause = {
  id: "reverse_zone_undelegated",
  title: "The reverse zone is not delegated",
  clause: "the reverse zone is not delegated",
  class: "fail",
  explains: (facts) =>
    facts.ptr?.status === "nxdomain" && isRegistry(facts.ptr.soa) ? ptrEvidence(facts) : undefined,
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
    },
    ...forwardSteps(facts, hints).map((part) => ({ ...part, where: null })),
    {
      ...ptrStep(setPtr("create the PTR record in the new zone"), hints, facts.reverseName, facts),
      relation: "then",
      where: null,
      inNewZone: true,
    },
  ],
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};

function isRegistry(soa: DnsSoa | null): boolean {
  if (!soa) return false;
  if (contactDomain(soa) in registries) return true;
  const top = (["in-addr.arpa", "ip6.arpa"] as const).find((name) => soa.zone.endsWith(name));
  return top !== undefined && soa.zone.split(".").length <= REGISTRY_LABELS[top];
}

function registryOf({ ptr }: AddressFacts): string {
  const name = ptr?.soa ? registries[contactDomain(ptr.soa)] : undefined;
  return name ?? `the registry (zone ${ptr?.soa?.zone})`;
}

function contactDomain({ contact }: DnsSoa): string {
  return contact?.split("@")[1] ?? "";
}

/** The usual cut: /24 for IPv4, /48 for IPv6. */
function zoneToDelegate({ family, reverseName }: AddressFacts): string {
  return reverseName
    .split(".")
    .slice(family === 4 ? 1 : 20)
    .join(".");
}
