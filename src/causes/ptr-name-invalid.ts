// No PTR name is a host name at all: odd bytes, or a dot inside a label (RFC 1123 section 2.1).
// Such names are shown escaped, are never asked about and never put into a record.

import type { Cause } from "./cause.ts";
import { ptrTtl } from "./facts.ts";
import { setBoth, nameEvidence, ptrEvidence } from "./wording.ts";

export const ptrNameInvalid: Cause = {
  id: "ptr_name_invalid",
  title: "The PTR name is not a host name",
  class: "fail",
  explains: (facts) => {
    const isInvalid = facts.names.length > 0 && facts.names.every((name) => !name.wellFormed);
    return isInvalid ? [...ptrEvidence(facts), ...facts.names.flatMap(nameEvidence)] : undefined;
  },
  summary: (facts) =>
    `The PTR record of ${facts.ip} holds ${facts.names[0]?.name}, which no host can be called.`,
  fix: (facts, hints) => setBoth(facts, hints, "have the PTR record changed"),
  visibleAfter: ptrTtl,
};
