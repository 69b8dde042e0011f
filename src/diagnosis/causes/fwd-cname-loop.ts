// The PTR name's CNAME records lead in a circle or on and on: its servers answer well, and nobody gets to an address.

import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { endlessAliases, endlessMemories } from "../facts/endless-aliases.ts";
import { confirms } from "../facts/facts.ts";
import { FAILURE_MEMORY, longest } from "../facts/memory.ts";
import { repairForward } from "../words/forward.ts";

export const fwdCnameLoop: Cause = {
  id: "fwd_cname_loop",
  title: "The PTR name's CNAME records never end",
  clause: "the PTR name's CNAME records never end",
  class: "fail",
  iprev: "temperror",
  explains: (facts) => {
    const names = endless(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to a name that is an alias without end: ${endless(facts).map(chain).join("; ")}.`,
  fix: (facts, hints) => repairForward(facts, hints, endless(facts), "create the address record"),
  visibleAfter: (facts) =>
    longest([
      FAILURE_MEMORY,
      ...endless(facts).flatMap((name) => endlessMemories(name.servers, name.forward)),
    ]),
};

/** Another name may lead back, or may be unknown: then the circle is not what decides. */
function endless(facts: AddressFacts): PtrNameFacts[] {
  if (confirms(facts) || !facts.names.every(isEndless)) return [];
  return facts.names;
}

function isEndless(name: PtrNameFacts): boolean {
  return aliasesOf(name).length > 0;
}

function aliasesOf({ servers, forward }: PtrNameFacts) {
  return endlessAliases(servers, forward);
}

function chain(name: PtrNameFacts): string {
  return [name.name, ...aliasesOf(name).map(({ target }) => target)].join(" → ");
}
