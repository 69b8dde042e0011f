// REFUSED: the servers named for the reverse zone do not hold it (a lame delegation, RFC 9499).

import type { Cause } from "./cause.ts";
import { FAILURE_MEMORY } from "./facts.ts";
import { ptrEvidence, reverseZoneWords, step } from "./wording.ts";

export const reverseRefused: Cause = {
  id: "reverse_refused",
  title: "The reverse lookup is refused",
  class: "temp",
  explains: (facts) => (facts.ptr?.status === "refused" ? ptrEvidence(facts) : undefined),
  summary: ({ ip }) =>
    `The question for the PTR record of ${ip} was refused. Whether a record exists is unknown.`,
  fix: (facts) => [
    step(
      "hoster",
      `make the delegation of the reverse zone of ${facts.ip} name servers that hold the zone; ` +
        "if your own resolver refuses all questions, name another with --resolver",
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: () => FAILURE_MEMORY,
};
