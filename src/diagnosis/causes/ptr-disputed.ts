// The zone's own servers deny a PTR record that the resolver was given just now and that leads back: what Gmail gets
// is not known from here.

import type { Cause } from "./cause.ts";
import { answerEvidence, ptrEvidence } from "../facts/evidence.ts";
import { longest, negativeTtl } from "../facts/memory.ts";
import { step } from "../words/steps.ts";

export const ptrDisputed: Cause = {
  id: "ptr_disputed",
  title: "Name servers and resolver contradict each other",
  clause: "its name servers and the resolver disagree about its PTR record",
  class: "temp",
  isUnproven: () => true,
  explains: (facts) => {
    const { resolver } = facts;
    return facts.isDisputed && resolver
      ? [...ptrEvidence(facts), ...answerEvidence(resolver.ptr)]
      : undefined;
  },
  summary: ({ ip, servers, resolver }) =>
    `The name servers of ${servers?.apex}, asked twice, say that ${ip} has no PTR record; the resolver ` +
    `${resolver?.ptr.server} gets ${namesOf(resolver?.ptr.records ?? [])}, which leads back, and its answer is fresh. ` +
    "Which of the two Gmail sees is unknown.",
  // A letter that asks for a record which may be there would only cost time.
  fix: () => [
    step(
      "choose-resolver",
      "you",
      "ask once more through another resolver (--resolver) or from another network; only if no PTR record is found " +
        "there either, have one created",
    ),
  ],
  visibleAfter: (facts) => longest([negativeTtl(facts.ptr)]),
};

function namesOf(records: { data: string }[]): string {
  return records.map(({ data }) => data).join(", ");
}
