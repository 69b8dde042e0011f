// The reverse name exists, as a node above other names or with records of other types, but it has no PTR.

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { negativeTtl } from "../facts/memory.ts";
import { createPtr, missingZoneWords } from "../words/missing-zone.ts";
import { setBoth } from "../words/steps.ts";

export const ptrNodata: Cause = {
  id: "ptr_nodata",
  title: "No PTR record at the reverse name",
  clause: "it has no PTR record at the reverse name",
  class: "fail",
  explains: (facts) => (facts.ptr?.status === "nodata" ? ptrEvidence(facts) : undefined),
  summary: (facts) =>
    `${facts.ip} has no PTR record: ${facts.reverseName} exists, but only without one.${missingZoneWords(facts)}`,
  fix: (facts, hints) => setBoth(facts, hints, createPtr(facts)),
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};
