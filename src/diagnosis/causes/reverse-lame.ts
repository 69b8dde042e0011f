// The servers named for the reverse zone answer without a record and not for that zone: they point elsewhere, or their
// names lead to no address (a lame delegation, RFC 9499).

import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY, delegationMemory, longest } from "../facts/memory.ts";
import { mendReverseServers, refusedForNow } from "../words/reverse-servers.ts";
import { reverseZoneWords, step } from "../words/steps.ts";

export const reverseLame: Cause = {
  id: "reverse_lame",
  title: "The reverse zone's name servers do not serve it",
  clause: "the reverse zone's name servers do not serve it",
  class: "temp",
  explains: (facts) => (facts.ptr?.status === "lame" ? ptrEvidence(facts) : undefined),
  summary: ({ ip, ptr }, hints) =>
    `No name server speaks for the reverse zone of ${ip}: ${ptr?.detail ?? "no authoritative answer"}. ` +
    `Whether a PTR record exists is unknown. ${refusedForNow(hints)}`,
  fix: (facts) =>
    mendReverseServers(
      facts,
      step(
        "delegate",
        "hoster",
        `delegate ${zoneWords(facts)} to name servers that exist and hold it${glueWords(facts)}`,
        reverseZoneWords(facts),
      ),
    ),
  visibleAfter: (facts) => longest([FAILURE_MEMORY, delegationMemory(facts)]),
};

/** At the end of CNAME records another zone is the one to delegate than the one where it is done (RFC 2317). */
function zoneWords({ ip, servers }: AddressFacts): string {
  const isElsewhere = servers !== null && servers.origin !== null;
  return isElsewhere ? `the zone ${servers.apex}` : `the reverse zone of ${ip}`;
}

function glueWords({ servers }: AddressFacts): string {
  const isGlueless = servers?.answers.some(({ failure }) => failure === "no glue") ?? false;
  return isGlueless
    ? ", and tell their addresses there, too, where their names lie in the zone itself (glue records)"
    : "";
}
