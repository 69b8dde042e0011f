// The zone of the PTR name fails DNSSEC validation, so that resolvers that validate see no address.

import type { Step } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { FAILURE_MEMORY } from "../facts/memory.ts";
import { replaceUnasked } from "../words/forward.ts";
import { listNames, step } from "../words/steps.ts";

export const fwdDnssecBogus: Cause = {
  id: "fwd_dnssec_bogus",
  title: "The PTR name's zone fails DNSSEC validation",
  clause: "the PTR name's zone fails DNSSEC validation",
  class: "temp",
  explains: (facts) => {
    const names = bogus(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(bogus(facts))}, whose DNSSEC signatures do not hold: ` +
    "a resolver that validates sees no address.",
  fix: (facts, hints) => replaceUnasked(facts, hints, bogus(facts), bogus(facts).map(mend)),
  visibleAfter: () => FAILURE_MEMORY,
};

function mend({ name }: PtrNameFacts): Step {
  const task = `sign the zone of ${name} anew, or have its DS record replaced or removed at the registrar`;
  return step("sign-zone", "dns provider", task);
}

function bogus(facts: AddressFacts): PtrNameFacts[] {
  return confirms(facts) ? [] : facts.names.filter((name) => name.unvalidated);
}
