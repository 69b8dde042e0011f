// Steps that several causes share: the records that put things right, and where they belong. In a
// record or a command stand only names of plain characters.

import type { AddressFacts, FixStep, PtrNameFacts } from "../model.ts";
import type { DiagnosisHints } from "./cause.ts";

const RECORD_TTL = 3600;
const PLACEHOLDER = "mail.example.com";
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
  return { name: PLACEHOLDER, remark: ` (put your mail host's name in place of ${PLACEHOLDER})` };
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
  return [
    addressStep(`make sure that the mail host's name leads to this address${remark}`, name, facts),
    ptrStep(`${ptrAction}${remark}`, owner, name, facts),
  ];
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
  return `zone ${reverseZone.apex}${servers}${shortName(facts, owner)}`;
}

/** 32 nibbles are hard to type: inside the zone those of the zone itself are left out. */
function shortName({ family, reverseZone }: AddressFacts, owner: string): string {
  const apex = `.${reverseZone?.apex}`;
  if (family !== 6 || !owner.endsWith(apex)) return "";
  return `; relative to the zone: ${owner.slice(0, -apex.length)}`;
}

export function listNames(names: PtrNameFacts[]): string {
  return names.map((name) => name.name).join(", ");
}

/** Added where the answer stands for the whole lookup and not for one server. */
export function coarseness({ serversUnasked }: AddressFacts): string {
  return serversUnasked ? " Only the resolver was asked: which server fails, and how, it does not tell." : "";
}

/** Gmail documents only that the defect is refused; 4.7.23 for failed lookups is observed elsewhere. */
export const REFUSED_FOR_NOW =
  "Receivers answer a failed lookup with a temporary refusal (421) as a rule; for Gmail that is inferred, not documented.";

/**
 * How to see that the new records are there, at each server itself: no cache can answer in its place.
 * Only plain names stand in the commands, because people paste them into a shell.
 */
export function verifySteps(facts: AddressFacts, fix: FixStep[]): FixStep[] {
  const commands = fix.flatMap((part) => command(part, facts) ?? []);
  if (commands.length === 0) return [];
  return [step("you", `then ask each name server: ${[...new Set(commands)].join("; ")}`)];
}

function command({ record, where }: FixStep, facts: AddressFacts): string | null {
  if (record === null) return null;
  const [owner = "", , , type] = record.split(" ");
  const name = owner.slice(0, -1);
  if (type !== "PTR") return name === PLACEHOLDER ? null : `dig ${name} ${type}`;
  const server = facts.reverseZone?.nameServers.find(isPlainName);
  if (where === null || server === undefined || !isLetterDigitHyphen(name)) return `dig -x ${facts.ip}`;
  return `dig +norec @${server} ${name} PTR`;
}

function isLetterDigitHyphen(name: string): boolean {
  return /^[a-z0-9.-]+$/i.test(name);
}
