// The keys that a domain's mail is signed with. That no selector is known proves nothing; that the server denies
// `_domainkey` does, because nothing can be below a name that does not exist (RFC 8020).

import { randomBytes } from "node:crypto";
import type { DkimKey } from "../../model/audit.ts";
import type { Finding } from "../../model/posture.ts";
import { finding } from "../finding.ts";
import { find, type Found, type Lookup } from "../lookup.ts";
import { shownTerm } from "../shown.ts";
import { judgeKeys } from "./key-findings.ts";
import { commonSelectors, distinct, keyName, type KnownSelector } from "./selectors.ts";

export interface DkimTask {
  domain: string;
  /** Those that are known for the domain, and for others that sign its mail. */
  selectors: KnownSelector[];
  lookup: Lookup;
}

export interface DkimCheck {
  keys: DkimKey[];
  findings: Finding[];
  /** Whether there is a key with which a signature may hold. */
  isUsable: boolean;
}

const noKey: DkimCheck = { keys: [], findings: [], isUsable: false };

/** Selectors that one domain's audit asks for; a host's configuration may have thousands. */
const MAX_SELECTORS = 20;

export async function checkDkim({ domain, selectors, lookup }: DkimTask): Promise<DkimCheck> {
  const above = await find(lookup, `_domainkey.${domain}`, "TXT");
  const all = distinct(selectors);
  const known = all.slice(0, MAX_SELECTORS);
  const checked = await Promise.all(known.map((each) => checkSelector(each, lookup)));
  if (known.length > 0) return joined([...checked, leftOut(domain, all.length - known.length)]);
  if (above.kind === "none" && above.status === "nxdomain")
    return { ...noKey, findings: [finding("dkim_none", "fail", { domain }, {})] };
  if (above.kind === "failed")
    return { ...noKey, findings: [finding("dkim_temp", "temp", { domain }, above.question)] };
  return guess(domain, lookup);
}

function leftOut(domain: string, count: number): DkimCheck {
  if (count === 0) return noKey;
  const data = { what: "selectors" as const, limit: MAX_SELECTORS, leftOut: count };
  return { ...noKey, findings: [finding("audit_limit", "note", { domain }, data)] };
}

/** A wildcard answers for every selector: a made-up one tells it. */
async function guess(domain: string, lookup: Lookup): Promise<DkimCheck> {
  const madeUp = `${randomBytes(6).toString("hex")}._domainkey.${domain}`;
  const wildcard = await find(lookup, madeUp, "TXT");
  if (wildcard.kind === "records") {
    const name = `*._domainkey.${domain}`;
    return joined([
      { ...noKey, findings: [finding("dkim_wildcard", "warn", { domain }, { name })] },
      unknown(domain, 0),
    ]);
  }
  const guessed = commonSelectors.map((selector) => ({ selector, domain, source: "guessed" as const }));
  const checked = await Promise.all(guessed.map((each) => checkSelector(each, lookup)));
  const found = checked.filter(({ keys }) => keys.some(({ status }) => status === "answer"));
  return found.length > 0 ? joined(found) : unknown(domain, guessed.length);
}

function unknown(domain: string, guessed: number): DkimCheck {
  const data = { guessed, below: "something" as const };
  return { ...noKey, findings: [finding("dkim_unknown", "unknown", { domain }, data)] };
}

function joined(checks: DkimCheck[]): DkimCheck {
  return {
    keys: checks.flatMap(({ keys }) => keys),
    findings: checks.flatMap(({ findings }) => findings),
    isUsable: checks.some(({ isUsable }) => isUsable),
  };
}

async function checkSelector(known: KnownSelector, lookup: Lookup): Promise<DkimCheck> {
  const { selector, domain, source } = known;
  const name = { selector: shownTerm(selector), domain };
  const found = await find(lookup, keyName(known), "TXT");
  const alias = aliasOf(found);
  const base = { ...name, source, algorithm: null, bits: null };
  if (found.kind === "failed")
    return {
      ...noKey,
      keys: [{ ...base, status: found.question.status }],
      findings: [finding("dkim_temp", "temp", { domain }, found.question)],
    };
  if (found.kind === "none") {
    const missing =
      alias === null
        ? finding("dkim_key_missing", "fail", { domain }, { ...name, status: found.status })
        : finding("dkim_cname", "fail", { domain }, { ...name, target: alias, dangling: true });
    return { ...noKey, keys: [{ ...base, status: found.status }], findings: [missing] };
  }
  const { key, findings } = judgeKeys(known, found.records);
  const led =
    alias === null
      ? []
      : [finding("dkim_cname", "note", { domain }, { ...name, target: alias, dangling: false })];
  const { algorithm = null, bits = null } = key ?? {};
  const shown = algorithm === null ? null : shownTerm(algorithm);
  return {
    keys: [{ ...base, status: "answer", algorithm: shown, bits }],
    findings: [...findings, ...led],
    isUsable: key !== null && !findings.some((each) => each.class === "fail" || each.id === "dkim_revoked"),
  };
}

function aliasOf(found: Found): string | null {
  if (found.kind === "failed") return null;
  const target = found.answer?.aliases.at(-1)?.target;
  return target === undefined ? null : shownTerm(target);
}
