// How to see that the new records are there, at each server itself: no cache can answer in its place.
// Only plain names stand in the commands, because people paste them into a shell.

import type { Step, StepRecord } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import { isLetterDigitHyphen, isPlainName, PLACEHOLDER, step } from "./steps.ts";

/** More name servers than these tell a reader no more. */
const MAX_ASKED = 4;

export function verifySteps(facts: AddressFacts, steps: Step[]): Step[] {
  return steps.flatMap((part) => (part.record === null ? [] : checksOf(part, part.record, facts)));
}

function checksOf(part: Step, record: StepRecord, facts: AddressFacts): Step[] {
  const relation = part.relation === "or" ? "or" : "then";
  const checks = record.type === "PTR" ? ptrChecks(part, record, facts) : addressChecks(record);
  return checks.map(({ task, command }) => ({ ...step("verify", "you", task), relation, command }));
}

interface Check {
  task: string;
  command: string;
}

function addressChecks({ owner, type, target }: StepRecord): Check[] {
  if (owner === PLACEHOLDER) return [];
  return [{ task: `ask for the name: the answer must hold ${target}`, command: `dig ${owner} ${type}` }];
}

function ptrChecks({ inNewZone }: Step, { owner, target }: StepRecord, facts: AddressFacts): Check[] {
  const wanted = target === PLACEHOLDER ? "your mail host's name" : target;
  const nameServers = inNewZone ? [] : (facts.reverseZone?.nameServers ?? []);
  const servers = nameServers.filter(isPlainName).slice(0, MAX_ASKED);
  if (servers.length === 0 || !isLetterDigitHyphen(owner))
    return [{ task: `ask for the address: it must answer ${wanted}`, command: `dig -x ${facts.ip}` }];
  const question = owner === facts.reverseName ? `-x ${facts.ip}` : `${owner} PTR`;
  return servers.map((server) => ({
    task: `ask ${server}: it must answer ${wanted}`,
    command: `dig +norec @${server} ${question}`,
  }));
}
