// Steps that several causes share: the records that put things right, and where they belong. In a
// record or a command stand only names of plain characters.

import type { Step, StepKind } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { DiagnosisHints } from "../causes/cause.ts";
import { canBePublic } from "../facts/inner-name.ts";
import { isProviders } from "../facts/name-owner.ts";
import { proxyAmong } from "../facts/proxied-name.ts";
import { isZoneFileName, ptrOwner } from "../facts/ptr-owner.ts";
import { canBeSwitchedOff } from "../hosters/proxies.ts";
import { PLACEHOLDER } from "../../model/placeholder.ts";

export { PLACEHOLDER };

/** More addresses than these tell a reader no more. */
const MAX_ADDRESSES = 4;
const plainName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

export function addressType(facts: AddressFacts): "A" | "AAAA" {
  return facts.family === 4 ? "A" : "AAAA";
}

/** A full name of letters, digits and hyphens: fit for a record that people copy. */
export function isPlainName(name: string): boolean {
  return plainName.test(name);
}

export function isLetterDigitHyphen(name: string): boolean {
  return /^[a-z0-9.-]+$/i.test(name);
}

/** A host name for the records of a fix; without a usable hint a placeholder that says so. */
export function mailHost(hints: DiagnosisHints, facts: AddressFacts): { name: string; remark: string } {
  const hint = hints.hostName?.replace(/\.$/, "").toLowerCase();
  if (hint !== undefined && isUsable(hint, hints, facts)) return { name: hint, remark: "" };
  return {
    name: PLACEHOLDER,
    remark: ` (replace ${PLACEHOLDER} with your mail host's full name, or run again with --helo NAME${whyUnnamed(hints, facts)})`,
  };
}

/** A name found in the DNS for the mail host's, where it can be that: what the provider wrote there is not. */
export function namedAfter(
  name: string | undefined,
  hints: DiagnosisHints,
  facts: AddressFacts,
): DiagnosisHints {
  if (name === undefined || !isPlainName(name) || !canBePublic(name)) return hints;
  return isProviders(name, facts, hints) ? hints : { ...hints, hostName: name };
}

/** Everybody must be able to look the name up, and the reader to make records for it, if it does not lead here yet. */
function isUsable(name: string, hints: DiagnosisHints, facts: AddressFacts): boolean {
  if (!isPlainName(name) || !canBePublic(name)) return false;
  return !isProviders(name, facts, hints) || (addressesOf(name, facts, hints)?.includes(facts.ip) ?? false);
}

/** A log names the host as it likes; the caller can name it. */
function whyUnnamed(hints: DiagnosisHints, facts: AddressFacts): string {
  const { hostName, shortName, attempts, helo } = hints;
  const called = hostName ?? shortName;
  if (called === undefined || !isLetterDigitHyphen(called)) return "";
  const isGiven = attempts === 0 || (helo !== undefined && helo.name === called);
  const name = `${called}${whyUnusable(called, hints, facts)}`;
  return `; ${isGiven ? `it is not ${name}` : `the log calls this host only ${name}`}`;
}

function whyUnusable(name: string, hints: DiagnosisHints, facts: AddressFacts): string {
  if (!name.includes(".")) return "";
  if (!canBePublic(name)) return ", which means nothing outside its own network";
  return isProviders(name, facts, hints) ? ", which is a name of the provider's" : "";
}

// ---------------------------------------------------------------- steps

/** A step without a record. */
export function step(kind: StepKind, who: Step["who"], task: string, where: string | null = null): Step {
  return { kind, who, task, where, record: null };
}

/** What a step says of the PTR record: that it is to be set, or that somebody is to be asked for a change. */
type PtrTask = Pick<Step, "task" | "shortTask" | "replaces"> & { kind: "set-ptr" | "change-ptr" };

export const CREATE_PTR: PtrTask = {
  kind: "set-ptr",
  task: "create the PTR record",
  shortTask: "create one",
};

export function setPtr(task: string): PtrTask {
  return { kind: "set-ptr", task };
}

/** `wanted` describes the name, for a reader who has to find it: `a name of your own`. */
export function changePtr(
  hints: DiagnosisHints,
  facts: AddressFacts,
  wanted = "your mail host's name",
): PtrTask {
  const { name } = mailHost(hints, facts);
  const target = name === PLACEHOLDER ? wanted : name;
  return { kind: "change-ptr", task: `have the PTR record changed to ${target}` };
}

/** At the end of CNAME records the record is that zone's, and who lends the address has nothing to do. */
export function ptrStep(ptrTask: PtrTask, hints: DiagnosisHints, facts: AddressFacts): Step {
  const { name, remark } = mailHost(hints, facts);
  const owner = ptrOwner(facts);
  const record = isZoneFileName(owner) ? { owner, type: "PTR" as const, target: name } : null;
  const who = ptrKeeper(facts);
  const zone = who === "zone holder" ? facts.reverseZone?.apex : undefined;
  const where = reverseZoneWords(facts, owner);
  return { ...ptrTask, who, remark, where, record, ...(zone === undefined ? {} : { zone }) };
}

export function ptrKeeper(facts: AddressFacts): "hoster" | "zone holder" {
  return ptrOwner(facts) === facts.reverseName ? "hoster" : "zone holder";
}

/** Forward first: many hosters' panels refuse a PTR whose name does not lead back yet. */
export function setBoth(facts: AddressFacts, hints: DiagnosisHints, ptrTask: PtrTask): Step[] {
  const forward = forwardSteps(facts, hints);
  const ptr = { ...ptrStep(ptrTask, hints, facts), main: true as const };
  // What the first step says of the placeholder holds for the second.
  const isSaid = Boolean(ptr.remark) && forward.some(({ remark }) => remark === ptr.remark);
  return [...forward, isSaid ? { ...ptr, remark: ` (to the same name, instead of ${PLACEHOLDER})` } : ptr];
}

/** The address record of the mail host's name; nothing when it is there already. */
export function forwardSteps(facts: AddressFacts, hints: DiagnosisHints): Step[] {
  const { name, remark } = mailHost(hints, facts);
  const known = addressesOf(name, facts, hints);
  if (known?.includes(facts.ip)) return [];
  if (known === null) {
    const task = "make sure that the mail host's name leads to this address";
    return [{ ...addressStep(task, name, facts), remark }];
  }
  const task = `let the mail host's name lead to this address: ${presentAddresses(name, facts, known)}`;
  return [addressStep(task, name, facts)];
}

/** What a name leads to now, in the family of the sender; null when that is not known. */
export function addressesOf(
  name: string,
  facts: AddressFacts,
  { nameAddresses }: DiagnosisHints,
): string[] | null {
  const own = facts.names.find((candidate) => candidate.name === name && candidate.addresses.length > 0);
  return own?.addresses ?? nameAddresses?.get(`${addressType(facts)} ${name}`) ?? null;
}

/** Says ADD: a reader who sees one record may replace the existing ones, and cut off the host's other address. */
export function presentAddresses(name: string, facts: AddressFacts, known: string[]): string {
  const type = addressType(facts);
  if (known.length === 0) return `create the record (${name} has no ${type} record yet)`;
  const list = known.slice(0, MAX_ADDRESSES).join(", ");
  const proxy = proxyAmong(known);
  if (proxy !== null) return `${name} now leads to ${proxy}'s proxy (${list}): ${outOfProxy(proxy)}`;
  return `ADD this record and keep the other${known.length > 1 ? "s" : ""} (${name} now has ${type} ${list})`;
}

/** A proxied name answers with the proxy's addresses, whatever record is added. */
export function outOfProxy(proxy: string): string {
  return canBeSwitchedOff(proxy)
    ? 'set the record to "DNS only", with this address alone'
    : "replace these records with this one, or give the mail host another name";
}

export function addressStep(task: string, name: string, facts: AddressFacts): Step {
  return {
    kind: "set-address",
    who: "you",
    task,
    where: "the DNS of the name's own domain",
    record: { owner: name, type: addressType(facts), target: facts.ip },
  };
}

/** Ways out of which one is enough: each is lettered, and is gone from its first step to its last. */
export function alternatives(...ways: Step[][]): Step[] {
  return ways.flatMap((steps, index) => {
    const way = String.fromCodePoint(FIRST_LETTER + index);
    return steps.map((part, place) => ({
      ...part,
      way,
      ...(place === 0 ? {} : { relation: "then" as const }),
    }));
  });
}

const FIRST_LETTER = 0x61;

export function reverseZoneWords(facts: AddressFacts, owner = facts.reverseName): string | null {
  const { reverseZone } = facts;
  if (!reverseZone) return null;
  const servers =
    reverseZone.nameServers.length > 0 ? ` (name servers ${reverseZone.nameServers.join(", ")})` : "";
  return `zone ${reverseZone.apex}${servers}${relativeName(facts, owner)}`;
}

/** 32 nibbles are hard to type: inside the zone those of the zone itself are left out. */
function relativeName({ family, reverseZone }: AddressFacts, owner: string): string {
  const apex = `.${reverseZone?.apex}`;
  if (family !== 6 || !owner.endsWith(apex)) return "";
  return `; relative to the zone: ${owner.slice(0, -apex.length)}`;
}

// ---------------------------------------------------------------- words in summaries

export function listNames(names: PtrNameFacts[]): string {
  return names.map((name) => name.name).join(", ");
}
