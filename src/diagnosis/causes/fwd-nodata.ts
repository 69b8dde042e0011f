// The PTR name exists, but has no address of the family that is needed.

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { unconfirmed } from "../facts/facts.ts";
import { longest, negativeTtl } from "../facts/memory.ts";
import { repairForward } from "../words/forward.ts";
import { addressType, listNames } from "../words/steps.ts";

export const fwdNodata: Cause = {
  id: "fwd_nodata",
  title: "The PTR name has no address",
  clause: "the PTR name has no address",
  class: "fail",
  explains: (facts) => {
    const names = unconfirmed(facts, "nodata");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(unconfirmed(facts, "nodata"))}, which has no ${addressType(facts)} record.`,
  fix: (facts, hints) =>
    repairForward(facts, hints, unconfirmed(facts, "nodata"), "create the address record"),
  visibleAfter: (facts) => longest(unconfirmed(facts, "nodata").map((name) => negativeTtl(name.forward))),
};
