// Not only the PTR name is missing but the whole domain: the registry of its top-level domain denies it.

import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { unconfirmed } from "../facts/facts.ts";
import { longest, negativeTtl } from "../facts/memory.ts";
import { isPublicSuffix } from "../../base/standards/public-suffix.ts";
import { canBePublic } from "../facts/inner-name.ts";
import { ownerOfName } from "../facts/name-owner.ts";
import { otherName } from "../words/forward.ts";
import { alternatives, listNames, step } from "../words/steps.ts";

export const fwdDomainUnregistered: Cause = {
  id: "fwd_domain_unregistered",
  title: "The PTR name's domain is not registered",
  clause: "the PTR name's domain is not registered",
  class: "fail",
  explains: (facts) => {
    const names = unregistered(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(unregistered(facts))}, whose domain does not exist: expired or ` +
    "misspelled. Anyone who registers it can pass as this host.",
  fix: (facts, hints) => {
    const names = unregistered(facts);
    const anew = otherName(facts, hints);
    // What is below no top-level domain, nobody can register.
    if (!names.every(({ name }) => canBePublic(name))) return anew;
    const register = {
      ...step("register-domain", "you", `register the domain of ${listNames(names)} again`),
      condition: "if it was yours",
    };
    const isOwn = names.some(({ name }) => ownerOfName(name, facts, hints) === "own");
    return isOwn ? alternatives([{ ...register, main: true }], anew) : alternatives(anew, [register]);
  },
  visibleAfter: (facts) => longest(unregistered(facts).map((name) => negativeTtl(name.forward))),
};

function unregistered(facts: AddressFacts): PtrNameFacts[] {
  return unconfirmed(facts, "nxdomain").filter(({ forward }) => {
    const zone = forward?.soa?.zone;
    return zone !== undefined && isPublicSuffix(zone);
  });
}
