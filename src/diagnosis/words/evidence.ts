// The sentences of the evidence: who was asked, what was asked and what the answer was. Names and texts
// in facts are escaped already. Nothing reads these sentences back.

import { isIP } from "node:net";
import type { Evidence } from "../../model/cause.ts";
import type {
  DnsAnswer,
  DnsExtendedError,
  DnsStatus,
  LocalSign,
  ServerAnswer,
  Unasked,
} from "../../model/dns.ts";
import { isInnerIp } from "../../base/standards/ip.ts";
import { serverWords } from "../facts/servers-say.ts";

const overspentWords =
  "the limit of questions for one address was reached before its name servers had answered";

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
export function evidenceWords(evidence: Evidence): string {
  if (evidence.kind !== "answer" && evidence.kind !== "unvalidated answer") return otherWords(evidence);
  const { server } = evidence.answer;
  return server === "" ? answerWords(evidence) : `${answerWords(evidence)} from ${server}`;
}

/** The same for a stranger, to whom the address of the reader's own resolver tells nothing. */
export function letterWords(evidence: Evidence): string {
  if (evidence.kind !== "answer" && evidence.kind !== "unvalidated answer") return evidenceWords(evidence);
  const isOwn = isInnerIp(addressOf(evidence.answer));
  return isOwn ? `${answerWords(evidence)} through a resolver` : evidenceWords(evidence);
}

type AnswerEvidence = Extract<Evidence, { kind: "answer" | "unvalidated answer" }>;

function answerWords({ kind, answer }: AnswerEvidence): string {
  const how = kind === "answer" ? "" : " without DNSSEC validation (CD)";
  return `${answer.type} ${answer.name}${how}: ${outcome(answer)}`;
}

/** The server without its port. */
function addressOf({ server }: DnsAnswer): string {
  if (server.startsWith("[")) return server.slice(1, server.indexOf("]"));
  return isIP(server) === 6 ? server : (server.split(":")[0] ?? "");
}

function otherWords(evidence: Exclude<Evidence, AnswerEvidence>): string {
  switch (evidence.kind) {
    case "servers":
      return serversWords(evidence.answers);
    case "alias": {
      const { name, target, ttl } = evidence.alias;
      return `CNAME ${name}: ${target} (TTL ${ttl})`;
    }
    case "negative ttl": {
      const { zone, ttl, minimum } = evidence.soa;
      return `SOA ${zone}: TTL ${ttl}, MINIMUM ${minimum}`;
    }
    case "serial": {
      const { answer } = evidence;
      return `SOA ${answer.name}: serial ${answer.soa?.serial} at ${serverWords(answer)}`;
    }
    case "ds":
      return `DS ${evidence.zone}: ${evidence.record.data} (TTL ${evidence.record.ttl})`;
    case "name":
      return `PTR name ${evidence.name}: ${evidence.remark}`;
    case "extended error":
      return extendedErrorLine(evidence.error);
    case "local data":
      return `${evidence.answer.type} ${evidence.answer.name}: looks like the resolver's own data (${signWords(evidence.signs)})`;
    case "unasked":
      return unaskedWords(evidence.unasked);
    case "remark":
      return evidence.text;
  }
}

const localSignWords: Record<LocalSign, string> = {
  authority: "AA bit from a resolver",
  "ttl 0": "TTL 0",
  "steady ttl": "a TTL that does not run down",
  "private address": "an address that only an inner network knows",
  "local name": "a name that only an inner network knows",
  filter: "the resolver says that it filters",
};

export function signWords(signs: LocalSign[]): string {
  return signs.map((sign) => localSignWords[sign]).join(", ");
}

/** Each distinct answer once, with all the servers that gave it. */
function serversWords(answers: ServerAnswer[]): string {
  const [first] = answers;
  if (!first) return "";
  const isAuthoritative = answers.every((answer) => answer.authoritative);
  const servers = answers.map(serverWords).join(", ");
  return `${first.type} ${first.name}: ${outcome(first)} from ${servers}${isAuthoritative ? " (authoritative)" : ""}`;
}

export function outcome(answer: DnsAnswer): string {
  if (answer.status === "answer" && answer.records.length === 0) return "only a CNAME record";
  if (answer.status === "answer") {
    return answer.records.map(({ data, ttl }) => `${data} (TTL ${ttl})`).join(", ");
  }
  if (answer.failure === "not asked") return `not asked (${answer.detail})`;
  const words = statusWords[answer.status];
  return answer.detail === null || answer.detail === words ? words : `${words} (${answer.detail})`;
}

function extendedErrorLine({ code, text }: DnsExtendedError): string {
  const words = extendedErrorWords[code];
  return `extended DNS error ${code}${words ? ` (${words})` : ""}${text && `: ${text}`}`;
}

/** That the resolver alone knows the way, or was meant to be asked alone, tells a reader nothing more. */
function unaskedWords(unasked: Unasked): string {
  switch (unasked.reason) {
    case "top silent":
      return `only the resolver was asked: no server of ${unasked.zone} can be reached`;
    case "zone above silent":
      return (
        `only the resolver was asked: no server of ${unasked.zone}, a zone above that of the address, answers this host; ` +
        "whoever runs a mail server cannot repair that"
      );
    case "intercepted":
      return (
        `only the resolver counts: the name servers could not be asked, because something on the way answers port 53 ` +
        `instead of the servers of ${unasked.zone}`
      );
    case "questions used up":
      return `only the resolver was asked: ${overspentWords}`;
    case "not wanted":
    case "top unknown":
      return "only the resolver was asked";
  }
}
