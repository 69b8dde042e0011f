// The PTR name has addresses of the other family only. The classic: mail leaves over IPv6 and the
// host's name has no AAAA record.

import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { unconfirmed } from "../facts/facts.ts";
import { longest, negativeTtl } from "../facts/memory.ts";
import { repairForward } from "../words/forward.ts";
import { addressType, listNames } from "../words/steps.ts";

export const fwdWrongFamily: Cause = {
  id: "fwd_wrong_family",
  title: "The PTR name has no address of this family",
  clause: "the PTR name has no address of this family",
  class: "fail",
  explains: (facts) => {
    const names = ofOtherFamily(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(ofOtherFamily(facts))}, which has ` +
    `${facts.family === 4 ? "IPv6" : "IPv4"} addresses, but no ${addressType(facts)} record.`,
  fix: (facts, hints) =>
    repairForward(facts, hints, ofOtherFamily(facts), `add the ${addressType(facts)} record`),
  visibleAfter: (facts) => longest(ofOtherFamily(facts).map((name) => negativeTtl(name.forward))),
};

function ofOtherFamily(facts: AddressFacts): PtrNameFacts[] {
  return unconfirmed(facts, "nodata").filter((name) => name.otherFamily?.status === "answer");
}
