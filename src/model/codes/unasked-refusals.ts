// Refusals for the sender's records where the DNS is not asked: the groups, and what Gmail's reply says of each.

import type { RefusalGroup, RefusalReport } from "../refusals.ts";
import { entryOf } from "./index.ts";

export function unaskedRefusal({ cause, reply, ...group }: RefusalGroup): RefusalReport {
  return {
    cause: { id: cause, title: entryOf(cause).title },
    ...group,
    state: null,
    findings: [],
    evidence: [`Gmail: ${reply}`],
    fix: [],
  };
}
