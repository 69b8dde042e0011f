// The PTR name leads to other addresses than the one that sent.

import { grouped } from "../../base/words/quantities.ts";
import type { Evidence } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { Cause } from "./cause.ts";
import { answerEvidence, nameEvidence, ptrEvidence } from "../facts/evidence.ts";
import { unconfirmed } from "../facts/facts.ts";
import { longest, recordMemories } from "../facts/memory.ts";
import { proxyBefore } from "../facts/proxied-name.ts";
import { repairForward } from "../words/forward.ts";

export const fwdMismatch: Cause = {
  id: "fwd_mismatch",
  title: "The PTR name leads to another address",
  clause: "the PTR name leads to another address",
  class: "fail",
  explains: (facts) => {
    const names = unconfirmed(facts, "answer");
    if (names.length === 0) return undefined;
    const wildcard = facts.wildcard ? answerEvidence(facts.wildcard) : [];
    return [...ptrEvidence(facts), ...names.flatMap(nameEvidence), ...slips(facts), ...wildcard];
  },
  summary: (facts) => {
    const names = unconfirmed(facts, "answer");
    const list = names.map((name) => `${name.name} (${name.addresses.join(", ")})`).join("; ");
    return `The PTR record of ${facts.ip} points to ${list}: not this address.${proxied(names)}${unaskedNames(facts)}`;
  },
  fix: (facts, hints) =>
    repairForward(facts, hints, unconfirmed(facts, "answer"), "give the name this address too"),
  visibleAfter: (facts) =>
    longest(unconfirmed(facts, "answer").flatMap((name) => recordMemories(name.forward))),
};

/** People see their own web site behind the name, and think that it is right. */
function proxied(names: PtrNameFacts[]): string {
  const proxy = names.map(proxyBefore).find((name) => name !== null);
  return proxy === undefined ? "" : ` It leads to ${proxy}'s proxy, from which no mail comes.`;
}

/** Those may lead back, for all that is known. */
function unaskedNames({ nameCount, names }: AddressFacts): string {
  const rest = nameCount - names.length;
  if (rest === 0) return "";
  return ` It has ${nameCount} names; the other ${rest === 1 ? "one was" : `${grouped(rest)} were`} not asked, as most receivers would not.`;
}

function slips(facts: AddressFacts): Evidence[] {
  const addresses = new Set(unconfirmed(facts, "answer").flatMap((name) => name.addresses));
  const near = [...addresses].filter((address) => isSlip(address, facts.ip));
  return near.map((address) => ({
    kind: "remark",
    text: `${address} and ${facts.ip} differ by one typo`,
  }));
}

/** One digit changed, added or left out, or two neighbors swapped. */
function isSlip(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [left, right] = [one.slice(start), other.slice(start)];
  const isSwap = left[0] === right[1] && left[1] === right[0] && left.slice(2) === right.slice(2);
  return isSwap || [left.slice(1), left].includes(right.slice(1)) || left.slice(1) === right;
}
