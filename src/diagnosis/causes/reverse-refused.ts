// REFUSED: the servers named for the reverse zone do not hold it (a lame delegation, RFC 9499).

import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY, delegationMemory, longest } from "../facts/memory.ts";
import { mendReverseServers, refusedForNow, serversKeeper } from "../words/reverse-servers.ts";
import { reverseZoneWords, step } from "../words/steps.ts";

export const reverseRefused: Cause = {
  id: "reverse_refused",
  title: "The reverse lookup is refused",
  clause: "the reverse lookup is refused",
  class: "temp",
  isUnproven: ({ servers }) => servers === null,
  explains: (facts) => (facts.ptr?.status === "refused" ? ptrEvidence(facts) : undefined),
  summary: (facts, hints) =>
    `The question for the PTR record of ${facts.ip} was refused: ${who(facts)}. ` +
    `Whether a record exists is unknown. ${refusedForNow(hints)}`,
  fix: (facts) =>
    mendReverseServers(
      facts,
      step(
        "delegate",
        serversKeeper(facts),
        `delegate the reverse zone of ${facts.ip} to name servers that hold it, or load the zone on those it has`,
        reverseZoneWords(facts),
      ),
    ),
  visibleAfter: (facts) => longest([FAILURE_MEMORY, delegationMemory(facts)]),
};

/** Where no name server was heard, the resolver itself may refuse, as those do that are there for others. */
function who({ servers, ptr }: AddressFacts): string {
  if (servers !== null) return "the name servers do not hold the zone they are named for";
  return `so says the resolver ${ptr?.server}, because it does not serve this host, or because the zone's name servers refuse`;
}
