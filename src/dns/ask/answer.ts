// Turns a server's reply into the answer to a question. Here "there is no such record" parts from
// "could not be asked": a referral, an unfollowed alias or an error code never become the former.

import type { DnsAnswer, DnsFailure, DnsStatus } from "../../model/dns.ts";
import { followAliases } from "../wire/message.ts";
import type { DnsMessage } from "../wire/message.ts";
import type { DnsQuestion } from "../wire/query.ts";
import type { Reply } from "../exchange/reply.ts";

interface Verdict {
  status: DnsStatus;
  detail: string | null;
  failure?: DnsFailure | undefined;
}

const NO_ERROR = 0;
const NAME_ERROR = 3;

const errorCodes: Record<number, Verdict> = {
  1: { status: "malformed", detail: "FORMERR" },
  2: { status: "servfail", detail: null },
  4: { status: "malformed", detail: "NOTIMP" },
  5: { status: "refused", detail: null },
};

export function toAnswer(question: DnsQuestion, server: string, reply: Reply): DnsAnswer {
  if (!("message" in reply)) return failedAnswer(question, server, reply);
  const { message } = reply;
  const { aliases, end } = followAliases(message, question.name);
  const records = message.answers.filter((record) => record.name === end && record.type === question.type);
  const { status, detail, failure } = judge(message, end, aliases.length, records.length);
  return {
    name: question.name,
    type: question.type,
    status,
    detail,
    failure,
    server,
    authoritative: message.authoritative,
    recursionAvailable: message.recursionAvailable,
    truncated: reply.truncated ?? false,
    records: records.map(({ data, ttl }) => ({ data, ttl })),
    aliases,
    soa: soaFor(message, end),
    extendedErrors: message.extendedErrors,
  };
}

export function failedAnswer(
  question: DnsQuestion,
  server: string,
  verdict: Verdict & { truncated?: boolean },
): DnsAnswer {
  const { status, detail, failure, truncated = false } = verdict;
  const nothing = { records: [], aliases: [], soa: null, extendedErrors: [] };
  return { ...question, status, detail, failure, server, authoritative: false, truncated, ...nothing };
}

/** RFC 8914: from 6 (DNSSEC bogus) to 12 (NSEC missing) they say that validation failed, and why. */
const [FIRST_DNSSEC_ERROR, LAST_DNSSEC_ERROR] = [6, 12];

/** True when the server itself blames DNSSEC. */
export function isCalledBogus({ extendedErrors }: DnsAnswer): boolean {
  return extendedErrors.some(({ code }) => code >= FIRST_DNSSEC_ERROR && code <= LAST_DNSSEC_ERROR);
}

/** RFC 1035 section 4.1.1. */
export function errorVerdict(code: number): Verdict {
  return errorCodes[code] ?? { status: "malformed", detail: `response code ${code}` };
}

function judge(message: DnsMessage, end: string, aliases: number, records: number): Verdict {
  const code = message.responseCode;
  if (code === NAME_ERROR) return { status: "nxdomain", detail: null };
  if (code !== NO_ERROR) return errorVerdict(code);
  if (message.truncated) return { status: "malformed", detail: "a truncated answer over TCP" };
  if (records > 0) return { status: "answer", detail: null };
  if (message.answers.some((record) => record.type === "CNAME" && record.name === end))
    return { status: "malformed", detail: "an alias that leads back to itself" };
  if (isFinal(message, end, aliases)) return { status: "nodata", detail: null };
  if (aliases === 0) return { status: "malformed", detail: "a referral instead of an answer" };
  return { status: "malformed", detail: "an alias that was not followed", failure: "alias not followed" };
}

/**
 * RFC 2308 section 2.2: a SOA proves the NODATA. Resolvers that answer from their cache may leave it
 * out, but they offer recursion; a server that does not, and sends none, only points elsewhere. An alias
 * and nothing else says that nobody looked where it leads (RFC 1034 section 5.3.3 has a resolver do so).
 */
function isFinal(message: DnsMessage, end: string, aliases: number): boolean {
  if (soaFor(message, end) !== null) return true;
  return aliases === 0 && (message.recursionAvailable || message.authoritative);
}

/** Only a zone that holds the name can deny it; a SOA that was asked for stands in the answer. */
export function soaFor(message: DnsMessage, name: string) {
  const holds = (zone: string) => zone === "." || name === zone || name.endsWith(`.${zone}`);
  const records = [...message.authorities, ...message.answers];
  return records.find((record) => record.soa && holds(record.name))?.soa ?? null;
}
