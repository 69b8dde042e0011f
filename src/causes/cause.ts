// What a root cause is. Its words live with it: a renderer only lays them out.

import type { AddressFacts, CauseClass, FixStep } from "../model.ts";

/** What the mail log knows and the DNS does not. */
export interface DiagnosisHints {
  /** The host's own name, fully qualified, as it calls itself in the log. */
  hostName?: string | undefined;
}

export interface Cause {
  id: string;
  title: string;
  class: CauseClass;
  /** The evidence, one sentence each with its values; undefined when this is not the cause. */
  explains: (facts: AddressFacts) => string[] | undefined;
  summary: (facts: AddressFacts) => string;
  /** In the order in which the steps must be done. */
  fix: (facts: AddressFacts, hints: DiagnosisHints) => FixStep[];
  /** Seconds until Gmail can see the repair; null when that cannot be told or nothing is to be done. */
  visibleAfter: (facts: AddressFacts) => number | null;
}
