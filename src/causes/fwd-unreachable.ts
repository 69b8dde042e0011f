// The address of the PTR name could not be asked for: its zone fails, refuses or is silent.

import type { AddressFacts, PtrNameFacts } from "../model.ts";
import type { Cause } from "./cause.ts";
import { FAILURE_MEMORY, confirms, isDefinite } from "./facts.ts";
import { addressType, listNames, nameEvidence, ptrEvidence, step } from "./wording.ts";

export const fwdUnreachable: Cause = {
  id: "fwd_unreachable",
  title: "The PTR name cannot be looked up",
  class: "temp",
  explains: (facts) => {
    const names = unknown(facts);
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(unknown(facts))}, ` +
    "whose addresses could not be asked for. Whether they match is unknown.",
  fix: (facts) =>
    unknown(facts).map((name) =>
      step(
        "dns provider",
        `make the name servers of ${name.name} answer the question for its ${addressType(facts)} record`,
      ),
    ),
  visibleAfter: () => FAILURE_MEMORY,
};

function unknown(facts: AddressFacts): PtrNameFacts[] {
  if (confirms(facts)) return [];
  return facts.names.filter((name) => name.forward && !isDefinite(name.forward));
}
