// The reverse zone's servers contradict each other, so that chance decides what a receiver sees.

import { speaking } from "../../model/dns.ts";
import type { Evidence } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { longest, negativeTtl, ptrTtl } from "../facts/memory.ts";
import { ptrOutcomes, refreshOf } from "../facts/servers-say.ts";
import { reverseZoneWords, step } from "../words/steps.ts";
import { serversKeeper } from "../words/reverse-servers.ts";

export const reverseNsInconsistent: Cause = {
  id: "reverse_ns_inconsistent",
  title: "The reverse zone's name servers disagree",
  clause: "the reverse zone's name servers disagree",
  class: "fail",
  explains: (facts) => {
    if (ptrOutcomes(facts).size < 2) return undefined;
    return [...ptrEvidence(facts), ...facts.names.flatMap(nameEvidence), ...serials(facts)];
  },
  summary: ({ ip, servers }) =>
    `The name servers of ${servers?.apex} give different answers about ${ip}: Gmail accepts or refuses by chance.`,
  fix: (facts) => [
    step(
      "fix-servers",
      serversKeeper(facts),
      "bring all name servers of the reverse zone to the same version: compare the SOA serials, then let the " +
        "secondary servers transfer the zone (NOTIFY, AXFR)",
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: (facts) =>
    longest([refreshOf(facts.servers), ptrTtl(facts), ...speaking(facts.servers).map(negativeTtl)]),
};

function serials({ versions }: AddressFacts): Evidence[] {
  return versions.filter(({ soa }) => soa).map((answer) => ({ kind: "serial", answer }));
}
