// The PTR name carries the reverse zone's own name at its end: in the zone file the final dot was
// forgotten, so the server completed the name (RFC 1035 section 5.1).

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { ptrTtl } from "../facts/memory.ts";
import { faulty, intendedName } from "../facts/ptr-name.ts";
import { namedAfter, setBoth, setPtr } from "../words/steps.ts";

export const ptrMissingDot: Cause = {
  id: "ptr_missing_dot",
  title: "The PTR name lacks its final dot",
  clause: "the PTR name lacks its final dot",
  class: "fail",
  explains: (facts) => {
    const names = faulty(facts, "missing dot");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) => {
    const name =
      facts.names.find((candidate) => intendedName(candidate.name, facts) !== undefined)?.name ?? "";
    return `The PTR record of ${facts.ip} points to ${name}; probably meant: ${intendedName(name, facts)}, with a final dot.`;
  },
  fix: (facts, hints) => {
    const intended = facts.names
      .map((name) => intendedName(name.name, facts))
      .find((name) => name?.includes("."));
    return setBoth(
      facts,
      namedAfter(intended, hints, facts),
      setPtr("correct the PTR record: the name in it must end in a dot"),
    );
  },
  visibleAfter: ptrTtl,
};
