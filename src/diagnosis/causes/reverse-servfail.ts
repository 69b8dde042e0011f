// The reverse lookup ends in an error: the zone is not loaded, has expired, or is broken. Through a
// resolver alone, silence and wrong delegations look the same.

import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY } from "../facts/memory.ts";
import { coarseness, mendReverseServers, refusedForNow, serversKeeper } from "../words/reverse-servers.ts";
import { reverseZoneWords, step } from "../words/steps.ts";

export const reverseServfail: Cause = {
  id: "reverse_servfail",
  title: "The reverse lookup fails",
  clause: "the reverse lookup fails",
  class: "temp",
  isUnproven: ({ servers }) => servers === null,
  explains: (facts) =>
    facts.ptr?.status === "servfail" || facts.ptr?.status === "malformed" ? ptrEvidence(facts) : undefined,
  summary: (facts, hints) =>
    `The PTR record of ${facts.ip} could not be read: the lookup ends in an error. ` +
    `Whether a record exists is unknown.${coarseness(facts)} ${refusedForNow(hints)}`,
  fix: (facts) =>
    mendReverseServers(
      facts,
      step(
        "fix-servers",
        serversKeeper(facts),
        facts.servers
          ? `load the reverse zone of ${facts.ip} on every server named for it: it is missing there, expired or broken`
          : `repair the DNS of the reverse zone of ${facts.ip}: zone loaded on every server, delegation right, DNSSEC signatures valid`,
        reverseZoneWords(facts),
      ),
    ),
  visibleAfter: () => FAILURE_MEMORY,
};
