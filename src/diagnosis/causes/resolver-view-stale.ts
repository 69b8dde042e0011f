// The zone's own servers are right already; only the resolver still remembers what was before.

import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts, DnsAnswer } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { nameEvidence, answerEvidence, ptrEvidence } from "../facts/evidence.ts";
import { confirms } from "../facts/facts.ts";
import { longest, negativeTtl, recordMemories, type Memory } from "../facts/memory.ts";
import { localAnswers } from "../facts/local-data.ts";
import { zoneSpeaks } from "../facts/servers-say.ts";
import { step } from "../words/steps.ts";
import { durationWords } from "../words/times.ts";

export const resolverViewStale: Cause = {
  id: "resolver_view_stale",
  title: "Repaired; a resolver still remembers the old answer",
  clause: "a resolver still remembers the old answer",
  class: "pass",
  explains: (facts) => {
    const { resolver } = facts;
    const isOld =
      resolver?.confirms === false && [resolver.ptr, ...(resolver.forwards ?? [])].every(canBeOld);
    // Nobody repaired anything where a hosts file or an internal zone answers, nor does its answer run out.
    if (localAnswers(facts).length > 0) return undefined;
    if (!isOld || !zoneSpeaks(facts) || !confirms(facts)) return undefined;
    return [...ptrEvidence(facts), ...answerEvidence(resolver.ptr), ...facts.names.flatMap(nameEvidence)];
  },
  summary: (facts) =>
    `The name servers of the zones confirm ${facts.ip}, but the resolver ${facts.resolver?.ptr.server} still gives an ` +
    `older answer${timeLeft(facts)}. Gmail's own resolvers have caches of their own.`,
  fix: () => [
    step(
      "wait",
      "nobody",
      "wait until the old answer has run out of the caches; there is nothing left to change",
    ),
  ],
  visibleAfter: rest,
};

/** RFC 2308 section 5: a denial without the zone's SOA record is not remembered, so it is no answer of yesterday's. */
function canBeOld(answer: DnsAnswer): boolean {
  return isDefinite(answer) && (answer.status === "answer" || answer.soa !== null);
}

/** What is left of the old answer's time in this resolver. */
function rest({ resolver }: AddressFacts): Memory | null {
  const ptr = resolver?.ptr;
  return ptr?.status === "answer" ? longest(recordMemories(ptr)) : negativeTtl(ptr);
}

function timeLeft(facts: AddressFacts): string {
  const left = rest(facts);
  return left === null ? "" : ` for at most ${durationWords(left.seconds)}`;
}
