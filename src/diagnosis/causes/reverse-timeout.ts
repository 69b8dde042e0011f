// Nobody answers the reverse lookup, while other questions are answered.

import { isWithoutServers } from "../../model/dns.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY } from "../facts/memory.ts";
import { coarseness, mendReverseServers, refusedForNow, serversKeeper } from "../words/reverse-servers.ts";
import { reverseZoneWords, step } from "../words/steps.ts";
import { isSilent } from "../facts/servers-say.ts";

export const reverseTimeout: Cause = {
  id: "reverse_timeout",
  title: "The reverse lookup gets no answer",
  clause: "the reverse lookup gets no answer",
  class: "temp",
  isUnproven: ({ servers }) => isSilent(servers),
  explains: (facts) =>
    facts.ptr?.status === "timeout" || facts.ptr?.status === "unreachable" ? ptrEvidence(facts) : undefined,
  summary: (facts, hints) =>
    `${whatHappened(facts)}. Whether a record exists is unknown.${coarseness(facts)} ${refusedForNow(hints)}`,
  fix: (facts) =>
    mendReverseServers(
      facts,
      step(
        isWithoutServers(facts.servers) ? "delegate" : "fix-servers",
        serversKeeper(facts),
        isWithoutServers(facts.servers)
          ? `see to it that the names of the name servers of the reverse zone of ${facts.ip} lead to their addresses, or delegate it to others`
          : `make the name servers of the reverse zone of ${facts.ip} answer, over UDP and TCP port 53`,
        reverseZoneWords(facts),
      ),
    ),
  visibleAfter: () => FAILURE_MEMORY,
};

/** Whom nobody could ask did not keep silent. */
function whatHappened(facts: AddressFacts): string {
  const question = `The question for the PTR record of ${facts.ip}`;
  return isWithoutServers(facts.servers)
    ? `${question} reached no name server: the addresses of those named for its zone could not be found`
    : `${question} got no answer in time${how(facts)}`;
}

/** A closed port is another repair than a filter or a dead machine. */
function how({ servers }: AddressFacts): string {
  const isClosed = servers?.answers.some(({ failure }) => failure === "connection refused") ?? false;
  return isClosed
    ? ": at the server's address no name server is running, or a firewall rejects the question"
    : "";
}
