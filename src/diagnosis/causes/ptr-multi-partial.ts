// Several PTR names, of which some lead back and some do not, or cannot be asked. That passes RFC 8601, but receivers
// that look at one name only will take any of them, because the order rotates.

import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Step } from "../../model/cause.ts";
import type { Cause } from "./cause.ts";
import { endlessAliases } from "../facts/endless-aliases.ts";
import { namesEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { ptrTtl } from "../facts/memory.ts";
import { ptrOwner } from "../facts/ptr-owner.ts";
import { mendServers } from "../words/forward.ts";
import { alternatives, listNames, ptrKeeper, reverseZoneWords, step } from "../words/steps.ts";

export const ptrMultiPartial: Cause = {
  id: "ptr_multi_partial",
  title: "Not every PTR name is seen to lead back",
  clause: "not every PTR name is seen to lead back",
  class: "warn",
  explains: (facts) => {
    if (!confirms(facts) || facts.names.every((name) => name.confirms)) return undefined;
    return [...ptrEvidence(facts), ...namesEvidence(facts)];
  },
  summary: (facts) =>
    `${facts.ip} has ${facts.nameCount} PTR names; ${[wrongWords(facts), silentWords(facts)].filter(Boolean).join("; ")}. ` +
    "A receiver that looks at one name only fails at random.",
  fix: (facts) => [...removeWrong(facts), ...mendSilent(facts)],
  visibleAfter: ptrTtl,
};

/** The addresses of the name could not be asked for: whether it leads back is not known. An alias without end does not. */
function silent(facts: AddressFacts): PtrNameFacts[] {
  return facts.names.filter(
    ({ confirms: isRight, forward, servers }) =>
      !isRight && forward && !isDefinite(forward) && endlessAliases(servers, forward).length === 0,
  );
}

function wrong(facts: AddressFacts): PtrNameFacts[] {
  const unknown = silent(facts);
  return facts.names.filter((name) => !name.confirms && !unknown.includes(name));
}

function wrongWords(facts: AddressFacts): string {
  const names = wrong(facts);
  return names.length === 0
    ? ""
    : `${listNames(names)} ${names.length === 1 ? "does" : "do"} not lead back to it`;
}

function silentWords(facts: AddressFacts): string {
  const names = silent(facts);
  return names.length === 0 ? "" : `whether ${listNames(names)} leads back could not be asked`;
}

function removeWrong(facts: AddressFacts): Step[] {
  const names = wrong(facts);
  return names.length === 0 ? [] : [removePtr(facts, names)];
}

function mendSilent(facts: AddressFacts): Step[] {
  const names = silent(facts);
  if (names.length === 0) return [];
  const mend = names.map(({ name }) => mendServers(name, facts));
  const condition = `if this host no longer bears the name ${listNames(names)}`;
  return alternatives(mend, [{ ...removePtr(facts, names), condition }]);
}

function removePtr(facts: AddressFacts, names: PtrNameFacts[]): Step {
  return step(
    "remove-ptr",
    ptrKeeper(facts),
    `delete the PTR records of ${ptrOwner(facts)} that point to ${listNames(names)}`,
    reverseZoneWords(facts),
  );
}
