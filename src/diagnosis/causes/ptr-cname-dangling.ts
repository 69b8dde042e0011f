// A CNAME in the reverse zone (RFC 2317, blocks smaller than /24) whose target has no PTR record.
// The parent's part is right; the record is missing in the zone the CNAME points into.

import { leadsToUnregistered } from "../../dns/check/reverse-zone.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { Step } from "../../model/cause.ts";
import type { Cause, DiagnosisHints } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { hasNoPtr } from "../facts/facts.ts";
import { negativeTtl } from "../facts/memory.ts";
import { isZoneFileName } from "../facts/ptr-owner.ts";
import { missingZoneWords, zoneFirst } from "../words/missing-zone.ts";
import { forwardSteps, setBoth, setPtr, step } from "../words/steps.ts";

export const ptrCnameDangling: Cause = {
  id: "ptr_cname_dangling",
  title: "The reverse name's CNAME leads to no PTR record",
  clause: "the reverse name's CNAME leads to no PTR record",
  class: "fail",
  explains: (facts) => (hasNoPtr(facts) && target(facts) !== undefined ? ptrEvidence(facts) : undefined),
  summary: (facts) => {
    const missing = isUnregistered(facts) ? "whose domain does not exist" : "where no PTR record exists";
    return `The reverse name of ${facts.ip} is an alias of ${target(facts)} (RFC 2317), ${missing}.${missingZoneWords(facts)}`;
  },
  fix: (facts, hints) => {
    const owner = target(facts) ?? facts.reverseName;
    if (isUnregistered(facts)) return setBoth(facts, hints, replaceAlias(owner));
    if (!isZoneFileName(owner)) return unprintableTarget(facts, hints, owner);
    return setBoth(facts, hints, setPtr(`${zoneFirst(facts)}create the PTR record where the CNAME leads to`));
  },
  visibleAfter: (facts) => negativeTtl(facts.ptr),
};

/** Nobody can make a record there, and whoever registers the domain would name the address. */
function isUnregistered({ ptr }: AddressFacts): boolean {
  return ptr !== null && leadsToUnregistered(ptr);
}

function replaceAlias(owner: string) {
  const task = "replace the CNAME record with a PTR record";
  return {
    ...setPtr(`${task}: the domain of ${owner} is not registered`),
    shortTask: task,
    replaces: "CNAME" as const,
  };
}

function target(facts: AddressFacts): string | undefined {
  return facts.ptr?.aliases.at(-1)?.target;
}

function unprintableTarget(facts: AddressFacts, hints: DiagnosisHints, owner: string): Step[] {
  const task = `correct the CNAME record at ${facts.reverseName}: its target ${owner} is no usable name`;
  return [...forwardSteps(facts, hints), { ...step("fix-alias", "hoster", task), main: true }];
}
