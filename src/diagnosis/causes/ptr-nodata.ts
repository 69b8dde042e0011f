// The reverse name exists, as a node above other names or with records of other types, but it has no PTR.

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/memory.ts";
import { CREATE_PTR, setBoth } from "../words/steps.ts";

export const ptrNodata: Cause = {
  id: "ptr_nodata",
  title: "No PTR record at the reverse name",
  clause: "it has no PTR record at the reverse name",
  class: "fail",
  explains: (facts) => (facts.ptr?.status === "nodata" ? ptrEvidence(facts) : undefined),
  summary: ({ ip, reverseName }) => `${ip} has no PTR record: ${reverseName} exists, but only without one.`,
  fix: (facts, hints) => setBoth(facts, hints, CREATE_PTR),
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};
