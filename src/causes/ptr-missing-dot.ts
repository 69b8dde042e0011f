// The PTR name carries the reverse zone's own name at its end: in the zone file the final dot was
// forgotten, so the server completed the name (RFC 1035 section 5.1).

import type { AddressFacts } from "../model.ts";
import type { Cause } from "./cause.ts";
import { confirms, ptrTtl } from "./facts.ts";
import { setBoth, nameEvidence, ptrEvidence } from "./wording.ts";

export const ptrMissingDot: Cause = {
  id: "ptr_missing_dot",
  title: "The PTR name lacks its final dot",
  class: "fail",
  explains: (facts) => {
    if (confirms(facts)) return undefined;
    const names = facts.names.filter((name) => intendedName(name.name, facts) !== undefined);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) => {
    const name =
      facts.names.find((candidate) => intendedName(candidate.name, facts) !== undefined)?.name ?? "";
    return `The PTR record of ${facts.ip} points to ${name}; meant is ${intendedName(name, facts)}. with a final dot.`;
  },
  fix: (facts, hints) => {
    const intended = facts.names
      .map((name) => intendedName(name.name, facts))
      .find((name) => name?.includes("."));
    const meant = intended === undefined ? hints : { hostName: intended };
    return setBoth(facts, meant, "correct the PTR record: its name ends in a dot");
  },
  visibleAfter: ptrTtl,
};

/** What stands before the reverse zone's name; the longest zone name that fits is taken off. */
function intendedName(name: string, facts: AddressFacts): string | undefined {
  const origin = origins(facts).find((candidate) => name.endsWith(`.${candidate}`));
  return origin && name.slice(0, -origin.length - 1);
}

function origins({ reverseName, reverseZone }: AddressFacts): string[] {
  const labels = reverseName.split(".");
  const parents = labels.map((_, index) => labels.slice(index).join(".")).slice(0, -1);
  return reverseZone?.apex.endsWith(".arpa") ? [reverseZone.apex, ...parents] : parents;
}
