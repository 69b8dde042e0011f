// With which number the program ends.

import type { Results } from "../index.ts";
import { causeStands } from "../model/standing.ts";

/** 130: what a shell reports of a program that SIGINT ended. */
export const EXIT = { done: 0, causeStands: 1, failed: 2, interrupted: 130 } as const;

/** `passed`: whether what was waited for came to pass; null where nobody waited. */
export function exitCode(asked: { exitCode: boolean }, results: Results, passed: boolean | null): number {
  if (results.interrupted === true) return EXIT.interrupted;
  if (results.inputFailed) return EXIT.failed;
  if (passed !== null) return passed ? EXIT.done : EXIT.causeStands;
  if (!asked.exitCode) return EXIT.done;
  const { sendingIps, unread } = results.report;
  // Whether a cause stands behind what could not be read, nobody knows.
  if (unread && unread.count > 0) return EXIT.failed;
  if (sendingIps.some(causeStands)) return EXIT.causeStands;
  return sendingIps.some(({ cause }) => cause === null) ? EXIT.failed : EXIT.done;
}
