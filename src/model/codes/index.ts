// Every reply of Gmail's that is known, with what to check and what to do: one table for `explain`, the reports and the
// documentation. Those about reverse DNS come first.

import { authenticationCodes } from "./authentication.ts";
import type { CodeEntry } from "./code.ts";
import type { RefusalCauseId } from "../refusal-topics.ts";
import { policyCodes } from "./policy.ts";
import { recipientCodes } from "./recipient.ts";
import { reverseDnsCodes } from "./reverse-dns.ts";

export { adviceOf, type CodeEntry } from "./code.ts";

export const codes: readonly CodeEntry[] = [
  ...reverseDnsCodes,
  ...authenticationCodes,
  ...policyCodes,
  ...recipientCodes,
];

/** The entry that says what to check for a reason of Gmail's, and what to do: the first of its codes. */
export function entryOf(cause: RefusalCauseId): CodeEntry {
  const entry = codes.find((each) => each.cause === cause);
  // A test holds every reason against the entries.
  if (entry === undefined) throw new Error(`no code has the cause ${cause}`);
  return entry;
}

/** `421-4.7.27`, `550-5.7.27` of an entry for both classes. */
export function codeNames({ replyCodes, enhancedStatusCode }: CodeEntry): string[] {
  return replyCodes.map(
    (replyCode) => `${replyCode}-${enhancedStatusCode.replace("X", String(replyCode).slice(0, 1))}`,
  );
}

/**
 * The entries for a reply code, an enhanced code, or both; of those with the same code the one whose words stand in the
 * text, where there is one.
 */
export function codesFor(reply: string | undefined, enhanced: string | undefined, text = ""): CodeEntry[] {
  if (reply === undefined && enhanced === undefined) return [];
  const byEnhanced = codes.filter((entry) => enhanced === undefined || hasEnhancedCode(entry, enhanced));
  const exact = byEnhanced.filter(
    ({ replyCodes }) => reply === undefined || replyCodes.includes(Number(reply)),
  );
  // Gmail's pages and its servers disagree about 421, 450 and 451: the enhanced code is what counts.
  const fitting = exact.length > 0 || enhanced === undefined ? exact : byEnhanced;
  const named = byEnhanced.filter(({ wording }) => wording?.test(text));
  return named.length > 0 ? named.slice(0, 1) : fitting;
}

function hasEnhancedCode({ enhancedStatusCode, replyCodes }: CodeEntry, enhanced: string): boolean {
  if (!enhancedStatusCode.startsWith("X")) return enhancedStatusCode === enhanced;
  const classes = replyCodes.map((replyCode) => String(replyCode).slice(0, 1));
  return classes.includes(enhanced.slice(0, 1)) && enhancedStatusCode.slice(1) === enhanced.slice(1);
}
