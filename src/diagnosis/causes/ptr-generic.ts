// The reverse DNS is right, but the only names that confirm it are such as hosters give out by default.

import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../words/evidence.ts";
import { ptrTtl } from "../facts/facts.ts";
import { genericReason } from "../facts/generic-name.ts";
import { changePtr, listNames, setBoth } from "../words/steps.ts";

export const ptrGeneric: Cause = {
  id: "ptr_generic",
  title: "In order now (generic name)",
  clause: "its name is a generic one",
  class: "warn",
  explains: (facts) => {
    const names = confirming(facts);
    const reasons = names.map((name) => genericReason(name.name, facts.ip));
    if (names.length === 0 || reasons.includes(null)) return undefined;
    const remarks = names.map((name, index) => `PTR name ${name.name}: ${reasons[index]}`);
    return [...ptrEvidence(facts), ...names.flatMap(nameEvidence), ...remarks];
  },
  summary: (facts) =>
    `${facts.ip} passes, but its PTR name ${listNames(confirming(facts))} looks like a default of the hoster. ` +
    "Gmail documents no rule against that; a name of your own is better for the reputation.",
  fix: (facts, hints) =>
    setBoth(facts, hints, changePtr(" to a name of your own")).map((part) => ({
      ...part,
      relation: "optional",
    })),
  visibleAfter: ptrTtl,
};

function confirming(facts: AddressFacts): PtrNameFacts[] {
  return facts.names.filter((name) => name.confirms);
}
