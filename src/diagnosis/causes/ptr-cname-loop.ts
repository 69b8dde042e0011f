// CNAME records in the reverse tree that lead in a circle or on and on: no resolver gets to an end.

import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { endlessAliases, endlessMemories } from "../facts/endless-aliases.ts";
import { FAILURE_MEMORY, longest } from "../facts/memory.ts";
import { setBoth, setPtr } from "../words/steps.ts";

export const ptrCnameLoop: Cause = {
  id: "ptr_cname_loop",
  title: "The reverse name's CNAME records never end",
  clause: "the reverse name's CNAME records never end",
  class: "fail",
  iprev: "temperror",
  explains: (facts) => (endless(facts).length > 0 ? ptrEvidence(facts) : undefined),
  summary: (facts) =>
    `The reverse name of ${facts.ip} is an alias that never ends: ${chain(facts).join(" → ")}.`,
  fix: (facts, hints) =>
    setBoth(facts, hints, {
      ...setPtr("remove the CNAME records and create the PTR record instead"),
      replaces: "CNAME",
    }),
  visibleAfter: ({ servers, ptr }) => longest([FAILURE_MEMORY, ...endlessMemories(servers, ptr)]),
};

function endless({ servers, ptr }: AddressFacts) {
  return endlessAliases(servers, ptr);
}

function chain(facts: AddressFacts): string[] {
  return [facts.reverseName, ...endless(facts).map(({ target }) => target)];
}
