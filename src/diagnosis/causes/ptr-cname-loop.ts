// CNAME records in the reverse tree that lead in a circle or on and on: no resolver gets to an end.

import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { ptrEvidence } from "../facts/evidence.ts";
import { FAILURE_MEMORY, aliasMemories, longest, whole } from "../facts/memory.ts";
import { setBoth, setPtr } from "../words/steps.ts";

export const ptrCnameLoop: Cause = {
  id: "ptr_cname_loop",
  title: "The reverse name's CNAME records never end",
  clause: "the reverse name's CNAME records never end",
  class: "fail",
  iprev: "temperror",
  explains: (facts) => (loops(facts) ? ptrEvidence(facts) : undefined),
  summary: (facts) =>
    `The reverse name of ${facts.ip} is an alias that never ends: ${chain(facts).join(" → ")}.`,
  fix: (facts, hints) =>
    setBoth(facts, hints, {
      ...setPtr("remove the CNAME records and create the PTR record instead"),
      replaces: "CNAME",
    }),
  visibleAfter: (facts) => longest([FAILURE_MEMORY, ...aliasTimes(facts)]),
};

/** A resolver that passes the circle on shows it; most answer SERVFAIL, and only the walk tells. */
function loops({ servers, ptr }: AddressFacts): boolean {
  if (servers) return servers.loops;
  if (!ptr || isDefinite(ptr)) return false;
  const names = ptr.aliases.map((alias) => alias.name);
  return ptr.aliases.some((alias) => names.includes(alias.target));
}

function aliases({ servers, ptr }: AddressFacts) {
  return servers?.aliases ?? ptr?.aliases ?? [];
}

function aliasTimes({ servers, ptr }: AddressFacts) {
  return servers === null ? aliasMemories(ptr) : servers.aliases.map(({ ttl }) => whole(ttl));
}

function chain(facts: AddressFacts): string[] {
  return [facts.reverseName, ...aliases(facts).map((alias) => alias.target)];
}
