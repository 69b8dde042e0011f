// The PTR name is no host name: odd bytes, an underscore, a hyphen at an edge, or a dot inside a label
// (RFC 952, RFC 1123 section 2.1). Such names are shown escaped and never put into a record.

import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { ptrTtl } from "../facts/memory.ts";
import { faultOf, faulty } from "../facts/ptr-name.ts";
import { changePtr, listNames, setBoth } from "../words/steps.ts";

export const ptrNameInvalid: Cause = {
  id: "ptr_name_invalid",
  title: "The PTR name is not a host name",
  clause: "the PTR name is not a host name",
  class: "fail",
  // Names with an underscore or a stray hyphen can be looked up all the same.
  classFor: (facts) => (confirms(facts) ? "warn" : "fail"),
  explains: (facts) => {
    const names = invalid(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) => {
    const end = confirms(facts)
      ? "which leads back, but is no proper host name: some receivers will not look it up."
      : "which no host can be called.";
    return `The PTR record of ${facts.ip} holds ${listNames(invalid(facts))}, ${end}`;
  },
  fix: (facts, hints) => setBoth(facts, hints, changePtr(hints, facts)),
  visibleAfter: ptrTtl,
};

/** Of names that confirm, all must be invalid to be worth a warning. */
function invalid(facts: AddressFacts): PtrNameFacts[] {
  if (!confirms(facts)) return faulty(facts, "invalid");
  const names = facts.names.filter((name) => name.confirms);
  return names.every((name) => faultOf(name, facts) === "invalid") ? names : [];
}
