// The reverse lookup ends in an error. Whether the zone is not loaded, its delegation is wrong or
// its signatures are broken cannot be told from the resolver's answer alone.

import type { Cause } from "./cause.ts";
import { FAILURE_MEMORY } from "./facts.ts";
import { ptrEvidence, reverseZoneWords, step } from "./wording.ts";

export const reverseServfail: Cause = {
  id: "reverse_servfail",
  title: "The reverse lookup fails",
  class: "temp",
  explains: (facts) =>
    facts.ptr?.status === "servfail" || facts.ptr?.status === "malformed" ? ptrEvidence(facts) : undefined,
  summary: ({ ip }) =>
    `The PTR record of ${ip} could not be read: the lookup ends in an error. Whether a record exists is unknown.`,
  fix: (facts) => [
    step(
      "hoster",
      `repair the DNS of the reverse zone of ${facts.ip}: zone loaded on every server, delegation right, DNSSEC signatures valid`,
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: () => FAILURE_MEMORY,
};
