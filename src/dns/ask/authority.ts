// Judges what a zone's own server said, as BIND and unbound do: a referral downwards is told by what it holds,
// records and NXDOMAIN count with or without the AA bit, and an empty answer needs that bit or the zone's SOA. Everything
// else is a lame delegation or a failure.

import { isDefinite } from "../../model/dns.ts";
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

/**
 * The child zone a server points to, when it really is further down on the way to the name. The AA bit says nothing
 * here: load balancers set it in referrals too. A SOA record makes it "no such record" (RFC 2308 section 2.2).
 */
export function referralIn(reply: Reply, question: DnsQuestion, zone: string): Referral | null {
  if (!("message" in reply)) return null;
  const { message } = reply;
  if (message.responseCode !== NO_ERROR || message.answers.length > 0) return null;
  if (message.authorities.some((record) => record.type === "SOA")) return null;
  const isBelow = (name: string) => name !== zone && isWithin(name, zone) && isWithin(question.name, name);
  const records = message.authorities.filter(({ type, name }) => type === "NS" && isBelow(name));
  const [first] = records;
  if (first === undefined) return null;
  const own = records.filter((record) => record.name === first.name);
  const nameServers = [...new Set(own.map((record) => record.data))].toSorted();
  return { apex: first.name, ttl: first.ttl, nameServers, glue: glueFor(nameServers, message, zone) };
}

/**
 * What one server of a zone says of the way down. `stranger`: these are the words of a server that resolves for
 * others, at a zone whose servers never do.
 */
export type Word = Referral | "own answer" | "stranger" | "failure" | "silence" | "not asked";

export function wordIn(reply: Reply, question: DnsQuestion, zone: { apex: string; isTop: boolean }): Word {
  if (!("message" in reply)) {
    if (reply.failure === "not asked") return "not asked";
    return reply.status === "malformed" ? "failure" : "silence";
  }
  const { message } = reply;
  if (zone.isTop && message.recursionAvailable) return "stranger";
  const referral = referralIn(reply, question, zone.apex);
  if (referral) return referral;
  const answer = authoritativeAnswer(question, "", reply, zone.apex);
  if (!isDefinite(answer)) return "failure";
  // Who resolves for others and does not claim the zone may not know the way; unbound asks it last, too.
  const isHearsay = message.recursionAvailable && !message.authoritative;
  if (!zone.isTop && isHearsay && answer.status !== "answer") return "failure";
  return zone.isTop && !isOwnAtTop(answer) ? "stranger" : "own answer";
}

/** Servers near the root have the AA bit in what they hold, and the SOA record in what they deny. */
function isOwnAtTop({ authoritative, status, soa }: DnsAnswer): boolean {
  return authoritative && (status === "answer" || soa !== null);
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
 * The answer of a server of this zone, its alias not followed: the alias' target belongs to another zone as a rule, and
 * what this server says of that does not count.
 */
export function authoritativeAnswer(
  question: DnsQuestion,
  server: string,
  reply: Reply,
  zone: string,
): DnsAnswer {
  if (!("message" in reply)) return failedAnswer(question, server, reply);
  const { message } = reply;
  const alias = message.answers.find((record) => record.type === "CNAME" && record.name === question.name);
  const aliases = alias && question.type !== "CNAME" ? [toAlias(alias)] : [];
  const here = message.answers.filter(({ name, type }) => name === question.name && type === question.type);
  const soa = aliases.length > 0 ? null : soaFor(message, question.name);
  const holds = here.length > 0 || aliases.length > 0;
  const pointsAway = referralIn(reply, question, zone) !== null || pointsElsewhere(message, zone);
  return {
    ...question,
    ...judge(message, question, { holds, pointsAway, deniesAs: soa?.zone ?? null, zone }),
    server,
    authoritative: message.authoritative,
    truncated: reply.truncated ?? false,
    records: here.map(({ data, ttl }) => ({ data, ttl })),
    aliases,
    soa,
    extendedErrors: message.extendedErrors,
  };
}

function toAlias({ name, data, ttl }: { name: string; data: string; ttl: number }): DnsAlias {
  return { name, target: data, ttl };
}

function pointsElsewhere({ authorities }: DnsMessage, zone: string): boolean {
  if (authorities.some(({ type }) => type === "SOA")) return false;
  const owners = authorities.filter(({ type }) => type === "NS").map(({ name }) => name);
  return owners.length > 0 && !owners.includes(zone);
}

interface Content {
  /** Records or an alias of the name. */
  holds: boolean;
  /** Name servers of another zone, and no SOA record: whatever the AA bit says, this server does not hold the name. */
  pointsAway: boolean;
  /** The zone of the SOA record. */
  deniesAs: string | null;
  /** The zone that the server was asked for. */
  zone: string;
}

function judge(
  message: DnsMessage,
  question: DnsQuestion,
  { holds, pointsAway, deniesAs, zone }: Content,
): Pick<DnsAnswer, "status" | "detail"> {
  const code = message.responseCode;
  if (code !== NO_ERROR && code !== NAME_ERROR) return errorVerdict(code);
  if (message.truncated) return { status: "malformed", detail: "a truncated answer over TCP" };
  // With an alias the response code is about the alias' end (RFC 6604).
  if (holds) return { status: "answer", detail: null };
  if (code === NAME_ERROR) return { status: "nxdomain", detail: null };
  const isEmpty = message.authoritative || (deniesAs !== null && isWithin(deniesAs, zone));
  if (pointsAway || !isEmpty) return { status: "lame", detail: lameness(message, question) };
  return { status: "nodata", detail: null };
}

function lameness(message: DnsMessage, question: DnsQuestion): string {
  if (message.answers.length > 0) return "answers to another question";
  const target = message.authorities.find((record) => record.type === "NS")?.name;
  if (target === undefined) return "an empty answer without authority";
  const place = target === "." ? "the root" : target;
  return isWithin(question.name, target) ? `a referral to ${place}` : `a referral aside, to ${place}`;
}

/** The SOA in a reply that tells the zone of a name. */
export function soaIn(reply: Reply, name: string): DnsSoa | null {
  if (!("message" in reply)) return null;
  return soaFor(reply.message, name);
}
