// The registry itself says that the reverse name does not exist: nobody was given the reverse zone of
// the address block, so that a PTR record cannot be added anywhere yet.

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/memory.ts";
import { registryOf, zoneToDelegate } from "../facts/registry.ts";
import { forwardSteps, ptrStep, setPtr, step } from "../words/steps.ts";

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
