// The reverse name does not exist: nobody ever set a PTR record for the address.

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/facts.ts";
import { CREATE_PTR, setBoth } from "../words/steps.ts";

export const ptrNxdomain: Cause = {
  id: "ptr_nxdomain",
  title: "No PTR record",
  clause: "it has no PTR record",
  class: "fail",
  explains: (facts) => (facts.ptr?.status === "nxdomain" ? ptrEvidence(facts) : undefined),
  summary: ({ ip, reverseName }) => `${ip} has no PTR record: the name ${reverseName} does not exist.`,
  fix: (facts, hints) => setBoth(facts, hints, CREATE_PTR),
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};
