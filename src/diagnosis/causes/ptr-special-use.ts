// The PTR name ends in a domain that exists on private networks only, or nowhere (RFC 6761, RFC 6762).

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { ptrTtl } from "../facts/memory.ts";
import { faulty } from "../facts/ptr-name.ts";
import { changePtr, listNames, setBoth } from "../words/steps.ts";

export const ptrSpecialUse: Cause = {
  id: "ptr_special_use",
  title: "The PTR name exists on private networks only",
  clause: "the PTR name exists on private networks only",
  class: "fail",
  explains: (facts) => {
    const names = faulty(facts, "special use");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(faulty(facts, "special use"))}, which means nothing on the Internet (RFC 6761).`,
  fix: (facts, hints) => setBoth(facts, hints, changePtr(hints, facts, "the mail host's full name")),
  visibleAfter: ptrTtl,
};
