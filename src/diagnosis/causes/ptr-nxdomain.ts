// The reverse name does not exist: nobody ever set a PTR record for the address.

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../words/evidence.ts";
import { negativeTtl } from "../facts/facts.ts";
import { setBoth } from "../words/steps.ts";

export const ptrNxdomain: Cause = {
  id: "ptr_nxdomain",
  title: "No PTR record",
  class: "fail",
  explains: (facts) => (facts.ptr?.status === "nxdomain" ? ptrEvidence(facts) : undefined),
  summary: ({ ip, reverseName }) => `${ip} has no PTR record: the name ${reverseName} does not exist.`,
  fix: (facts, hints) => setBoth(facts, hints, "create the PTR record"),
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};
