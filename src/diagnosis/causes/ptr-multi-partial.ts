// Several PTR names, of which some lead back and some do not. That passes RFC 8601, but receivers that
// look at one name only will take any of them, because the order rotates.

import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms, ptrTtl } from "../facts/facts.ts";
import { listNames, reverseZoneWords, step } from "../words/steps.ts";

export const ptrMultiPartial: Cause = {
  id: "ptr_multi_partial",
  title: "Some PTR names do not lead back",
  clause: "some PTR names do not lead back",
  class: "warn",
  explains: (facts) => {
    if (!confirms(facts) || strays(facts).length === 0) return undefined;
    return [...ptrEvidence(facts), ...facts.names.flatMap(nameEvidence)];
  },
  summary: (facts) =>
    `${facts.ip} has ${facts.nameCount} PTR names; ${listNames(strays(facts))} does not lead back to it. ` +
    "A receiver that looks at one name only fails at random.",
  fix: (facts) => [
    step(
      "remove-ptr",
      "hoster",
      `delete the PTR records of ${facts.reverseName} that point to ${listNames(strays(facts))}`,
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: ptrTtl,
};

function strays(facts: AddressFacts): PtrNameFacts[] {
  return facts.names.filter((name) => !name.confirms);
}
