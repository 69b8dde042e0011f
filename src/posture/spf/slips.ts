// Slips of the pen in the terms of an SPF record that can mean one thing only, and what they mean.

import { isIPv4, isIPv6 } from "node:net";
import { parseSpfRecord } from "./record.ts";

/** The terms that a word stands for, for the most part itself; none where nobody can tell what it means. */
export function corrected(word: string): string[] {
  const whole = correctedTerm(word);
  if (whole !== null) return [whole];
  const parts = partsOf(word).map(correctedTerm);
  return parts.length > 1 && parts.every((part) => part !== null) ? parts : [];
}

function correctedTerm(word: string): string | null {
  const trimmed = withHyphen(word).replaceAll(/[,;"'.]+$/g, "");
  return [word, trimmed, asMechanism(trimmed), asNetwork(trimmed)].find(isInOrder) ?? null;
}

function isInOrder(word: string): boolean {
  if (word === "" || isModifierForMechanism(word) || isGlued(word)) return false;
  return parseSpfRecord(`v=spf1 ${word}`).problems.length === 0;
}

/** `include=` and the like: a modifier that nobody knows, and receivers pass over it (RFC 7208 section 6). */
export function isModifierForMechanism(word: string): boolean {
  return /^[+?~-]?(?:include|a|mx|ptr|exists|ipv?[46]?)=/i.test(word);
}

/** The names of hosts have no colon, and none ends in `.com-all`: the next term begins there. */
function isGlued(word: string): boolean {
  return /^[+?~-]?(?:include|a|mx|ptr|exists):[^%]*(?::|\.[a-z]+-all$)/i.test(word);
}

/** Word processors write dashes where a hyphen was typed; in UTF-8, or as reports show its bytes. */
function withHyphen(word: string): string {
  return word.replace(/^(?:[\u2010-\u2015\u2212]|\u00e2\u0080[\u0090-\u0095]|\\xe2\\x80\\x9[0-5])/, "-");
}

function asMechanism(word: string): string {
  return word.replace(/^([+?~-]?(?:include|a|mx|ptr|exists))=/i, "$1:");
}

/** `ip:`, `ipv4:`, `ip4=` or `a:` before an address, or an address of the other family, or the address alone. */
function asNetwork(word: string): string {
  const { qualifier = "", rest = "" } =
    /^(?<qualifier>[+?~-]?)(?:ipv?[46]?[:=]|a:)?(?<rest>.*)$/is.exec(word)?.groups ?? {};
  const [address = "", prefix] = rest.split("/");
  const kind = isIPv4(address) ? "ip4" : isIPv6(address) ? "ip6" : null;
  return kind === null ? "" : `${qualifier}${kind}:${address}${prefix === undefined ? "" : `/${prefix}`}`;
}

const beginning = /(?=[+?~-]all$|(?:include|ip4|ip6|exists|mx):|redirect=)/gi;

/** Terms with a comma, a semicolon or nothing between them. */
function partsOf(word: string): string[] {
  return withHyphen(word)
    .split(/[,;]/)
    .flatMap((part) => part.split(beginning))
    .filter((part) => part !== "");
}
