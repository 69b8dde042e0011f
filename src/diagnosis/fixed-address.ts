// The way out for a host that sends from random IPv6 addresses: a record for an address that changes tomorrow helps nobody,
// so one fixed address comes first, and the records are for that one.

import { hexadecimalGroups, ipv6Text } from "../base/standards/ip.ts";
import type { Step } from "../model/cause.ts";
import type { AddressFacts } from "../model/dns.ts";
import type { DiagnosisHints } from "./causes/cause.ts";
import { isRandomAddress, networkOf } from "./facts/interface-id.ts";
import { mailHost, step } from "./words/steps.ts";

/** Null where the address is not one of several random ones. */
export function fixedAddressSteps(facts: AddressFacts, hints: DiagnosisHints): Step[] | null {
  const { randomAddresses } = hints;
  if (randomAddresses === undefined) return null;
  if (randomAddresses.first !== facts.ip) return [sameAs(randomAddresses.first)];
  return [bindStep(facts, hints), recordsStep(facts, hints)];
}

/**
 * One random address alone may stay for years: clouds lend such ones, and RFC 7217 makes one for each network. Whether this
 * one does, only its host can tell; a record for a temporary one would be gone tomorrow.
 */
export function seeThatItStays(facts: AddressFacts, steps: Step[]): Step[] {
  const isRecorded = steps.some(({ record }) => record !== null);
  if (!isRandomAddress(facts.ip) || !isRecorded) return steps;
  const task = `see first that ${facts.ip} stays: if "ip -6 address" on the host calls it temporary, bind a fixed one of its network (${SETTINGS}), and make the records for that one (whybounce check tells them)`;
  return [step("choose-address", "you", task), ...steps];
}

function sameAs(first: string): Step {
  const task = `do once what is told of ${first}: the fixed address replaces this one, too`;
  return { ...step("choose-address", "you", task), shortTask: SHORT_TASK, once: first, main: true };
}

const SETTINGS = "Postfix smtp_bind_address6, Exim interface on the transport";

function bindStep(facts: AddressFacts, hints: DiagnosisHints): Step {
  const known = fixedAddressOf(facts, hints);
  const which =
    known === null ? "" : `; ${known}, to which ${mailHost(hints, facts).name} leads already, is one`;
  const task = `bind one fixed IPv6 address of ${networkWords(facts.ip)} for sending (${SETTINGS})${which}`;
  return { ...step("choose-address", "you", task), shortTask: SHORT_TASK, once: facts.ip, main: true };
}

const SHORT_TASK = "bind one fixed IPv6 address for sending";

function recordsStep(facts: AddressFacts, hints: DiagnosisHints): Step {
  const { name, remark } = mailHost(hints, facts);
  const task = `then let ${name} lead to that fixed address (AAAA) and have its PTR record set to ${name}; the command tells both records`;
  return {
    ...step("choose-address", "you", `${task}${remark}`),
    once: facts.ip,
    command: `whybounce check --helo ${name} ${fixedAddressOf(facts, hints) ?? "YOUR:FIXED::ADDRESS"}`,
  };
}

/** An address that somebody gave the host by hand: the DNS knows it, and it is none of the random ones. */
function fixedAddressOf(facts: AddressFacts, { hostName, nameAddresses }: DiagnosisHints): string | null {
  const known = nameAddresses?.get(`AAAA ${hostName}`) ?? [];
  const isFixed = (ip: string) => !isRandomAddress(ip) && networkOf(ip) === networkOf(facts.ip);
  return known.find(isFixed) ?? null;
}

function networkWords(ip: string): string {
  const words = hexadecimalGroups(ip).map((group, index) => (index < 4 ? parseInt(group, 16) : 0));
  return `${ipv6Text(words)}/64`;
}
