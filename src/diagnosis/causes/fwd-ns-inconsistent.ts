// Some servers of the PTR name's zone lead back to the address and some do not: chance decides.

import type { Step } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { longest, recordMemories } from "../facts/memory.ts";
import { contradictsItself, refreshOf } from "../facts/servers-say.ts";
import { repairSplit } from "../words/forward.ts";
import { listNames, step } from "../words/steps.ts";

export const fwdNsInconsistent: Cause = {
  id: "fwd_ns_inconsistent",
  title: "The PTR name's name servers disagree",
  clause: "the PTR name's name servers disagree",
  class: "fail",
  explains: (facts) => {
    const names = split(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The name servers of ${listNames(split(facts))} give different addresses: whether the name leads back to ${facts.ip} is chance.`,
  fix: (facts, hints) => repairSplit(facts, hints, split(facts), oneVersion),
  visibleAfter: (facts) =>
    longest(split(facts).flatMap((name) => [refreshOf(name.servers), ...recordMemories(name.forward)])),
};

function oneVersion({ servers }: PtrNameFacts): Step {
  return step(
    "fix-servers",
    "dns provider",
    `bring all name servers of ${servers?.apex} to the same version: compare the SOA serials, then let the secondary servers transfer the zone`,
  );
}

function split(facts: AddressFacts): PtrNameFacts[] {
  return confirms(facts) ? [] : facts.names.filter((name) => contradictsItself(name, facts.ip));
}
