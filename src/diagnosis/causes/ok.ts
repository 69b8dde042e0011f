// Nothing to repair: a PTR name leads back to the address.

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { witnessWords } from "../words/witness.ts";

export const ok: Cause = {
  id: "ok",
  title: "Reverse DNS is in order",
  clause: "its reverse DNS is in order",
  class: "pass",
  explains: (facts) => {
    if (!confirms(facts)) return undefined;
    const names = facts.names.filter((name) => name.confirms);
    return [...ptrEvidence(facts), ...names.flatMap(nameEvidence)];
  },
  summary: (facts) => {
    const name = facts.names.find((candidate) => candidate.confirms)?.name;
    return `${facts.ip} has the PTR name ${name}, and that name leads back to ${facts.ip}: so ${witnessWords(facts)}.`;
  },
  fix: () => [],
  visibleAfter: () => null,
};
