// From what a check was asked about to the addresses that it looks at.

import { parseCheckTarget, type CheckTarget } from "../base/standards/check-target.ts";
import { quoted, UserError } from "../base/errors.ts";
import type { CheckTask } from "../model/options.ts";
import { findAddresses, type FoundAddresses } from "./find-addresses.ts";

/** What is none is told, ready to be printed after `whybounce: `; the rest is checked. */
function parseTargets(texts: readonly string[]): { known: CheckTarget[]; mistakes: string[] } {
  const known: CheckTarget[] = [];
  const mistakes: string[] = [];
  for (const text of texts) {
    const target = parseCheckTarget(text);
    if (target.kind !== "mistake") known.push(target);
    else mistakes.push(`check ${quoted(target.text)}: ${target.problem}; ${target.nextStep}`);
  }
  return { known, mistakes };
}

/** Ten times what the largest senders have; each costs several questions to other people's servers. */
const MAX_ADDRESSES = 100_000;

/** Throws a UserError when nothing is left to be checked. */
export async function addressesOf(options: CheckTask): Promise<FoundAddresses> {
  const { ips, targets = [], dns, onWarning } = options;
  const { known, mistakes } = parseTargets([...ips, ...targets]);
  const { addresses, problems, notes } = await findAddresses(known, dns);
  const news = [...mistakes, ...problems];
  if (addresses.length > MAX_ADDRESSES)
    throw new UserError(`more than ${MAX_ADDRESSES} addresses to check; split the list`);
  const last = addresses.length === 0 ? (news.pop() ?? "check: no address given") : null;
  for (const warning of [...news, ...notes]) onWarning(warning);
  if (last !== null) throw new UserError(last);
  return { addresses, problems: [...options.problems, ...news], notes };
}
