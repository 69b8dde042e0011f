// The way out that the forward causes share: let the PTR's name lead back to the address, or let the
// PTR point to a name that does. Which comes first depends on whose name it is.

import type { Step, StepRecord } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { DiagnosisHints } from "../causes/cause.ts";
import { isProviders, ownerOfName } from "../facts/name-owner.ts";
import { ptrOwner } from "../facts/ptr-owner.ts";
import { proxyBefore } from "../facts/proxied-name.ts";
import { canBeSwitchedOff } from "../hosters/proxies.ts";
import {
  addressesOf,
  addressStep,
  addressType,
  alternatives,
  changePtr,
  isLetterDigitHyphen,
  isPlainName,
  mailHost,
  PLACEHOLDER,
  presentAddresses,
  ptrKeeper,
  reverseZoneWords,
  setBoth,
  step,
} from "./steps.ts";

export function repairForward(
  facts: AddressFacts,
  hints: DiagnosisHints,
  names: PtrNameFacts[],
  task: string,
): Step[] {
  const current = names.find((candidate) => isPlainName(candidate.name));
  // Where names were left unasked, one of those may lead back: the record of another is no cure.
  if (!current || facts.nameCount > facts.names.length) return otherName(facts, hints);
  if (proxyBefore(current) !== null) return withoutProxy(facts, hints, current);
  const { name } = current;
  const forward: Step = {
    ...addressStep(`${task}${aliasRemark(current)}${present(current, facts)}`, name, facts),
    shortTask: `let ${name} lead to ${facts.ip}`,
    main: true,
  };
  return waysOut(facts, hints, name, forward);
}

/** By the one step that mends the name, by another name, or either: whoever owns the name can mend it alone. */
function waysOut(facts: AddressFacts, hints: DiagnosisHints, name: string, mend: Step): Step[] {
  const owner = ownerOfName(name, facts, hints);
  if (owner === "provider") return otherName(facts, hints);
  if (mailHost(hints, facts).name === name) return [mend];
  if (owner === "other") return alternatives(otherName(facts, hints), [onlyIfOwn(mend, name)]);
  if (isProven(facts, hints))
    return alternatives(otherName(facts, hints), [
      { ...secondary(mend), condition: `if ${name} is this host's name, too` },
    ]);
  const called = isCalled(name, hints) ? hints.shortName : undefined;
  if (called !== undefined) {
    const told = { ...mend, condition: `since the log calls this host ${called}` };
    return alternatives([told], [unlessCalled(facts, name)]);
  }
  const own = { ...mend, condition: `if ${name} is this host's name` };
  return alternatives([own], conditioned(otherName(facts, hints), `if ${name} is not this host's name`));
}

/**
 * The name servers of a PTR name fail. Nothing proves that the name does not lead here, so with no other name known for
 * the host nobody is asked to change the PTR record.
 */
export function repairServers(facts: AddressFacts, hints: DiagnosisHints, names: PtrNameFacts[]): Step[] {
  const mends = names.map(({ name }) => mendServers(name, facts));
  const [first, ...others] = names;
  const isUnknown = mailHost(hints, facts).name === PLACEHOLDER;
  if (first === undefined || mends[0] === undefined || others.length > 0 || isUnknown)
    return replaceUnasked(facts, hints, names, mends);
  return waysOut(facts, hints, first.name, { ...mends[0], main: true });
}

/**
 * The name servers of PTR names contradict each other: that is proven, so that a name which is not the reader's gives way to
 * one that is.
 */
export function repairSplit(
  facts: AddressFacts,
  hints: DiagnosisHints,
  names: PtrNameFacts[],
  mendOf: (name: PtrNameFacts) => Step,
): Step[] {
  const mends = names.map(mendOf);
  const [first, ...others] = names.map(({ name }) => ({ name, owner: ownerOfName(name, facts, hints) }));
  if (first === undefined || mends[0] === undefined) return mends;
  const isForeign = [first, ...others].every(({ owner }) => owner === "provider" || owner === "other");
  if (others.length > 0)
    return isForeign ? alternatives(otherName(facts, hints), mends.map(secondary)) : mends;
  const isUnknown = mailHost(hints, facts).name === PLACEHOLDER;
  if (isUnknown && !isForeign) return mends;
  return waysOut(facts, hints, first.name, { ...mends[0], main: true });
}

export function mendServers(name: string, facts: AddressFacts): Step {
  const task = `make the name servers of ${name} answer the question for its ${addressType(facts)} record`;
  return step("fix-servers", "dns provider", task);
}

/** The mail host is known by a name that leads here already: one record less to be made. */
function isProven(facts: AddressFacts, hints: DiagnosisHints): boolean {
  const { name } = mailHost(hints, facts);
  return addressesOf(name, facts, hints)?.includes(facts.ip) ?? false;
}

/** The log's name for the host is the beginning of this one, which is most likely its full name. */
function isCalled(name: string, { shortName }: DiagnosisHints): boolean {
  const first = shortName?.split(".")[0]?.toLowerCase();
  return first !== undefined && isLetterDigitHyphen(shortName ?? "") && name.split(".")[0] === first;
}

/** Said in short, since it is hardly the right way: its records need a name that is not known. */
function unlessCalled(facts: AddressFacts, name: string): Step {
  const task = "have the PTR record changed to its full name, which --helo NAME writes into the records";
  const keeper = step("change-ptr", ptrKeeper(facts), task, reverseZoneWords(facts, ptrOwner(facts)));
  return { ...keeper, condition: `if ${name} is not its name` };
}

/** A stranger's name is the second choice. */
function onlyIfOwn(mend: Step, name: string): Step {
  return { ...secondary(mend), condition: `if ${name} is a name of yours` };
}

/** No headline tells it. */
function secondary(other: Step): Step {
  const { main, ...rest } = other;
  return main === undefined ? other : rest;
}

function conditioned([first, ...rest]: Step[], condition: string): Step[] {
  return first === undefined ? [] : [{ ...first, condition }, ...rest];
}

/** A name that cannot be asked for: its owner mends that, unless another name is to take its place. */
export function replaceUnasked(
  facts: AddressFacts,
  hints: DiagnosisHints,
  names: PtrNameFacts[],
  mend: Step[],
): Step[] {
  const owners = names.map(({ name }) => ownerOfName(name, facts, hints));
  if (owners.every((owner) => owner === "provider")) return otherName(facts, hints);
  const isForeign = owners.every((owner) => owner === "provider" || owner === "other");
  return isForeign && isProven(facts, hints) ? alternatives(otherName(facts, hints), mend) : mend;
}

/** The mail host's name must lead here before a PTR record may point to it. */
export function otherName(facts: AddressFacts, hints: DiagnosisHints): Step[] {
  return setBoth(facts, hints, changePtr(hints, facts)).map((part) =>
    part.record?.type === "PTR" ? { ...part, remark: `${part.remark}${inOwnZone(part.record)}` } : part,
  );
}

/** What people try first, because they can; at the end of CNAME records it may be right. */
function inOwnZone({ owner, target: name }: StepRecord): string {
  if (!owner.endsWith(".arpa")) return "";
  const zone = name === PLACEHOLDER ? "your own domain's zone" : `the zone of ${name}`;
  return `; a PTR record in ${zone} has no effect`;
}

// ---------------------------------------------------------------- proxies

/** Beside a proxy's addresses the mail host's own is of no use: a proxied name answers with the proxy's alone. */
function withoutProxy(facts: AddressFacts, hints: DiagnosisHints, current: PtrNameFacts): Step[] {
  const proxy = proxyBefore(current) ?? "";
  const { name } = current;
  const own = nameOfItsOwn(facts, hints, current);
  if (!canBeSwitchedOff(proxy) || isProviders(name, facts, hints)) return own;
  const task = `set the record of ${name} to "DNS only" at ${proxy}, with this address alone: a proxied name answers with the proxy's addresses`;
  const shortTask = `set the record of ${name} to "DNS only" at ${proxy}, with the address ${facts.ip} alone`;
  const dnsOnly: Step = { ...addressStep(task, name, facts), shortTask, main: true };
  const condition = `if ${name} is needed behind the proxy, as a web site's name`;
  const alternative = conditioned(own, condition).map(secondary);
  if (ownerOfName(name, facts, hints) === "other") return alternatives(own, [onlyIfOwn(dnsOnly, name)]);
  // Another name that leads here already costs no web site its proxy.
  if (mailHost(hints, facts).name !== name && isProven(facts, hints))
    return alternatives(own, [{ ...secondary(dnsOnly), condition: `if no web site needs ${name}` }]);
  return alternatives([dnsOnly], alternative);
}

/** Another than the proxied one, even if the host bears that. */
function nameOfItsOwn(facts: AddressFacts, hints: DiagnosisHints, { name }: PtrNameFacts): Step[] {
  const isSame = mailHost(hints, facts).name === name;
  const { hostName: _, ...unnamed } = hints;
  if (!isSame) return otherName(facts, hints);
  return otherName(facts, unnamed).map((part) =>
    part.record?.type === "PTR"
      ? { ...part, remark: ` (to the same name, instead of ${PLACEHOLDER})` }
      : {
          ...part,
          task: "give the mail host a name of its own, which no proxy serves",
          remark: ` (replace ${PLACEHOLDER} with it)`,
        },
  );
}

// ---------------------------------------------------------------- words

function present(current: PtrNameFacts, facts: AddressFacts): string {
  const { name, addresses } = current;
  return addresses.length === 0 || isAlias(current) ? "" : `: ${presentAddresses(name, facts, addresses)}`;
}

function isAlias({ forward, servers }: PtrNameFacts): boolean {
  return (forward?.aliases.length ?? 0) > 0 || (servers?.aliases.length ?? 0) > 0;
}

/** Beside a CNAME no other record may stand (RFC 1034 section 3.6.2). */
function aliasRemark(name: PtrNameFacts): string {
  return isAlias(name) ? " instead of the name's CNAME record" : "";
}
