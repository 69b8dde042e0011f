// Which DMARC record holds for a From: domain, what it says, and whether the Return-Path and the signing domains align
// with it (RFC 9989).

import type { DnsStatus } from "../../model/dns.ts";
import type { DmarcSummary } from "../../model/audit.ts";
import type { Finding, PostureClass, PostureRecord } from "../../model/posture.ts";
import { allAsEntered } from "../as-entered.ts";
import { finding } from "../finding.ts";
import { find, type Lookup } from "../lookup.ts";
import { firstShown, shownRecord, shownTerm } from "../shown.ts";
import { alignmentFindings, type DmarcTask } from "./alignment.ts";
import { isDmarcRecord, parseDmarcRecord, type DmarcRecord, type Policy } from "./record.ts";
import { listedOrganization } from "./organization.ts";
import { walkTree, type TreeWalk, type WalkStep } from "./tree-walk.ts";

export interface DmarcCheck {
  summary: DmarcSummary;
  findings: Finding[];
}

export async function checkDmarc(task: DmarcTask): Promise<DmarcCheck> {
  const { domain, lookup } = task;
  const walk = await walkTree(domain, lookup);
  const { applied, organizationalDomain, failed } = walk;
  const inherited = applied === null || applied.at === domain ? null : await inheritance(walk, lookup);
  const spoiled = unrecognized(walk);
  const findings = [
    ...(failed === null ? [] : [finding("dmarc_temp", "temp", { domain }, failed)]),
    ...severalRecords(walk),
    ...spoiled,
    ...(failed === null && applied === null && spoiled.length === 0 && !walk.steps.some(isSeveral)
      ? [absence(walk)]
      : []),
    ...(applied === null ? [] : ofRecord(domain, applied)),
    ...(applied === null ? [] : await externalReports(domain, applied, lookup)),
    ...(inherited === null ? [] : [inherited.finding]),
    ...(failed === null ? await alignmentFindings(task, walk) : []),
  ];
  const policy = inherited?.policy ?? applied?.record.policy ?? null;
  const record = applied && shownRecord(applied.record.text);
  const organization = failed === null ? organizationalDomain : null;
  return {
    summary: { at: applied?.at ?? null, record, policy, organizationalDomain: organization },
    findings: [...findings, ...organizations(walk)],
  };
}

// ---------------------------------------------------------------- the record

function severalRecords({ domain, steps, applied }: TreeWalk): Finding[] {
  return steps.filter(isSeveral).map(({ domain: at, several: texts }) => {
    const severity: PostureClass = applied === null ? "fail" : "warn";
    const { some, cut } = firstShown(texts);
    const data = { at, records: some.map(shownRecord), ...cut };
    return finding("dmarc_multiple", severity, { domain }, data, recordAt(at, mildest(texts)));
  });
}

const strictness = ["none", "quarantine", "reject"];

/** None counts until now: the one that refuses least does no harm. The order of an answer says nothing. */
function mildest(texts: readonly string[]): string {
  const rank = (text: string) => strictness.indexOf(parseDmarcRecord(text).policy ?? "none");
  const inOrder = texts.toSorted(
    (one, other) => rank(one) - rank(other) || other.length - one.length || (one < other ? -1 : 1),
  );
  return inOrder[0] ?? "";
}

function isSeveral({ several }: WalkStep): boolean {
  return several.length > 0;
}

/** At the domain or above it, within its organization: what was meant as its record. */
function unrecognized({ domain, steps, applied }: TreeWalk): Finding[] {
  const within = listedOrganization(domain).length;
  const severity: PostureClass = applied === null ? "fail" : "warn";
  return steps
    .filter(({ domain: at }) => at.length >= within)
    .flatMap(({ domain: at, others }) => {
      const [read] = allAsEntered(others, "dmarc");
      if (read === undefined) return [];
      const data = { at, record: shownRecord(read.text), slips: read.slips };
      const better = recordAt(at, rewritten(parseDmarcRecord(read.meant)));
      return [finding("dmarc_not_recognized", severity, { domain }, data, better)];
    });
}

function absence({ domain, organizationalDomain }: TreeWalk): Finding {
  const at = organizationAbove(domain, organizationalDomain);
  return finding("dmarc_none", "fail", { domain }, { at }, recordAt(at, "v=DMARC1; p=none"));
}

/** A record at the registered domain holds for all its subdomains, for either kind of receiver. */
function organizationAbove(domain: string, walked: string): string {
  const listed = listedOrganization(domain);
  return walked === domain ? listed : walked;
}

function recordAt(domain: string, value: string): PostureRecord | null {
  const isRight = isDmarcRecord(value) && parseDmarcRecord(value).problems.length === 0;
  return isRight ? { owner: `_dmarc.${domain}`, value } : null;
}

function ofRecord(domain: string, { at, record }: NonNullable<TreeWalk["applied"]>): Finding[] {
  const { policy, hasWrongPolicy, reports, problems, removed, text } = record;
  const shown = shownRecord(text);
  const repaired = recordAt(at, rewritten(record));
  const hasPolicy = policy !== null && !hasWrongPolicy;
  const hasReports = reports.length > 0;
  const { some, cut } = firstShown(problems);
  return [
    ...(hasPolicy
      ? []
      : [
          finding(
            "dmarc_no_policy",
            hasReports ? "warn" : "fail",
            { domain },
            { at, record: shown, hasReports },
            repaired,
          ),
        ]),
    ...(problems.length === 0
      ? []
      : [
          finding(
            "dmarc_syntax",
            "warn",
            { domain },
            { at, problems: some.map(shownTerm), record: shown, ...cut },
            repaired,
          ),
        ]),
    ...(removed.length === 0
      ? []
      : [finding("dmarc_removed_tag", "note", { domain }, { at, tags: removed })]),
  ];
}

/** The same record with what is wrong left out, as receivers take it. */
function rewritten({
  policy,
  subdomains,
  nonexistent,
  strictDkim,
  strictSpf,
  isTest,
  psd,
  reports,
}: DmarcRecord): string {
  const tags: [name: string, value: string | null][] = [
    ["v", "DMARC1"],
    ["p", policy ?? "none"],
    ["sp", subdomains],
    ["np", nonexistent],
    ["adkim", strictDkim ? "s" : null],
    ["aspf", strictSpf ? "s" : null],
    ["t", isTest ? "y" : null],
    ["psd", psd === "u" ? null : psd],
    ["rua", reports.length === 0 ? null : reports.map((mailbox) => `mailto:${mailbox}`).join(",")],
  ];
  return tags.flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`])).join("; ");
}

/** A report to another organization needs its consent: `DOMAIN._report._dmarc.TARGET` (RFC 9990 section 3). */
async function externalReports(
  domain: string,
  { at, record }: NonNullable<TreeWalk["applied"]>,
  lookup: Lookup,
): Promise<Finding[]> {
  const targets = new Set(
    record.reports.map((mailbox) => mailbox.slice(mailbox.lastIndexOf("@") + 1).toLowerCase()),
  );
  const foreign = [...targets].filter((target) => listedOrganization(target) !== listedOrganization(at));
  const found: Finding[] = [];
  for (const target of foreign) {
    const proof = `${at}._report._dmarc.${target}`;
    const consent = await find(lookup, proof, "TXT");
    if (consent.kind === "failed") found.push(finding("dmarc_temp", "temp", { domain }, consent.question));
    else if (consent.kind === "none" || !consent.records.some(isDmarcRecord)) {
      const status: DnsStatus = consent.kind === "none" ? consent.status : "answer";
      const data = { target: shownTerm(target), status, proof: shownTerm(proof) };
      found.push(finding("dmarc_rua_external", "warn", { domain }, data));
    }
  }
  return found;
}

// ---------------------------------------------------------------- inheritance and alignment

interface Inherited {
  policy: Policy | null;
  finding: Finding;
}

/** Which tag of the record above holds: `np` for a name that does not exist, else `sp`, else `p`. */
async function inheritance({ domain, applied }: TreeWalk, lookup: Lookup): Promise<Inherited | null> {
  if (applied === null) return null;
  const { at, record } = applied;
  const own = await find(lookup, domain, "TXT");
  const isMissing = own.kind === "none" && own.status === "nxdomain";
  const [tag, policy] =
    isMissing && record.nonexistent !== null
      ? (["np", record.nonexistent] as const)
      : record.subdomains !== null
        ? (["sp", record.subdomains] as const)
        : (["p", record.policy] as const);
  const data = { at, tag, policy: policy ?? "none" };
  return { policy, finding: finding("dmarc_inherited", "note", { domain }, data) };
}

/** Receivers of either kind find another organization: mail may align for one and not for the other. */
function organizations({ domain, organizationalDomain, failed, applied }: TreeWalk): Finding[] {
  const listed = listedOrganization(domain);
  if (failed !== null || applied === null || listed === organizationalDomain) return [];
  const data = { walked: organizationalDomain, listed };
  return [finding("dmarc_organization_differs", "warn", { domain }, data)];
}
