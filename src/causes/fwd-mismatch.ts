// The PTR name leads to other addresses than the one that sent.

import type { Cause } from "./cause.ts";
import { longest, unconfirmed } from "./facts.ts";
import { repairForward } from "./forward.ts";
import { nameEvidence, ptrEvidence } from "./wording.ts";

export const fwdMismatch: Cause = {
  id: "fwd_mismatch",
  title: "The PTR name leads to another address",
  class: "fail",
  explains: (facts) => {
    const names = unconfirmed(facts, "answer");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) => {
    const names = unconfirmed(facts, "answer").map((name) => `${name.name} (${name.addresses.join(", ")})`);
    return `The PTR record of ${facts.ip} points to ${names.join("; ")}: not this address.`;
  },
  fix: (facts, hints) =>
    repairForward(
      facts,
      hints,
      unconfirmed(facts, "answer"),
      "if the name is this host's, add the address record",
    ),
  visibleAfter: (facts) => {
    const records = unconfirmed(facts, "answer").flatMap((name) => name.forward?.records ?? []);
    return longest(records.map((record) => record.ttl));
  },
};
