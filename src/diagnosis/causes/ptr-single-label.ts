// The PTR name is a bare host name without a domain, which nobody else can look up.

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { ptrTtl } from "../facts/memory.ts";
import { faulty } from "../facts/ptr-name.ts";
import { changePtr, listNames, setBoth } from "../words/steps.ts";

export const ptrSingleLabel: Cause = {
  id: "ptr_single_label",
  title: "The PTR name has no domain",
  clause: "the PTR name has no domain",
  class: "fail",
  explains: (facts) => {
    const names = faulty(facts, "single label");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(faulty(facts, "single label"))}, which lacks a domain: no receiver can look it up.`,
  fix: (facts, hints) => setBoth(facts, hints, changePtr(hints, facts, "the mail host's full name")),
  visibleAfter: ptrTtl,
};
