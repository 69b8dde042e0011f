// The reverse zone's DNSSEC is broken: resolvers that validate answer SERVFAIL, and the records come
// only when they are asked not to validate.

import type { Evidence } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY, longest, recordMemories } from "../facts/memory.ts";
import { alternatives, reverseZoneWords, step } from "../words/steps.ts";
import { serversKeeper } from "../words/reverse-servers.ts";

export const reverseDnssecBogus: Cause = {
  id: "reverse_dnssec_bogus",
  title: "The reverse zone fails DNSSEC validation",
  clause: "the reverse zone fails DNSSEC validation",
  class: "temp",
  explains: (facts) => {
    if (!facts.resolver?.unvalidated) return undefined;
    return [...ptrEvidence(facts), ...dsEvidence(facts)];
  },
  summary: ({ ip }) =>
    `The lookup of the PTR record of ${ip} fails because the reverse zone's DNSSEC signatures do not hold: ` +
    "a resolver that validates sees no answer. Google's public resolvers validate; for Gmail that is inferred.",
  fix: (facts) =>
    alternatives(
      [
        step(
          "sign-zone",
          serversKeeper(facts),
          `sign the reverse zone anew, with the key its DS record names${zone(facts)}`,
          reverseZoneWords(facts),
        ),
      ],
      [
        step(
          "sign-zone",
          "hoster",
          "have the DS record replaced or removed in the parent zone",
          parent(facts),
        ),
      ],
    ),
  visibleAfter: (facts) => longest([FAILURE_MEMORY, ...recordMemories(facts.ds)]),
};

function dsEvidence({ ds }: AddressFacts): Evidence[] {
  return ds?.records.map((record) => ({ kind: "ds", zone: ds.name, record })) ?? [];
}

function zone({ reverseZone }: AddressFacts): string {
  return reverseZone ? ` (${reverseZone.apex})` : "";
}

function parent({ reverseZone }: AddressFacts): string | null {
  return reverseZone ? `the parent zone of ${reverseZone.apex}` : null;
}
