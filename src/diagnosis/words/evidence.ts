// The evidence: who was asked, what was asked and what the answer was, one sentence each. Names and
// texts in facts are escaped already.

import type {
  AddressFacts,
  DnsAnswer,
  DnsStatus,
  PtrNameFacts,
  ServerAnswer,
  ZoneView,
} from "../../model/dns.ts";
import { serverWords } from "../facts/servers-say.ts";

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

/** RFC 8914 section 4, those that tell something about a zone. */
const extendedErrorWords: Record<number, string> = {
  6: "DNSSEC bogus",
  7: "signature expired",
  8: "signature not yet valid",
  9: "DNSKEY missing",
  10: "RRSIGs missing",
  12: "NSEC missing",
  14: "not ready",
  20: "not authoritative",
  22: "no reachable authority",
  23: "network error",
  24: "invalid data",
};

/** `PTR 5.113.0.203.in-addr.arpa: NXDOMAIN from 127.0.0.1:5353`. */
export function evidence(answer: DnsAnswer): string[] {
  const line = `${answer.type} ${answer.name}: ${outcome(answer)} from ${answer.server}`;
  return [...aliasLines(answer), line, ...remarks(answer)];
}

/** Each distinct answer once, with all the servers that gave it. */
export function serversEvidence({ answers, aliases }: ZoneView): string[] {
  const groups = new Map<string, ServerAnswer[]>();
  for (const answer of answers) {
    const what = `${answer.type} ${answer.name}: ${outcome(answer)}`;
    groups.set(what, [...(groups.get(what) ?? []), answer]);
  }
  const lines = [...groups].map(([what, from]) => {
    const isAuthoritative = from.every((answer) => answer.authoritative);
    return `${what} from ${from.map(serverWords).join(", ")}${isAuthoritative ? " (authoritative)" : ""}`;
  });
  const chain = aliases.map(aliasLine);
  return [...new Set([...chain, ...lines, ...answers.flatMap(remarks)])];
}

export function outcome(answer: DnsAnswer): string {
  if (answer.status === "answer" && answer.records.length === 0) return "only a CNAME record";
  if (answer.status === "answer") {
    return answer.records.map(({ data, ttl }) => `${data} (TTL ${ttl})`).join(", ");
  }
  const words = statusWords[answer.status];
  return answer.detail === null || answer.detail === words ? words : `${words} (${answer.detail})`;
}

function aliasLines(answer: DnsAnswer): string[] {
  return answer.aliases.map(aliasLine);
}

function aliasLine({ name, target, ttl }: DnsAnswer["aliases"][number]): string {
  return `CNAME ${name}: ${target} (TTL ${ttl})`;
}

function remarks(answer: DnsAnswer): string[] {
  const soa = answer.soa && answer.status !== "answer" ? [soaRemark(answer.soa)] : [];
  const errors = answer.extendedErrors.map(({ code, text }) => {
    const words = extendedErrorWords[code];
    return `extended DNS error ${code}${words ? ` (${words})` : ""}${text && `: ${text}`}`;
  });
  return [...soa, ...errors];
}

function soaRemark({ zone, ttl, minimum }: NonNullable<DnsAnswer["soa"]>): string {
  return `SOA ${zone}: TTL ${ttl}, MINIMUM ${minimum}`;
}

/** What was asked about a PTR name; a name that could not be asked says so itself. */
export function nameEvidence(name: PtrNameFacts): string[] {
  if (!name.forward) return [`PTR name ${name.name}: not a host name, its addresses were not asked for`];
  const own = name.servers ? serversEvidence(name.servers) : evidence(name.forward);
  const failed = name.servers && name.unvalidated ? evidence(name.forward) : [];
  const other = name.otherFamily ? evidence(name.otherFamily) : [];
  return [...own, ...failed, ...unvalidatedEvidence(name.unvalidated), ...other];
}

export function ptrEvidence(facts: AddressFacts): string[] {
  const { ptr, resolver, servers, serversUnasked } = facts;
  if (!ptr) return [];
  const unasked = serversUnasked ? [unaskedWords(serversUnasked)] : [];
  const own = servers ? serversEvidence(servers) : evidence(ptr);
  const other = servers && resolver && differs(resolver.ptr, ptr) ? evidence(resolver.ptr) : [];
  return [...new Set([...own, ...other, ...unvalidatedEvidence(resolver?.unvalidated ?? null), ...unasked])];
}

/** That the resolver alone knows the way, or was meant to be asked alone, tells a reader nothing more. */
const plainReason = /^(?:the resolver does not tell the name servers of|only the resolver was to be asked)/;

function unaskedWords(reason: string): string {
  return `only the resolver was asked${plainReason.test(reason) ? "" : `: ${reason}`}`;
}

function unvalidatedEvidence(answer: DnsAnswer | null): string[] {
  if (!answer) return [];
  return [
    `${answer.type} ${answer.name} without DNSSEC validation (CD): ${outcome(answer)} from ${answer.server}`,
  ];
}

function differs(one: DnsAnswer, other: DnsAnswer): boolean {
  const data = ({ records }: DnsAnswer) =>
    records
      .map((record) => record.data)
      .toSorted()
      .join(" ");
  return one.status !== other.status || data(one) !== data(other) || one.authoritative;
}
