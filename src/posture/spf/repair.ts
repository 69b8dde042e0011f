// The whole new text of an SPF record. A text is offered only if it was evaluated and does what it shall: every sending
// address passes, nobody else does, and no limit is exceeded.

import { isIPv4, isIPv6 } from "node:net";
import { ipFamily } from "../../base/standards/ip.ts";
import type { PostureRecord } from "../../model/posture.ts";
import { evaluateSpf } from "./evaluate.ts";
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS, type SpfOptions, type SpfTrace } from "./trace.ts";
import { parseSpfRecord } from "./record.ts";

export interface Repair {
  domain: string;
  /** The record's texts: more than one where there are several. */
  texts: string[];
  /** The run for nobody's address. */
  trace: SpfTrace;
  /** Addresses that shall pass. */
  ips: string[];
  options: Omit<SpfOptions, "client" | "isNobody" | "instead">;
}

/** A new record for those that it does not name: suspicious, not refused; safe while senders may be missing. */
const DEFAULT_ALL = "~all";

export async function repairSpf(repair: Repair): Promise<PostureRecord | null> {
  const value = newText(repair);
  const isSame = repair.trace.record?.text === value;
  const isEmpty = repair.texts.length === 0 && repair.ips.length === 0;
  if (isSame || isEmpty || namesNobody(value) || !(await holds(value, repair))) return null;
  return { owner: repair.domain, value };
}

/** Where no sender is known, nobody shall close a record to all of them. */
function namesNobody(text: string): boolean {
  return /^v=spf1 .?all$/.test(text);
}

function newText({ texts, trace, ips }: Repair): string {
  const words = texts.flatMap((text) => text.split(" ").slice(1)).filter((word) => word !== "");
  const useless = uselessTerms(trace);
  const kept = words
    .flatMap((word) => corrected(word))
    .filter((word) => !useless.has(word.toLowerCase()) && !isPtr(word));
  const { before, ending } = splitAtAll(kept);
  const isFirst = (word: string, index: number) =>
    before.findIndex((other) => other.toLowerCase() === word.toLowerCase()) === index;
  const unique = before.filter(isFirst);
  const missing = ips.map((ip) => `ip${ipFamily(ip)}:${ip}`).filter((word) => !unique.includes(word));
  return ["v=spf1", ...missing, ...unique, ...ending].join(" ");
}

/** Terms that can only fail: what they lead to does not exist, or leads back. Macros may lead elsewhere next time. */
function uselessTerms({ terms }: SpfTrace): Set<string> {
  const useless = terms.filter(
    ({ error, isVoid, text }) =>
      !text.includes("%") && (isVoid || error?.kind === "no record" || error?.kind === "loop"),
  );
  return new Set(useless.map(({ text }) => text.toLowerCase()));
}

function isPtr(word: string): boolean {
  return /^[+?~-]?ptr(?::|$)/i.test(word);
}

/** What follows `all` counts for nothing; open to everybody becomes the default. A redirect stands for `all`. */
function splitAtAll(words: string[]): { before: string[]; ending: string[] } {
  const isAll = (word: string) => /^[+?~-]?all$/i.test(word);
  const isModifier = (word: string) => /^[a-z][\w.-]*=/i.test(word);
  const alls = words.filter(isAll);
  const modifiers = words.filter(isModifier);
  const others = words.filter((word) => !isAll(word) && !isModifier(word));
  const redirects = modifiers.filter((word) => /^redirect=/i.test(word));
  const rest = modifiers.filter((word) => !redirects.includes(word));
  const isStrict = alls.length > 0 && alls.every((word) => word === "-all");
  const end =
    alls.length === 0 && redirects[0] !== undefined ? redirects[0] : isStrict ? "-all" : DEFAULT_ALL;
  return { before: others, ending: [end, ...rest] };
}

/** Slips of the pen that can mean one thing only; a term that means nothing is left out. */
function corrected(word: string): string[] {
  const trimmed = word.replaceAll(/[,;"']+$/g, "");
  const candidates = [word, trimmed, ...asNetwork(trimmed)];
  const right = candidates.find((candidate) => isInOrder(candidate));
  return right === undefined ? [] : [right];
}

function isInOrder(word: string): boolean {
  return word !== "" && parseSpfRecord(`v=spf1 ${word}`).problems.length === 0;
}

/** `ip:`, `ipv4:`, `ip4=` or `a:` before an address, or an address of the other family, or the address alone. */
function asNetwork(word: string): string[] {
  const { qualifier = "", rest = "" } =
    /^(?<qualifier>[+?~-]?)(?:ipv?[46]?[:=]|a:)?(?<rest>.*)$/is.exec(word)?.groups ?? {};
  const [address = "", prefix] = rest.split("/");
  const kind = isIPv4(address) ? "ip4" : isIPv6(address) ? "ip6" : null;
  return kind === null ? [] : [`${qualifier}${kind}:${address}${prefix === undefined ? "" : `/${prefix}`}`];
}

async function holds(text: string, { domain, ips, options }: Repair): Promise<boolean> {
  const instead = new Map([[domain, text]]);
  const helo = domain;
  const sender = `postmaster@${domain}`;
  for (const ip of ips) {
    const { result } = await evaluateSpf(domain, { ...options, instead, client: { ip, sender, helo } });
    if (result !== "pass") return false;
  }
  const client = { ip: ips[0] ?? NOBODY, sender, helo };
  const nobody = await evaluateSpf(domain, {
    ...options,
    instead,
    client,
    isNobody: true,
    maxVoidLookups: 100,
  });
  const isClosed = nobody.result === "fail" || nobody.result === "softfail";
  const isWithin = nobody.lookups <= MAX_LOOKUPS && nobody.voidLookups <= MAX_VOID_LOOKUPS;
  return isClosed && isWithin && !hasErrors(nobody);
}

function hasErrors(trace: SpfTrace): boolean {
  const isWrong = trace.error !== null || (trace.record?.problems.length ?? 0) > 0;
  return isWrong || trace.terms.some(({ error, child }) => error !== null || (child && hasErrors(child)));
}

/** An address that nobody has (RFC 5737). */
export const NOBODY = "192.0.2.1";
