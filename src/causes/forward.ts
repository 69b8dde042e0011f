// The way out that the forward causes share: let the PTR's name lead back to the address, or let the
// PTR point to a name that does.

import type { AddressFacts, FixStep, PtrNameFacts } from "../model.ts";
import type { DiagnosisHints } from "./cause.ts";
import { addressStep, isPlainName, mailHost, ptrStep, setBoth } from "./wording.ts";

export function repairForward(
  facts: AddressFacts,
  hints: DiagnosisHints,
  names: PtrNameFacts[],
  action: string,
): FixStep[] {
  const current = names.find((candidate) => isPlainName(candidate.name));
  if (!current) return setBoth(facts, hints, "have the PTR record changed");
  const viaForward = addressStep(`${action}${aliasRemark(current)}`, current.name, facts);
  const { name, remark } = mailHost(hints);
  if (name === current.name) return [viaForward];
  const instead =
    `or, if ${current.name} is not this host's name: first give your mail host's name this address, ` +
    `then have the PTR record changed to it${remark}`;
  return [viaForward, ptrStep(instead, facts.reverseName, name, facts)];
}

/** Beside a CNAME no other record may stand (RFC 1034 section 3.6.2). */
function aliasRemark(name: PtrNameFacts): string {
  return (name.forward?.aliases.length ?? 0) > 0 ? " in place of the name's CNAME record" : "";
}
