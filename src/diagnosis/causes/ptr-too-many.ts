// So many PTR names that receivers stop reading before the one that leads back; or before anybody knows whether one does.

import type { Evidence } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { namesEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { ptrTtl } from "../facts/memory.ts";
import { ptrOwner } from "../facts/ptr-owner.ts";
import { forwardSteps, listNames, mailHost, ptrKeeper, reverseZoneWords, step } from "../words/steps.ts";

/** RFC 7208 section 4.6.4: verifiers of SPF stop there; RFC 8601 gives no number. */
const MANY_NAMES = 10;

export const ptrTooMany: Cause = {
  id: "ptr_too_many",
  title: "Too many PTR names",
  clause: "it has too many PTR names",
  class: "warn",
  // Whether a name leads back is not known as long as some were not asked about.
  classFor: (facts) => (confirms(facts) ? "warn" : "temp"),
  isUnproven: () => true,
  explains: (facts) => {
    const isUnknown = !confirms(facts) && facts.names.length < facts.nameCount;
    if (facts.nameCount <= MANY_NAMES || !(confirms(facts) || isUnknown)) return undefined;
    const cut: Evidence[] = facts.ptr?.truncated
      ? [{ kind: "remark", text: "the answer is too long for UDP: it came over TCP" }]
      : [];
    return [...ptrEvidence(facts), ...cut, ...namesEvidence(facts)];
  },
  summary: (facts) =>
    confirms(facts)
      ? `${facts.ip} has ${facts.nameCount} PTR names, more than receivers look at; whether they see the one that leads back is chance.`
      : `${facts.ip} has ${facts.nameCount} PTR names, more than receivers look at. ${facts.names.length} were asked about, and ` +
        "none of them was seen to lead back; whether one of the others does is unknown.",
  fix: (facts, hints) => {
    const [kept] = facts.names.filter((name) => name.confirms);
    if (kept) return [keepOne(facts, listNames([kept]), "")];
    const { name, remark } = mailHost(hints, facts);
    return [...forwardSteps(facts, hints), { ...keepOne(facts, name, remark), main: true }];
  },
  visibleAfter: ptrTtl,
};

function keepOne(facts: AddressFacts, name: string, remark: string) {
  const task = `keep one PTR record for ${ptrOwner(facts)}, that of ${name}, and delete the others`;
  return { ...step("remove-ptr", ptrKeeper(facts), task, reverseZoneWords(facts)), remark };
}
