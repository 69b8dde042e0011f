// The number that the program ends with.

import type { Results } from "../index.ts";
import { isRefusalOpen, isStandingOpen, refusalStands, surelyStands } from "../model/standing.ts";

/** 130 is what a shell reports of a program that SIGINT ended. */
export const EXIT = { done: 0, causeStands: 1, failed: 2, interrupted: 130 } as const;

/** `passed`: whether all addresses passed before the wait ended; null where nobody waited. */
export function exitCode(
  request: { exitCode: boolean; outputFailed: boolean },
  results: Results,
  passed: boolean | null,
): number {
  if (results.interrupted === true) return EXIT.interrupted;
  if (results.inputFailed || request.outputFailed) return EXIT.failed;
  if (passed !== null) return passed ? EXIT.done : EXIT.causeStands;
  if (!request.exitCode) return EXIT.done;
  const { sendingIps, unread, refusals = [] } = results.report;
  // Nobody knows whether there is a cause for what could not be read.
  if (unread && unread.count > 0) return EXIT.failed;
  if (sendingIps.some(surelyStands) || refusals.some(refusalStands)) return EXIT.causeStands;
  const isOpen = sendingIps.some(isStandingOpen) || refusals.some(isRefusalOpen);
  return isOpen ? EXIT.failed : EXIT.done;
}
