// Several PTR names, of which some lead back, and some do not or cannot be asked. That passes RFC 8601, but receivers
// that look at one name only will take any of them, because the order rotates.

import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Step } from "../../model/cause.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms, ptrTtl } from "../facts/facts.ts";
import { ptrOwner } from "../facts/ptr-owner.ts";
import { alternatives, listNames, reverseZoneWords, step } from "../words/steps.ts";

export const ptrMultiPartial: Cause = {
  id: "ptr_multi_partial",
  title: "Not every PTR name leads back",
  clause: "not every PTR name leads back",
  class: "warn",
  explains: (facts) => {
    if (!confirms(facts) || strays(facts).length + silent(facts).length === 0) return undefined;
    return [...ptrEvidence(facts), ...facts.names.flatMap(nameEvidence)];
  },
  summary: (facts) =>
    `${facts.ip} has ${facts.nameCount} PTR names; ${shortcomings(facts).join("; ")}. ` +
    "A receiver that looks at one name only fails at random.",
  fix: (facts) => [
    ...(strays(facts).length === 0 ? [] : [removal(facts, strays(facts))]),
    ...(silent(facts).length === 0
      ? []
      : alternatives([removal(facts, silent(facts))], [repair(silent(facts))])),
  ],
  visibleAfter: ptrTtl,
};

/** Those that lead elsewhere, for certain. */
function strays(facts: AddressFacts): PtrNameFacts[] {
  return facts.names.filter((name) => !name.confirms && !isSilent(name));
}

/** Those that nobody could be asked about: they may well lead back. */
function silent(facts: AddressFacts): PtrNameFacts[] {
  return facts.names.filter((name) => !name.confirms && isSilent(name));
}

function isSilent({ forward }: PtrNameFacts): boolean {
  return forward !== null && !isDefinite(forward);
}

function shortcomings(facts: AddressFacts): string[] {
  const [wrong, unknown] = [strays(facts), silent(facts)];
  return [
    ...(wrong.length === 0
      ? []
      : [`${listNames(wrong)} ${wrong.length === 1 ? "does" : "do"} not lead back to it`]),
    ...(unknown.length === 0 ? [] : [`${listNames(unknown)} could not be asked`]),
  ];
}

function removal(facts: AddressFacts, names: PtrNameFacts[]): Step {
  const [records, verb] = names.length === 1 ? ["record", "points"] : ["records", "point"];
  const task = `delete the PTR ${records} of ${ptrOwner(facts)} that ${verb} to ${listNames(names)}`;
  return step(
    "remove-ptr",
    ptrOwner(facts) === facts.reverseName ? "hoster" : "zone holder",
    task,
    reverseZoneWords(facts),
  );
}

function repair(names: PtrNameFacts[]): Step {
  return step("fix-servers", "dns provider", `make the name servers of ${listNames(names)} answer`);
}
