// A CNAME in the reverse zone (RFC 2317, blocks smaller than /24) whose target has no PTR record.
// The parent's part is right; the record is missing in the zone the CNAME points into.

import type { AddressFacts } from "../../model/dns.ts";
import type { Step } from "../../model/cause.ts";
import type { Cause, DiagnosisHints } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { hasNoPtr, negativeTtl } from "../facts/facts.ts";
import { isZoneFileName } from "../facts/ptr-owner.ts";
import { forwardSteps, setBoth, setPtr, step } from "../words/steps.ts";

export const ptrCnameDangling: Cause = {
  id: "ptr_cname_dangling",
  title: "The reverse name's CNAME leads to no PTR record",
  clause: "the reverse name's CNAME leads to no PTR record",
  class: "fail",
  explains: (facts) => (hasNoPtr(facts) && target(facts) !== undefined ? ptrEvidence(facts) : undefined),
  summary: (facts) =>
    `The reverse name of ${facts.ip} is an alias of ${target(facts)} (RFC 2317), where no PTR record exists.`,
  fix: (facts, hints) => {
    const owner = target(facts) ?? facts.reverseName;
    if (!isZoneFileName(owner)) return unprintableTarget(facts, hints, owner);
    return setBoth(facts, hints, setPtr("create the PTR record where the CNAME leads to"));
  },
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};

function target(facts: AddressFacts): string | undefined {
  return facts.ptr?.aliases.at(-1)?.target;
}

function unprintableTarget(facts: AddressFacts, hints: DiagnosisHints, owner: string): Step[] {
  const task = `correct the CNAME record at ${facts.reverseName}: its target ${owner} is no usable name`;
  return [...forwardSteps(facts, hints), { ...step("fix-alias", "hoster", task), main: true }];
}
