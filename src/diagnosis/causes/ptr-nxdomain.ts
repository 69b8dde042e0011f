// The reverse name does not exist: nobody ever set a PTR record for the address.

import type { AddressFacts } from "../../model/dns.ts";
import type { Step } from "../../model/cause.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/memory.ts";
import { findHoster } from "../hosters/index.ts";
import { createPtr, missingZoneWords } from "../words/missing-zone.ts";
import { setBoth } from "../words/steps.ts";

export const ptrNxdomain: Cause = {
  id: "ptr_nxdomain",
  title: "No PTR record",
  clause: "it has no PTR record",
  class: "fail",
  explains: (facts) => (facts.ptr?.status === "nxdomain" ? ptrEvidence(facts) : undefined),
  summary: (facts) =>
    `${facts.ip} has no PTR record: the name ${facts.reverseName} does not exist.${missingZoneWords(facts)}`,
  fix: (facts, hints) =>
    setBoth(facts, hints, createPtr(facts)).map((step) => (isOfLargeZone(facts) ? doubtful(step) : step)),
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};

/** Labels of the zones that registries keep, and a few holders of whole blocks: /8 for IPv4, /20 for IPv6. */
const LARGE_ZONE_LABELS = { 4: 3, 6: 7 };

/** Who keeps it is not known: the holder of all these addresses, or a registry that has not delegated a part. */
function isOfLargeZone({ reverseZone, family }: AddressFacts): boolean {
  if (!reverseZone || reverseZone.apex.split(".").length > LARGE_ZONE_LABELS[family]) return false;
  return findHoster(reverseZone.nameServers, reverseZone.contact, []) === null;
}

function doubtful(step: Step): Step {
  if (step.record?.type !== "PTR") return step;
  const remark =
    " (if this zone is a registry's, the part that holds your address is not delegated yet: then your provider has to see to that first)";
  return { ...step, remark: `${step.remark ?? ""}${remark}` };
}
