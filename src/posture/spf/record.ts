// An SPF record as its terms (RFC 7208 section 4.6.1). A record is read whole: a mistake anywhere spoils all of it, and
// each is told.

import { isIPv4, isIPv6 } from "node:net";
import { isDomainSpec, isMacroString } from "./macro.ts";

export type Qualifier = "+" | "-" | "~" | "?";

export interface Mechanism {
  kind: "all" | "include" | "a" | "mx" | "ptr" | "exists" | "ip4" | "ip6";
  qualifier: Qualifier;
  /** As it is written. */
  text: string;
  /** A macro string; null means the domain of the record. For `ip4` and `ip6` the address. */
  value: string | null;
  prefix4: number;
  prefix6: number;
}

export interface Modifier {
  kind: "redirect" | "exp" | "unknown";
  text: string;
  value: string;
}

export type TermProblem =
  | "unknown mechanism"
  | "no value"
  | "a value where none belongs"
  | "not a domain name"
  | "not an address"
  | "a wrong prefix length"
  | "a wrong macro"
  | "given twice"
  | "a byte that is not printable ASCII";

export interface SpfRecord {
  text: string;
  mechanisms: Mechanism[];
  modifiers: Modifier[];
  problems: { term: string; problem: TermProblem }[];
}

const version = /^v=spf1(?: |$)/i;
const mechanismPattern = /^(?<qualifier>[+?~-]?)(?<name>[a-z][a-z\d-]*)(?<rest>[:/].*)?$/is;
const modifierPattern = /^(?<name>[a-z][\w.-]*)=(?<value>.*)$/is;

export function isSpfRecord(text: string): boolean {
  return version.test(text);
}

export function parseSpfRecord(text: string): SpfRecord {
  const record: SpfRecord = { text, mechanisms: [], modifiers: [], problems: [] };
  const words = text.split(" ").slice(1);
  for (const word of words.filter((each) => each !== "")) {
    const problem = readTerm(word, record);
    if (problem !== null) record.problems.push({ term: word, problem });
  }
  return record;
}

/** Null when the term is in order; then it is in the record. */
function readTerm(word: string, record: SpfRecord): TermProblem | null {
  if (!/^[\x21-\x7e]+$/.test(word)) return "a byte that is not printable ASCII";
  const modifier = modifierPattern.exec(word)?.groups;
  if (modifier) return readModifier(word, modifier["name"] ?? "", modifier["value"] ?? "", record);
  const { qualifier = "", name = "", rest = "" } = mechanismPattern.exec(word)?.groups ?? {};
  const mechanism = readMechanism(name.toLowerCase(), rest);
  if (typeof mechanism === "string") return mechanism;
  record.mechanisms.push({ ...mechanism, qualifier: (qualifier || "+") as Qualifier, text: word });
  return null;
}

function readModifier(text: string, name: string, value: string, record: SpfRecord): TermProblem | null {
  const lower = name.toLowerCase();
  const kind = lower === "redirect" || lower === "exp" ? lower : "unknown";
  if (kind === "unknown" && !isMacroString(value)) return "a wrong macro";
  if (kind !== "unknown" && !isDomainSpec(value)) return value === "" ? "no value" : "not a domain name";
  if (kind !== "unknown" && record.modifiers.some((known) => known.kind === kind)) return "given twice";
  record.modifiers.push({ kind, text, value });
  return null;
}

type Read = Pick<Mechanism, "kind" | "value" | "prefix4" | "prefix6"> | TermProblem;

function readMechanism(name: string, rest: string): Read {
  switch (name) {
    case "all":
      return rest === "" ? plain("all", null) : "a value where none belongs";
    case "include":
    case "exists":
      return readTarget(name, rest);
    case "ptr":
      return rest === "" ? plain("ptr", null) : readTarget("ptr", rest);
    case "a":
    case "mx":
      return readHosts(name, rest);
    case "ip4":
    case "ip6":
      return readNetwork(name, rest);
    default:
      return "unknown mechanism";
  }
}

function plain(kind: Mechanism["kind"], value: string | null): Read {
  return { kind, value, prefix4: 32, prefix6: 128 };
}

function readTarget(kind: "include" | "exists" | "ptr", rest: string): Read {
  if (!rest.startsWith(":") || rest === ":")
    return rest.startsWith("/") ? "a value where none belongs" : "no value";
  return isDomainSpec(rest.slice(1)) ? plain(kind, rest.slice(1)) : "not a domain name";
}

function readHosts(kind: "a" | "mx", rest: string): Read {
  const groups = /^(?::(?<domain>.*?))?(?:\/(?<four>\d*))?(?:\/\/(?<six>\d*))?$/s.exec(rest)?.groups;
  if (groups === undefined) return "a wrong prefix length";
  const { domain, four, six } = groups;
  if (domain === "") return "no value";
  if (domain !== undefined && !isDomainSpec(domain)) return "not a domain name";
  const prefix4 = readPrefix(four, 32);
  const prefix6 = readPrefix(six, 128);
  if (prefix4 === null || prefix6 === null) return "a wrong prefix length";
  return { kind, value: domain ?? null, prefix4, prefix6 };
}

function readNetwork(kind: "ip4" | "ip6", rest: string): Read {
  const [, address = "", prefix] = /^:(.*?)(?:\/(\d*))?$/s.exec(rest) ?? [];
  if (address === "") return "no value";
  if (!(kind === "ip4" ? isIPv4(address) : isIPv6(address) && !address.includes("%")))
    return "not an address";
  const length = readPrefix(prefix, kind === "ip4" ? 32 : 128);
  if (length === null) return "a wrong prefix length";
  return { kind, value: address, prefix4: length, prefix6: length };
}

/** No leading zeros (RFC 7208 section 5.6). */
function readPrefix(digits: string | undefined, maximum: number): number | null {
  if (digits === undefined) return maximum;
  return /^(?:0|[1-9]\d{0,2})$/.test(digits) && Number(digits) <= maximum ? Number(digits) : null;
}
