// Sentences and steps that several causes share: what was asked and answered, and the records that
// put it right. Names in facts are escaped already; in a record stand only names of plain characters.

import type { AddressFacts, DnsAnswer, DnsStatus, FixStep, PtrNameFacts } from "../model.ts";
import type { DiagnosisHints } from "./cause.ts";

const RECORD_TTL = 3600;
const PLACEHOLDER = "mail.example.com";
const plainName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

const statusWords: Record<Exclude<DnsStatus, "answer">, string> = {
  nxdomain: "NXDOMAIN",
  nodata: "no such record (NOERROR, no data)",
  servfail: "SERVFAIL",
  refused: "REFUSED",
  lame: "no authoritative answer",
  timeout: "no answer",
  unreachable: "unreachable",
  malformed: "no usable answer",
};

/** `PTR 5.113.0.203.in-addr.arpa: NXDOMAIN from 127.0.0.1:5353`. */
export function evidence(answer: DnsAnswer): string[] {
  const aliases = answer.aliases.map(({ name, target, ttl }) => `CNAME ${name}: ${target} (TTL ${ttl})`);
  return [
    ...aliases,
    `${answer.type} ${answer.name}: ${outcome(answer)} from ${answer.server}`,
    ...remarks(answer),
  ];
}

function outcome(answer: DnsAnswer): string {
  if (answer.status === "answer")
    return answer.records.map(({ data, ttl }) => `${data} (TTL ${ttl})`).join(", ");
  const words = statusWords[answer.status];
  return answer.detail === null || answer.detail === words ? words : `${words} (${answer.detail})`;
}

function remarks(answer: DnsAnswer): string[] {
  const soa = answer.soa && answer.status !== "answer" ? [soaRemark(answer.soa)] : [];
  const errors = answer.extendedErrors.map(
    ({ code, text }) => `extended DNS error ${code}${text && `: ${text}`}`,
  );
  return [...soa, ...errors];
}

function soaRemark({ zone, ttl, minimum }: NonNullable<DnsAnswer["soa"]>): string {
  return `SOA ${zone}: TTL ${ttl}, MINIMUM ${minimum}`;
}

/** What was asked about a PTR name; a name that could not be asked says so itself. */
export function nameEvidence(name: PtrNameFacts): string[] {
  if (!name.forward) return [`PTR name ${name.name}: not a host name, its addresses were not asked for`];
  return [...evidence(name.forward), ...(name.otherFamily ? evidence(name.otherFamily) : [])];
}

export function ptrEvidence(facts: AddressFacts): string[] {
  return facts.ptr ? evidence(facts.ptr) : [];
}

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
  return { who: "hoster", action, record: ptrRecord(owner, name), where: reverseZoneWords(facts) };
}

export function step(who: FixStep["who"], action: string, where: string | null = null): FixStep {
  return { who, action, record: null, where };
}

export function reverseZoneWords({ reverseZone }: AddressFacts): string | null {
  if (!reverseZone) return null;
  const servers =
    reverseZone.nameServers.length > 0 ? ` (name servers ${reverseZone.nameServers.join(", ")})` : "";
  return `zone ${reverseZone.apex}${servers}`;
}

export function listNames(names: PtrNameFacts[]): string {
  return names.map((name) => name.name).join(", ");
}
