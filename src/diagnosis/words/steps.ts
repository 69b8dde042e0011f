// Steps that several causes share: the records that put things right, and where they belong. In a
// record or a command stand only names of plain characters.

import type { FixStep } from "../../model/cause.ts";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import type { DiagnosisHints } from "../causes/cause.ts";

const RECORD_TTL = 3600;
/** More addresses or name servers than these tell a reader no more. */
const MAX_ADDRESSES = 4;
const MAX_ASKED = 4;
/** In capitals like all that is the reader's to replace; nobody takes it for a name that exists. */
export const PLACEHOLDER = "YOUR.MAIL.HOST";
const plainName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

export function addressType(facts: AddressFacts): "A" | "AAAA" {
  return facts.family === 4 ? "A" : "AAAA";
}

/** A full name of letters, digits and hyphens: fit for a record that people copy. */
export function isPlainName(name: string): boolean {
  return plainName.test(name);
}

/** A host name for the records of a fix; without a usable hint a placeholder that says so. */
export function mailHost(hints: DiagnosisHints): { name: string; remark: string } {
  const hint = hints.hostName?.replace(/\.$/, "").toLowerCase();
  if (hint !== undefined && isPlainName(hint)) return { name: hint, remark: "" };
  return {
    name: PLACEHOLDER,
    remark: ` (put your mail host's full name in place of ${PLACEHOLDER}${whyUnnamed(hints)})`,
  };
}

/** Refusals come from a log, which names the host as it likes; without any, the caller can name it. */
function whyUnnamed({ shortName, attempts }: DiagnosisHints): string {
  if (shortName !== undefined && isLetterDigitHyphen(shortName))
    return `: the log calls this host only ${shortName}`;
  return attempts === 0 ? ", or run again with --helo NAME" : "";
}

export function addressRecord(name: string, facts: AddressFacts): string {
  return `${name}. ${RECORD_TTL} IN ${addressType(facts)} ${facts.ip}`;
}

export function ptrRecord(owner: string, name: string): string {
  return `${owner}. ${RECORD_TTL} IN PTR ${name}.`;
}

/** Forward first: many hosters' panels refuse a PTR whose name does not lead back yet. */
export function setBoth(
  facts: AddressFacts,
  hints: DiagnosisHints,
  ptrAction: string,
  owner = facts.reverseName,
): FixStep[] {
  const { name, remark } = mailHost(hints);
  const ptr = ptrStep(`${ptrAction}${remark}`, owner, name, facts);
  return [...forwardSteps(facts, hints), { ...ptr, main: true }];
}

/** The address record of the mail host's name; nothing when it is there already. */
export function forwardSteps(facts: AddressFacts, hints: DiagnosisHints): FixStep[] {
  const { name, remark } = mailHost(hints);
  const known = addressesOf(name, facts, hints);
  if (known?.includes(facts.ip)) return [];
  const action =
    known === null
      ? `make sure that the mail host's name leads to this address${remark}`
      : `let the mail host's name lead to this address: ${presentAddresses(name, facts, known)}`;
  return [addressStep(action, name, facts)];
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

/** Whoever reads of one record only replaces the one there is, and cuts off the host's other address. */
export function presentAddresses(name: string, facts: AddressFacts, known: string[]): string {
  const type = addressType(facts);
  if (known.length === 0) return `${name} has no ${type} record yet: create it`;
  const list = known.slice(0, MAX_ADDRESSES).join(", ");
  return `${name} now has ${type} ${list}: ADD this record, keep the other${known.length > 1 ? "s" : ""}`;
}

export function addressStep(action: string, name: string, facts: AddressFacts): FixStep {
  return {
    who: "you",
    action,
    record: addressRecord(name, facts),
    where: "the DNS of the name's own domain",
  };
}

export function ptrStep(action: string, owner: string, name: string, facts: AddressFacts): FixStep {
  return { who: "hoster", action, record: ptrRecord(owner, name), where: reverseZoneWords(facts, owner) };
}

export function step(who: FixStep["who"], action: string, where: string | null = null): FixStep {
  return { who, action, record: null, where };
}

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

export function listNames(names: PtrNameFacts[]): string {
  return names.map((name) => name.name).join(", ");
}

/** Added where the answer stands for the whole lookup and not for one server. */
export function coarseness({ serversUnasked }: AddressFacts): string {
  return serversUnasked ? " Which server fails, and how, the resolver does not tell." : "";
}

/** Gmail documents only that the defect is refused; 4.7.23 for failed lookups is observed elsewhere. */
export const REFUSED_FOR_NOW =
  "Receivers answer a failed lookup with a temporary refusal (421) as a rule; for Gmail that is inferred, not documented.";

/**
 * How to see that the new records are there, at each server itself: no cache can answer in its place.
 * Only plain names stand in the commands, because people paste them into a shell.
 */
export function verifySteps(facts: AddressFacts, fix: FixStep[]): FixStep[] {
  return fix.flatMap((part) => checksOf(part, facts));
}

function checksOf({ record, where, action }: FixStep, facts: AddressFacts): FixStep[] {
  if (record === null) return [];
  const [owner = "", , , type, data = ""] = record.split(" ");
  const name = owner.slice(0, -1);
  const start = /^or\b/.test(action) ? "or" : "then";
  if (type !== "PTR") {
    return name === PLACEHOLDER
      ? []
      : [check(`${start} ask for the name: the answer must hold ${data}`, `dig ${name} ${type}`)];
  }
  const target = data.slice(0, -1);
  const wanted = target === PLACEHOLDER ? "your mail host's name" : target;
  const servers = (facts.reverseZone?.nameServers ?? []).filter(isPlainName).slice(0, MAX_ASKED);
  if (where === null || servers.length === 0 || !isLetterDigitHyphen(name))
    return [check(`${start} ask for the address: it must answer ${wanted}`, `dig -x ${facts.ip}`)];
  const question = name === facts.reverseName ? `-x ${facts.ip}` : `${name} PTR`;
  return servers.map((server) =>
    check(`${start} ask ${server}: it must answer ${wanted}`, `dig +norec @${server} ${question}`),
  );
}

function check(action: string, command: string): FixStep {
  return { who: "you", action, record: command, where: null };
}

function isLetterDigitHyphen(name: string): boolean {
  return /^[a-z0-9.-]+$/i.test(name);
}

// ---------------------------------------------------------------- times as people say them

const UNITS = [
  { seconds: 86_400, name: "day" },
  { seconds: 3600, name: "hour" },
  { seconds: 60, name: "minute" },
  { seconds: 1, name: "second" },
];

/** `1 hour`, `90 minutes`: the largest unit that leaves nothing over. */
export function durationWords(seconds: number): string {
  const unit = UNITS.find((candidate) => seconds > 0 && seconds % candidate.seconds === 0);
  const { seconds: length, name } = unit ?? { seconds: 1, name: "second" };
  const amount = seconds / length;
  return `${amount} ${name}${amount === 1 ? "" : "s"}`;
}
