// How to see that the new records are there, at each server itself: no cache can answer in its place.
// Only plain names stand in the commands, because people paste them into a shell.

import type { Step, StepRecord } from "../../model/cause.ts";
import type { AddressFacts } from "../../model/dns.ts";
import { isPlainOwnerName } from "../../base/standards/host-name.ts";
import { isPlainName, PLACEHOLDER, step } from "./steps.ts";

/** More name servers than these tell a reader no more. */
const MAX_ASKED = 4;

/** The checks follow what they check: each way out has its own, before the next way. */
export function withChecks(facts: AddressFacts, steps: Step[]): Step[] {
  const ways = [...new Set(steps.map(({ way }) => way))];
  return ways.flatMap((way) => {
    const ofWay = steps.filter((part) => part.way === way);
    return [...ofWay, ...ofWay.flatMap((part) => checksOf(part, facts))];
  });
}

function checksOf(part: Step, facts: AddressFacts): Step[] {
  const { record, way } = part;
  if (record === null) return [];
  const checks = record.type === "PTR" ? ptrChecks(part, record, facts) : addressChecks(record);
  const relation = "then" as const;
  return checks.map(({ task, command }) => {
    const check = { ...step("verify", "you", task), relation, command };
    return way === undefined ? check : { ...check, way };
  });
}

interface Check {
  task: string;
  command: string;
}

function addressChecks({ owner, type, target }: StepRecord): Check[] {
  if (owner === PLACEHOLDER) return [];
  return [{ task: `ask for the name: the answer must hold ${target}`, command: `dig ${owner} ${type}` }];
}

/** Where no name server was within reach, none is for the reader. */
function isCutOff({ serversUnasked }: AddressFacts): boolean {
  return serversUnasked?.reason === "intercepted" || serversUnasked?.reason === "top silent";
}

function ptrChecks({ inNewZone }: Step, { owner, target }: StepRecord, facts: AddressFacts): Check[] {
  const wanted = target === PLACEHOLDER ? "your mail host's name" : target;
  const nameServers = inNewZone || isCutOff(facts) ? [] : (facts.reverseZone?.nameServers ?? []);
  const servers = nameServers.filter(isPlainName).slice(0, MAX_ASKED);
  if (servers.length === 0 || !isPlainOwnerName(owner))
    return [{ task: `ask for the address: it must answer ${wanted}`, command: `dig -x ${facts.ip}` }];
  const question = owner === facts.reverseName ? `-x ${facts.ip}` : `${owner} PTR`;
  return servers.map((server) => ({
    task: `ask ${server}: it must answer ${wanted}`,
    command: `dig +norec @${server} ${question}`,
  }));
}
