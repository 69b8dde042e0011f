// Whether a domain's SPF record lets its senders send, and what is wrong with it.

import { ipFamily } from "../../base/standards/ip.ts";
import type { SpfTree, SpfVerdict } from "../../model/audit.ts";
import type { Finding, PostureClass, PostureRecord } from "../../model/posture.ts";
import { finding } from "../finding.ts";
import { find, type Lookup } from "../lookup.ts";
import { firstShown, shownRecord, shownTerm } from "../shown.ts";
import { evaluateSpf } from "./evaluate.ts";
import { MAX_LOOKUPS, MAX_VOID_LOOKUPS, type SpfTrace } from "./trace.ts";
import { costsOf, lintSpf, shownRecords, tracesIn } from "./lints.ts";
import { nearestTo } from "./nearest.ts";
import { entered, publishedBelow } from "./elsewhere.ts";
import { isSpfRecord } from "./record.ts";
import { NOBODY, nobodyOfOtherFamily, repairSpf } from "./repair.ts";
import { decisionOf, treeOf, verdictOf } from "./shown-tree.ts";

export interface SpfTask {
  /** The domain of MAIL FROM. */
  domain: string;
  ips: string[];
  /** The name the mail server greets with. */
  helo: string | null;
  /** Whether mail of the domain may pass by its signature: SPF alone is not needed then. */
  isSigned: boolean;
  lookup: Lookup;
}

export interface SpfCheck {
  record: string | null;
  verdicts: SpfVerdict[];
  tree: SpfTree;
  findings: Finding[];
}

/** For the run that counts what a record costs: far above the limit, and far below what floods anybody. */
const COUNTED = { maxLookups: 50, maxVoidLookups: 50 };

export async function checkSpf(task: SpfTask): Promise<SpfCheck> {
  const { domain, ips, lookup } = task;
  const client = { ip: ips[0] ?? NOBODY, sender: `postmaster@${domain}`, helo: task.helo ?? domain };
  const nobody = await evaluateSpf(domain, { lookup, client, isNobody: true, ...COUNTED });
  const traces: { ip: string; trace: SpfTrace }[] = [];
  for (const ip of ips)
    traces.push({ ip, trace: await evaluateSpf(domain, { lookup, client: { ...client, ip } }) });
  const found = [
    ...(await absence(task, nobody)),
    ...ofWholeRecord(nobody),
    ...lintSpf(nobody),
    ...limits(nobody, traces),
    ...(await findNothing(nobody, traces, (ip) =>
      evaluateSpf(domain, { lookup, client: { ...client, ip }, isNobody: true, ...COUNTED }),
    )),
    ...traces.flatMap(({ ip, trace }) => ofAddress(ip, trace, nobody)),
    ...(await ofGreeting(task)),
  ];
  return {
    record: nobody.record === null ? null : shownRecord(nobody.record.text),
    verdicts: traces.map(({ ip, trace }) => verdictOf(ip, trace)),
    tree: treeOf(nobody),
    findings: withRecord(dedupe(found), await repaired(task, nobody, traces, found)),
  };
}

// ---------------------------------------------------------------- findings

async function absence(
  { domain, isSigned, lookup }: SpfTask,
  { result, error }: SpfTrace,
): Promise<Finding[]> {
  if (result !== "none" || error !== null) return [];
  const old = await find(lookup, domain, "SPF");
  const given = old.kind === "records" ? old.records.find(isSpfRecord) : undefined;
  const severity = isSigned ? "warn" : "fail";
  return [
    await missing(domain, severity, lookup),
    ...(given === undefined
      ? []
      : [finding("spf_type99", "warn", { domain }, { record: shownRecord(given) })]),
  ];
}

/** What stands there in its place, if anything was meant as the record. */
async function missing(domain: string, severity: PostureClass, lookup: Lookup): Promise<Finding> {
  const [meant] = await entered(domain, lookup);
  if (meant !== undefined) {
    const data = { record: shownRecord(meant.text), slips: meant.slips };
    return finding("spf_not_recognized", severity, { domain }, data);
  }
  const below = await publishedBelow(domain, lookup);
  const elsewhere = below && { at: shownTerm(below.at), record: shownRecord(below.text) };
  return finding("spf_none", severity, { domain }, elsewhere === null ? {} : { elsewhere });
}

function ofWholeRecord({ domain, error }: SpfTrace): Finding[] {
  if (error?.kind === "multiple records")
    return [finding("spf_multiple", "fail", { domain }, shownRecords(error.records))];
  if (error?.kind === "not asked")
    return [finding("spf_temp", "temp", { domain }, { ...error.question, for: null })];
  return [];
}

interface Traced {
  ip: string;
  trace: SpfTrace;
}

/** A limit hurts those whose term comes after it: only that decides whether the record fails or may fail. */
function limits(nobody: SpfTrace, traces: Traced[]): Finding[] {
  const { domain } = nobody;
  const endsAt = (kind: string) => traces.filter(({ trace }) => trace.error?.kind === kind);
  const { lookups } = nobody;
  const costs = costsOf(nobody);
  const isHurt = endsAt("lookups").length > 0 || traces.length === 0;
  const found: Finding[] = [];
  if (lookups > MAX_LOOKUPS && isHurt)
    found.push(finding("spf_too_many_lookups", "fail", { domain }, { lookups, costs }));
  if (lookups > MAX_LOOKUPS && !isHurt) {
    const most = Math.max(...traces.map(({ trace }) => trace.lookups));
    found.push(finding("spf_case_order", "warn", { domain }, { lookups: most, worst: lookups }));
  }
  return found;
}

/** Hosts of one family find nothing for a sender of the other, and are needed all the same. */
async function findNothing(
  nobody: SpfTrace,
  traces: Traced[],
  evaluated: (ip: string) => Promise<SpfTrace>,
): Promise<Finding[]> {
  if (nobody.voidLookups <= MAX_VOID_LOOKUPS) return [];
  const isHurt = traces.some(({ trace }) => trace.error?.kind === "void lookups");
  const terms = tracesIn(nobody).flatMap((each) => each.terms.filter(({ isVoid }) => isVoid));
  const { some, cut } = firstShown(terms);
  const ip = traces[0]?.ip ?? NOBODY;
  const other = await evaluated(nobodyOfOtherFamily(ip));
  const isOfFamily = other.voidLookups <= MAX_VOID_LOOKUPS && other.error === null;
  const data = {
    lookups: nobody.voidLookups,
    terms: some.map(({ text }) => shownTerm(text)),
    ...(isOfFamily ? { only: ipFamily(ip) } : {}),
    ...cut,
  };
  return [finding("spf_void_lookups", isHurt ? "fail" : "warn", { domain: nobody.domain }, data)];
}

function ofAddress(ip: string, { domain, result, error }: SpfTrace, nobody: SpfTrace): Finding[] {
  if (error?.kind === "not asked")
    return [finding("spf_temp", "temp", { domain, ip }, { ...error.question, for: ip })];
  if (result === "pass" || result === "none" || result === "permerror") return [];
  return [finding("spf_ip_not_listed", "fail", { domain, ip }, { result, nearest: nearestTo(ip, nobody) })];
}

/** Bounces have no sender: SPF is asked about the HELO name (RFC 7208 section 2.4). */
async function ofGreeting({ helo, domain, lookup }: SpfTask): Promise<Finding[]> {
  if (helo === null || helo === domain) return [];
  const client = { ip: NOBODY, sender: `postmaster@${helo}`, helo };
  const { result } = await evaluateSpf(helo, { lookup, client, isNobody: true, ...COUNTED });
  return result === "none" ? [finding("spf_helo_none", "note", { domain }, { name: shownTerm(helo) })] : [];
}

/** The same failed question may stand behind several terms and addresses: it is told once, first of the whole record. */
function dedupe(findings: Finding[]): Finding[] {
  const keyOf = (each: Finding) =>
    each.id === "spf_temp" ? `failed ${each.data.name}` : JSON.stringify(each);
  const byKey = new Map<string, Finding>();
  for (const each of findings) if (!byKey.has(keyOf(each))) byKey.set(keyOf(each), each);
  return [...byKey.values()];
}

// ---------------------------------------------------------------- the repair

async function repaired(
  { domain, lookup }: SpfTask,
  nobody: SpfTrace,
  traces: Traced[],
  found: Finding[],
): Promise<PostureRecord | null> {
  if (!found.some(({ id }) => isRepairable(id))) return null;
  const texts = await textsOf(domain, nobody, lookup);
  const judged = nobody.record === null ? await judgedBy(texts, domain, traces, lookup) : traces;
  // Who passes only because everybody does must be named when the record is closed.
  const isListed = ({ trace }: Traced) =>
    trace.result === "temperror" || (trace.result === "pass" && !isAll(decisionOf(trace)?.term));
  // A record that fails as a whole lists nobody: all senders are named, for safety.
  const ips = judged.filter((each) => !isListed(each)).map(({ ip }) => ip);
  if (texts.length === 0 && ips.length === 0) texts.push(...(await byMailHosts(domain, lookup)));
  return repairSpf({ domain, texts, trace: nobody, ips, options: { lookup } });
}

/** Where one text was meant as the record: whom it would let send. */
async function judgedBy(
  texts: string[],
  domain: string,
  traces: Traced[],
  lookup: Lookup,
): Promise<Traced[]> {
  const [text] = texts;
  if (text === undefined || texts.length > 1) return traces;
  const instead = new Map([[domain, text]]);
  const client = { sender: `postmaster@${domain}`, helo: domain };
  const judged: Traced[] = [];
  for (const { ip } of traces)
    judged.push({ ip, trace: await evaluateSpf(domain, { lookup, instead, client: { ...client, ip } }) });
  return judged;
}

function isAll(term: string | undefined): boolean {
  return term !== undefined && /^\+?all$/i.test(term);
}

/** Where nothing is known of the senders: mostly the mail hosts send as well. */
async function byMailHosts(domain: string, lookup: Lookup): Promise<string[]> {
  const hosts = await find(lookup, domain, "MX");
  return hosts.kind === "records" ? ["v=spf1 mx"] : [];
}

function isRepairable(id: string): boolean {
  return id.startsWith("spf_") && !["spf_temp", "spf_helo_none", "spf_wide", "spf_too_long"].includes(id);
}

async function textsOf(domain: string, { record, error }: SpfTrace, lookup: Lookup): Promise<string[]> {
  if (record !== null) return [record.text];
  if (error?.kind === "multiple records") return error.records;
  const meant = (await entered(domain, lookup)).map((each) => each.meant);
  if (meant.length > 0) return meant;
  const old = await find(lookup, domain, "SPF");
  const given = old.kind === "records" ? old.records.filter(isSpfRecord) : [];
  if (given.length > 0) return given;
  const below = await publishedBelow(domain, lookup);
  return below === null ? [] : [below.text];
}

function withRecord(findings: Finding[], record: PostureRecord | null): Finding[] {
  return findings.map((each) => (isRepairable(each.id) ? { ...each, record } : each));
}
