// The PTR answer does not fit into UDP, and the server does not answer over TCP.

import { isDefinite } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY } from "../facts/memory.ts";
import { ptrOwner } from "../facts/ptr-owner.ts";
import { alternatives, reverseZoneWords, step } from "../words/steps.ts";
import { refusedForNow, serversKeeper } from "../words/reverse-servers.ts";
import { isSilent } from "../facts/servers-say.ts";

export const reverseTruncatedTcpBlocked: Cause = {
  id: "reverse_truncated_tcp_blocked",
  title: "The PTR answer needs TCP, which is blocked",
  clause: "the PTR answer needs TCP, which is blocked",
  class: "temp",
  isUnproven: ({ servers }) => isSilent(servers),
  explains: (facts) => (facts.ptr?.truncated && !isDefinite(facts.ptr) ? ptrEvidence(facts) : undefined),
  summary: ({ ip, ptr }, hints) =>
    `The PTR answer for ${ip} is too long for UDP, and TCP brings none: ${ptr?.detail ?? "no answer"}. ${refusedForNow(hints)}`,
  fix: (facts) =>
    alternatives(
      [
        step(
          "fix-servers",
          serversKeeper(facts),
          "let the zone's name servers answer over TCP port 53 (RFC 7766)",
          reverseZoneWords(facts),
        ),
      ],
      [
        step(
          "remove-ptr",
          serversKeeper(facts),
          `keep one PTR record for ${ptrOwner(facts)} and delete the others`,
        ),
      ],
    ),
  visibleAfter: () => FAILURE_MEMORY,
};
