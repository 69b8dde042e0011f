// Judges what a zone's own server said. Only an answer with the AA bit speaks for the zone; a
// referral downwards leads on, and everything else is a lame delegation or a failure.

import type { DnsAlias, DnsAnswer, DnsSoa } from "../../model/dns.ts";
import { errorVerdict, failedAnswer, soaFor } from "./answer.ts";
import type { DnsMessage } from "../wire/message.ts";
import type { DnsQuestion } from "../wire/query.ts";
import type { Reply } from "../exchange/reply.ts";

/** A step down to a child zone. */
export interface Referral {
  apex: string;
  ttl: number;
  nameServers: string[];
  /** Address records for names inside the zone that refers: those of others are not its to give. */
  glue: Map<string, string[]>;
}

const NO_ERROR = 0;
const NAME_ERROR = 3;

/** True for a name in the zone or its apex. */
export function isWithin(name: string, zone: string): boolean {
  return zone === "." || name === zone || name.endsWith(`.${zone}`);
}

/** The child zone a server points to, when it really is further down on the way to the name. */
export function referralIn(reply: Reply, question: DnsQuestion, zone: string): Referral | null {
  if (!("message" in reply)) return null;
  const { message } = reply;
  if (message.responseCode !== NO_ERROR || message.authoritative || message.answers.length > 0) return null;
  const records = message.authorities.filter((record) => record.type === "NS");
  const apex = records[0]?.name;
  if (apex === undefined || apex === zone) return null;
  if (!isWithin(apex, zone) || !isWithin(question.name, apex)) return null;
  const own = records.filter((record) => record.name === apex);
  const nameServers = [...new Set(own.map((record) => record.data))].toSorted();
  return { apex, ttl: records[0]?.ttl ?? 0, nameServers, glue: glueFor(nameServers, message, zone) };
}

/** IPv4 where there is any: a host without IPv6 must not take a server for dead. */
function glueFor(nameServers: string[], message: DnsMessage, zone: string): Map<string, string[]> {
  const addresses = (name: string, type: "A" | "AAAA") =>
    message.additionals.filter((record) => record.name === name && record.type === type);
  const inside = nameServers.filter((name) => isWithin(name, zone));
  return new Map(
    inside.flatMap((name) => {
      const ipv4 = addresses(name, "A");
      const records = ipv4.length > 0 ? ipv4 : addresses(name, "AAAA");
      return records.length > 0 ? [[name, records.map((record) => record.data)] as const] : [];
    }),
  );
}

/**
 * The answer, its alias not followed: the alias' target belongs to another zone as a rule, and what
 * this server says of that does not count.
 */
export function authoritativeAnswer(question: DnsQuestion, server: string, reply: Reply): DnsAnswer {
  if (!("message" in reply)) return failedAnswer(question, server, reply);
  const { message } = reply;
  const alias = message.answers.find((record) => record.type === "CNAME" && record.name === question.name);
  const aliases = alias && question.type !== "CNAME" ? [toAlias(alias)] : [];
  const here = message.answers.filter(({ name, type }) => name === question.name && type === question.type);
  return {
    ...question,
    ...judge(message, question, here.length, aliases),
    server,
    authoritative: message.authoritative,
    truncated: reply.truncated ?? false,
    records: here.map(({ data, ttl }) => ({ data, ttl })),
    aliases,
    soa: aliases.length > 0 ? null : soaFor(message, question.name),
    extendedErrors: message.extendedErrors,
  };
}

function toAlias({ name, data, ttl }: { name: string; data: string; ttl: number }): DnsAlias {
  return { name, target: data, ttl };
}

function judge(
  message: DnsMessage,
  question: DnsQuestion,
  records: number,
  aliases: DnsAlias[],
): Pick<DnsAnswer, "status" | "detail"> {
  const code = message.responseCode;
  if (code !== NO_ERROR && code !== NAME_ERROR) return errorVerdict(code);
  if (message.truncated) return { status: "malformed", detail: "a truncated answer over TCP" };
  if (!message.authoritative) return { status: "lame", detail: lameness(message, question) };
  // With an alias the response code is about the alias' end (RFC 6604).
  if (records > 0 || aliases.length > 0) return { status: "answer", detail: null };
  return { status: code === NAME_ERROR ? "nxdomain" : "nodata", detail: null };
}

function lameness(message: DnsMessage, question: DnsQuestion): string {
  if (message.answers.length > 0) return "answers without authority";
  const target = message.authorities.find((record) => record.type === "NS")?.name;
  if (target === undefined) return "an empty answer without authority";
  const place = target === "." ? "the root" : target;
  return isWithin(question.name, target) ? `a referral to ${place}` : `a referral aside, to ${place}`;
}

/** The SOA in a reply that tells the zone of a name. */
export function soaIn(reply: Reply, name: string): DnsSoa | null {
  if (!("message" in reply) || !reply.message.authoritative) return null;
  return soaFor(reply.message, name);
}
