// So many PTR names that receivers stop reading before the one that leads back.

import type { Evidence } from "../../model/cause.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms, ptrTtl } from "../facts/facts.ts";
import { ptrOwner } from "../facts/ptr-owner.ts";
import { listNames, reverseZoneWords, step } from "../words/steps.ts";

/** RFC 7208 section 4.6.4: verifiers of SPF stop there; RFC 8601 gives no number. */
const MANY_NAMES = 10;

export const ptrTooMany: Cause = {
  id: "ptr_too_many",
  title: "Too many PTR names",
  clause: "it has too many PTR names",
  class: "warn",
  explains: (facts) => {
    if (facts.nameCount <= MANY_NAMES || !confirms(facts)) return undefined;
    const cut: Evidence[] = facts.ptr?.truncated
      ? [{ kind: "remark", text: "the answer is too long for UDP: it came over TCP" }]
      : [];
    return [...ptrEvidence(facts), ...cut, ...facts.names.flatMap(nameEvidence)];
  },
  summary: (facts) =>
    `${facts.ip} has ${facts.nameCount} PTR names, more than receivers look at; whether they see the one that leads back is chance.`,
  fix: (facts) => [
    step(
      "remove-ptr",
      "hoster",
      `keep one PTR record for ${ptrOwner(facts)}, that of ${listNames(facts.names.filter((name) => name.confirms).slice(0, 1))}, and delete the others`,
      reverseZoneWords(facts),
    ),
  ],
  visibleAfter: ptrTtl,
};
