// The PTR record holds a name inside the reverse zone, where no host has an address: what some providers put there
// for every address until its user names it.

import type { Cause } from "./cause.ts";
import { nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { ptrTtl } from "../facts/memory.ts";
import { faulty } from "../facts/ptr-name.ts";
import { otherName } from "../words/forward.ts";
import { listNames } from "../words/steps.ts";

export const ptrPlaceholder: Cause = {
  id: "ptr_placeholder",
  title: "The PTR record holds a placeholder",
  clause: "its PTR record holds a placeholder, for nobody has named it yet",
  class: "fail",
  explains: (facts) => {
    const names = faulty(facts, "placeholder");
    return names.length > 0 ? [...ptrEvidence(facts), ...names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} points to ${listNames(faulty(facts, "placeholder"))}: a name inside the reverse zone ` +
    "itself, which stands there until somebody names the address.",
  fix: (facts, hints) => otherName(facts, hints),
  visibleAfter: ptrTtl,
};
