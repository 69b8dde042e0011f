// The PTR exists, but the server denies a name above it (RFC 8020 forbids that): resolvers that ask
// step by step (RFC 9156) never get to the PTR.

import type { Cause } from "./cause.ts";
import { answerEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { longest, negativeTtl } from "../facts/memory.ts";
import { reverseZoneWords, step } from "../words/steps.ts";
import { serversKeeper } from "../words/reverse-servers.ts";

export const reverseEntNxdomain: Cause = {
  id: "reverse_ent_nxdomain",
  title: "A name above the PTR record is denied",
  clause: "a name above the PTR record is denied",
  class: "fail",
  iprev: "permerror",
  explains: (facts) => {
    const { deniedAncestor, resolver } = facts;
    const isHidden = deniedAncestor && resolver?.ptr.status === "nxdomain" && confirms(facts);
    return isHidden ? [...ptrEvidence(facts), ...answerEvidence(deniedAncestor)] : undefined;
  },
  summary: (facts) =>
    `${facts.ip} has a PTR record, but its name server says that the name ${facts.deniedAncestor?.name} above it does ` +
    "not exist. Resolvers that ask step by step therefore see no PTR record.",
  fix: (facts) => [
    step(
      "fix-servers",
      serversKeeper(facts),
      "mend the name server's software or configuration: for a name that has others below it, it must answer NOERROR " +
        "without data instead of NXDOMAIN (RFC 8020)",
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: (facts) => longest([negativeTtl(facts.deniedAncestor), negativeTtl(facts.resolver?.ptr)]),
};
