// The way out that the forward causes share: let the PTR's name lead back to the address, or let the
// PTR point to a name that does.

import type { Step } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { DiagnosisHints } from "../causes/cause.ts";
import {
  addressStep,
  addressType,
  addressesOf,
  changePtr,
  isPlainName,
  mailHost,
  presentAddresses,
  ptrStep,
  setBoth,
} from "./steps.ts";

export function repairForward(
  facts: AddressFacts,
  hints: DiagnosisHints,
  names: PtrNameFacts[],
  task: string,
): Step[] {
  const current = names.find((candidate) => isPlainName(candidate.name));
  if (!current) return setBoth(facts, hints, changePtr());
  const viaForward: Step = {
    ...addressStep(`${task}${aliasRemark(current)}${present(current, facts)}`, current.name, facts),
    main: true,
  };
  if (mailHost(hints).name === current.name) return [viaForward];
  const condition = `if ${current.name} is not this host's name`;
  return [viaForward, { ...otherName(facts, hints), condition }];
}

/** The other way out: the mail host's name must lead here before a PTR record may point to it. */
export function otherName(facts: AddressFacts, hints: DiagnosisHints): Step {
  const { kind, task } = changePtr(" to your mail host's name");
  const ptrTask = { kind, task: `${firstForward(facts, hints)}${task}` };
  return { ...ptrStep(ptrTask, hints, facts.reverseName, facts), relation: "or" };
}

function firstForward(facts: AddressFacts, hints: DiagnosisHints): string {
  const { name } = mailHost(hints);
  const known = addressesOf(name, facts, hints);
  if (known?.includes(facts.ip)) return "";
  const others = known !== null && known.length > 0 ? `, beside ${known.slice(0, 4).join(", ")}` : "";
  return `first give ${name} the record ${addressType(facts)} ${facts.ip}${others}; then `;
}

function present({ name, addresses, forward }: PtrNameFacts, facts: AddressFacts): string {
  const isAlias = (forward?.aliases.length ?? 0) > 0;
  return addresses.length === 0 || isAlias ? "" : `: ${presentAddresses(name, facts, addresses)}`;
}

/** Beside a CNAME no other record may stand (RFC 1034 section 3.6.2). */
function aliasRemark(name: PtrNameFacts): string {
  return (name.forward?.aliases.length ?? 0) > 0 ? " in place of the name's CNAME record" : "";
}
