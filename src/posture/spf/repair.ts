// The whole new text of an SPF record. A text is offered only if it was evaluated and does what it shall: every sending
// address passes, nobody else does, and no limit is exceeded.

import { ipFamily } from "../../base/standards/ip.ts";
import type { PostureRecord } from "../../model/posture.ts";
import { evaluateSpf } from "./evaluate.ts";
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS, type SpfOptions, type SpfTrace } from "./trace.ts";
import { corrected } from "./slips.ts";

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
  const value = newText(repair, uselessIn(await runsOfFamilies(repair)));
  const isSame = repair.trace.record?.text === value;
  const isEmpty = repair.texts.length === 0 && repair.ips.length === 0;
  if (isSame || isEmpty || namesNobody(value) || !(await holds(value, repair))) return null;
  return { owner: repair.domain, value };
}

/** Where no sender is known, nobody shall close a record to all of them. */
function namesNobody(text: string): boolean {
  return /^v=spf1 .?all$/.test(text);
}

function newText({ texts, ips }: Repair, useless: ReadonlySet<string>): string {
  const words = texts
    .flatMap((text) => text.split(" ").slice(1))
    .filter((word) => word !== "" && !/^v=spf1$/i.test(word));
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

/**
 * `a` and `mx` find nothing for an address of a family that the host has not, and all that is needed for one of the other:
 * where something found nothing, both are looked at.
 */
async function runsOfFamilies({ domain, trace, ips, options }: Repair): Promise<SpfTrace[]> {
  if (!trace.terms.some(({ isVoid }) => isVoid)) return [trace];
  const client = { ip: nobodyOfOtherFamily(ips[0] ?? NOBODY), sender: `postmaster@${domain}`, helo: domain };
  const limits = { maxLookups: 50, maxVoidLookups: 50 };
  return [trace, await evaluateSpf(domain, { ...options, ...limits, client, isNobody: true })];
}

export function nobodyOfOtherFamily(ip: string): string {
  return ipFamily(ip) === 4 ? NOBODY_IPV6 : NOBODY;
}

/** Terms that can only fail, for either family. */
function uselessIn(runs: readonly SpfTrace[]): Set<string> {
  const [first = new Set<string>(), ...others] = runs.map(uselessTerms);
  return new Set([...first].filter((term) => others.every((each) => each.has(term))));
}

/** What they lead to does not exist, or leads back. Macros may lead elsewhere next time. */
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
  const isStrict = alls.length > 0 && alls.every((word) => word.toLowerCase() === "-all");
  const end =
    alls.length === 0 && redirects[0] !== undefined ? redirects[0] : isStrict ? "-all" : DEFAULT_ALL;
  return { before: others, ending: [end, ...rest] };
}

async function holds(text: string, { domain, ips, options }: Repair): Promise<boolean> {
  const instead = new Map([[domain, text]]);
  const helo = domain;
  const sender = `postmaster@${domain}`;
  for (const ip of ips) {
    const { result } = await evaluateSpf(domain, { ...options, instead, client: { ip, sender, helo } });
    if (result !== "pass") return false;
  }
  const evaluated = (ip: string) =>
    evaluateSpf(domain, {
      ...options,
      instead,
      client: { ip, sender, helo },
      isNobody: true,
      maxVoidLookups: 100,
    });
  const nobody = await evaluated(ips[0] ?? NOBODY);
  const isClosed = nobody.result === "fail" || nobody.result === "softfail";
  if (!isClosed || nobody.lookups > MAX_LOOKUPS || hasErrors(nobody)) return false;
  if (nobody.voidLookups <= MAX_VOID_LOOKUPS) return true;
  // Hosts of one family find nothing for the other, and those that send were found before.
  return (await evaluated(nobodyOfOtherFamily(ips[0] ?? NOBODY))).voidLookups <= MAX_VOID_LOOKUPS;
}

function hasErrors(trace: SpfTrace): boolean {
  const isWrong = trace.error !== null || (trace.record?.problems.length ?? 0) > 0;
  return isWrong || trace.terms.some(({ error, child }) => error !== null || (child && hasErrors(child)));
}

/** Addresses that nobody has (RFC 5737, RFC 3849). */
export const NOBODY = "192.0.2.1";
const NOBODY_IPV6 = "2001:db8::";
