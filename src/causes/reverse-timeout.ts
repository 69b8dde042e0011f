// Nobody answers the reverse lookup, while the resolver itself answers other questions.

import type { Cause } from "./cause.ts";
import { FAILURE_MEMORY } from "./facts.ts";
import { ptrEvidence, reverseZoneWords, step } from "./wording.ts";

export const reverseTimeout: Cause = {
  id: "reverse_timeout",
  title: "The reverse lookup gets no answer",
  class: "temp",
  explains: (facts) =>
    facts.ptr?.status === "timeout" || facts.ptr?.status === "unreachable" ? ptrEvidence(facts) : undefined,
  summary: ({ ip }) =>
    `The question for the PTR record of ${ip} got no answer in time. Whether a record exists is unknown.`,
  fix: (facts) => [
    step(
      "hoster",
      `make the name servers of the reverse zone of ${facts.ip} answer, over UDP and TCP port 53`,
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: () => FAILURE_MEMORY,
};
