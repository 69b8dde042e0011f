// REFUSED: the servers named for the reverse zone do not hold it (a lame delegation, RFC 9499).

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY, longest } from "../facts/facts.ts";
import { REFUSED_FOR_NOW, coarseness, reverseZoneWords, step } from "../words/steps.ts";

export const reverseRefused: Cause = {
  id: "reverse_refused",
  title: "The reverse lookup is refused",
  clause: "the reverse lookup is refused",
  class: "temp",
  explains: (facts) => (facts.ptr?.status === "refused" ? ptrEvidence(facts) : undefined),
  summary: (facts) =>
    `The question for the PTR record of ${facts.ip} was refused: the name servers do not hold the zone they are named for. ` +
    `Whether a record exists is unknown.${coarseness(facts)} ${REFUSED_FOR_NOW}`,
  fix: (facts) => [
    step(
      "delegate",
      "hoster",
      `delegate the reverse zone of ${facts.ip} to name servers that hold it, or load the zone on those it has`,
      reverseZoneWords(facts),
    ),
    // No step of the provider's: it must not get into a letter.
    ...(facts.serversUnasked
      ? [
          step(
            "choose-resolver",
            "you",
            "if your own resolver refuses all questions, name another with --resolver",
          ),
        ]
      : []),
  ],
  visibleAfter: (facts) => longest([FAILURE_MEMORY, facts.servers?.delegationTtl ?? null]),
};
