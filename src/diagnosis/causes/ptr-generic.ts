// The reverse DNS is right, but the only names that confirm it are such as hosters give out by default.

import type { Evidence } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { ptrTtl } from "../facts/memory.ts";
import { genericReason } from "../facts/generic-name.ts";
import { changePtr, listNames, setBoth } from "../words/steps.ts";

export const ptrGeneric: Cause = {
  id: "ptr_generic",
  title: "In order (generic name)",
  clause: "it has a generic name",
  class: "warn",
  explains: (facts) => {
    const names = confirming(facts);
    const remarks = names.flatMap(({ name }): Evidence[] => {
      const remark = genericReason(name, facts.ip);
      return remark === null ? [] : [{ kind: "name", name, remark }];
    });
    if (names.length === 0 || remarks.length < names.length) return undefined;
    return [...ptrEvidence(facts), ...names.flatMap(nameEvidence), ...remarks];
  },
  summary: (facts) =>
    `${facts.ip} passes, but its PTR name ${listNames(confirming(facts))} looks like a default of the hoster. ` +
    "Gmail documents no rule against that; a name of your own is better for the reputation.",
  fix: (facts, hints) =>
    setBoth(facts, hints, changePtr(hints, facts, "a name of your own")).map((part) => ({
      ...part,
      relation: "optional",
    })),
  visibleAfter: ptrTtl,
};

function confirming(facts: AddressFacts): PtrNameFacts[] {
  return facts.names.filter((name) => name.confirms);
}
