// The address of the PTR name could not be asked for: its zone fails, refuses or is silent.

import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts, DnsStatus, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { FAILURE_MEMORY } from "../facts/memory.ts";
import { repairServers } from "../words/forward.ts";
import { listNames } from "../words/steps.ts";
import { refusedForNow } from "../words/reverse-servers.ts";
import { isSilent } from "../facts/servers-say.ts";

export const fwdUnreachable: Cause = {
  id: "fwd_unreachable",
  title: "The PTR name cannot be looked up",
  clause: "the PTR name cannot be looked up",
  class: "temp",
  isUnproven: (facts) => unknown(facts).every(({ servers }) => isSilent(servers)),
  explains: (facts) => {
    const names = unknown(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts, hints) =>
    `The PTR record of ${facts.ip} points to ${listNames(unknown(facts))}, ` +
    `whose addresses could not be asked for (${reasons(facts)}). Whether they match is unknown. ${refusedForNow(hints)}`,
  fix: (facts, hints) => repairServers(facts, hints, unknown(facts)),
  visibleAfter: () => FAILURE_MEMORY,
};

function unknown(facts: AddressFacts): PtrNameFacts[] {
  if (confirms(facts)) return [];
  // What was not asked is nobody's fault.
  return facts.names.filter(
    ({ forward }) => forward && !isDefinite(forward) && forward.failure !== "not asked",
  );
}

/** The sub-reasons, in the terms of RFC 9499. */
const words: Partial<Record<DnsStatus, string>> = {
  refused: "refused: the name servers do not hold the zone",
  servfail: "the name servers fail",
  lame: "lame delegation: no name server speaks for the zone",
  timeout: "no answer",
  unreachable: "name servers unreachable",
  malformed: "unusable answers",
};

function reasons(facts: AddressFacts): string {
  const all = unknown(facts).map((name) => words[name.forward?.status ?? "timeout"]);
  return [...new Set(all)].join("; ");
}
