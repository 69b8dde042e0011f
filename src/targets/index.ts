// From what a check was asked about to the addresses that it looks at.

import { parseCheckTarget, type CheckTarget } from "../base/standards/check-target.ts";
import { quoted } from "../base/errors.ts";

export { findAddresses, type FoundAddresses } from "./find-addresses.ts";

/** What is none is told, ready to be printed after `whybounce: `; the rest is checked. */
export function parseTargets(texts: readonly string[]): { known: CheckTarget[]; mistakes: string[] } {
  const known: CheckTarget[] = [];
  const mistakes: string[] = [];
  for (const text of texts) {
    const target = parseCheckTarget(text);
    if (target.kind !== "mistake") known.push(target);
    else mistakes.push(`check ${quoted(target.text)}: ${target.problem}; ${target.nextStep}`);
  }
  return { known, mistakes };
}
