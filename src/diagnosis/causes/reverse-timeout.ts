// Nobody answers the reverse lookup, while other questions are answered.

import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY } from "../facts/memory.ts";
import { coarseness, mendReverseServers, REFUSED_FOR_NOW, serversKeeper } from "../words/reverse-servers.ts";
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
  summary: (facts) =>
    `The question for the PTR record of ${facts.ip} got no answer in time${how(facts)}. ` +
    `Whether a record exists is unknown.${coarseness(facts)} ${REFUSED_FOR_NOW}`,
  fix: (facts) =>
    mendReverseServers(
      facts,
      step(
        "fix-servers",
        serversKeeper(facts),
        `make the name servers of the reverse zone of ${facts.ip} answer, over UDP and TCP port 53`,
        reverseZoneWords(facts),
      ),
    ),
  visibleAfter: () => FAILURE_MEMORY,
};

/** A closed port is another repair than a filter or a dead machine. */
function how({ servers }: AddressFacts): string {
  const isClosed = servers?.answers.some(({ failure }) => failure === "connection refused") ?? false;
  return isClosed
    ? ": at the server's address no name server is running, or a firewall rejects the question"
    : "";
}
