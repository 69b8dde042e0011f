// The PTR record names a host that does not exist.

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { unconfirmed } from "../facts/facts.ts";
import { longest, negativeTtl } from "../facts/memory.ts";
import { repairForward } from "../words/forward.ts";
import { listNames } from "../words/steps.ts";

export const fwdNxdomain: Cause = {
  id: "fwd_nxdomain",
  title: "The PTR name does not exist",
  clause: "the PTR name does not exist",
  class: "fail",
  explains: (facts) => {
    const names = unconfirmed(facts, "nxdomain");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(unconfirmed(facts, "nxdomain"))}, which does not exist.`,
  fix: (facts, hints) =>
    repairForward(facts, hints, unconfirmed(facts, "nxdomain"), "create the address record"),
  visibleAfter: (facts) => longest(unconfirmed(facts, "nxdomain").map((name) => negativeTtl(name.forward))),
};
