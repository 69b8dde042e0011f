// Which periods can be compared with the one before.

import { UserError } from "./errors.ts";
import type { Period } from "../model/options.ts";

/** Throws a UserError when a comparison is asked for and the period has no beginning. */
export function ensureComparable(compare: boolean, { from }: Period): void {
  if (!compare || from !== null) return;
  throw new UserError({
    option: "compare",
    predicate: "needs a period with a beginning",
    nextStep: ["add ", { option: "week", value: "last" }, " or ", { option: "since", value: "7d" }],
  });
}
