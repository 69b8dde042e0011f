// What an audit says to people, and in which order: the table, the Markdown and the page print it.

import type { AddressAudit, AuditReport, DomainAudit, SpfTree } from "../../model/audit.ts";
import type { CheckName, CheckState, PostureClass, PostureFinding } from "../../model/posture.ts";
import type { SendingIpReport } from "../../model/report.ts";

export interface AuditRemark {
  state: PostureClass | CheckState;
  check: string;
  text: string;
  /** What to do; null where there is nothing to do. */
  action: string | null;
  /** The record to be copied; null where there is none, or it stands above. */
  record: string | null;
  /** The topic of `whybounce explain`. */
  topic: string;
}

export interface AuditSection {
  title: string;
  states: { check: string; state: CheckState }[];
  remarks: AuditRemark[];
  /** What SPF found out, line by line, the tree indented. */
  details: string[];
}

export interface AuditDocument {
  headline: string;
  sections: AuditSection[];
  warnings: string[];
}

export const checkTitles: Record<CheckName, string> = {
  iprev: "reverse DNS",
  spf: "SPF",
  dkim: "DKIM",
  dmarc: "DMARC",
  mx: "MX",
  blocklists: "blocklists",
};

export function auditDocument(report: AuditReport): AuditDocument {
  return {
    headline: headlineOf(report),
    sections: [...report.addresses.map(addressSection), ...report.domains.map(domainSection)],
    warnings: report.warnings,
  };
}

// ---------------------------------------------------------------- the headline

interface Subject {
  name: string;
  checks: AddressAudit["checks"];
  /** The resolver is no witness, or gave no answer that counts. */
  isUnasked: boolean;
}

/** The worst that there is, and where. What is not known is no "nothing": it is told beside it. */
function headlineOf(report: AuditReport): string {
  const all = subjectsOf(report);
  if (all.length === 0) return "Nothing was found to be audited.";
  const failing = withState(all, "fail");
  const repairs = failing.length === 0 ? [] : [`To repair: ${checksIn(failing, "fail")}.`];
  const told = [...repairs, ...unaskedWords(all)];
  return told.length > 0 ? told.join(" ") : withoutTrouble(all);
}

function subjectsOf({ domains, addresses }: AuditReport): Subject[] {
  const isTemporary = (checks: AddressAudit["checks"]) => Object.values(checks).includes("temp");
  return [
    ...addresses.map(({ ip, checks, reverseDns }) => ({
      name: ip,
      checks,
      isUnasked: isTemporary(checks) || (reverseDns !== null && reverseDns.cause === null),
    })),
    ...domains.map(({ name, checks, findings }) => ({
      name,
      checks,
      isUnasked: isTemporary(checks) || findings.some(({ id }) => id === "audit_cut_off"),
    })),
  ];
}

function unaskedWords(all: Subject[]): string[] {
  const unasked = all.filter(({ isUnasked }) => isUnasked);
  if (unasked.length === 0) return [];
  const isNothingKnown = unasked.every(({ checks }) =>
    Object.values(checks).every((state) => state === "temp" || state === "unknown"),
  );
  const whom = listed(unasked.map(({ name }) => name));
  return [`The DNS could not be asked about ${isNothingKnown ? "" : "all of "}${whom}.`];
}

function withoutTrouble(all: Subject[]): string {
  const warned = withState(all, "warn");
  const unknown = withState(all, "unknown");
  const rest = unknown.length === 0 ? "" : ` Not known: ${checksIn(unknown, "unknown")}.`;
  if (warned.length > 0)
    return `Nothing that Gmail refuses, but ${listed(warned.map(({ name }) => name))} can be better.${rest}`;
  return rest === "" ? "Nothing to repair." : `Nothing to repair was found.${rest}`;
}

function withState(all: Subject[], state: CheckState): Subject[] {
  return all.filter(({ checks }) => Object.values(checks).includes(state));
}

/** `203.0.113.5 (reverse DNS), example.com (SPF, DKIM)` */
function checksIn(subjects: Subject[], wanted: CheckState): string {
  const texts = subjects.map(({ name, checks }) => {
    const own = entriesOf(checks).filter(([, state]) => state === wanted);
    return `${name} (${own.map(([check]) => checkTitles[check]).join(", ")})`;
  });
  return listed(texts);
}

/** Names in a headline; the rest is counted. */
const MAX_NAMES = 4;

function listed(names: string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  const rest = names.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

// ---------------------------------------------------------------- sections

function entriesOf(checks: AddressAudit["checks"]): [CheckName, CheckState][] {
  return Object.entries(checks) as [CheckName, CheckState][];
}

function statesOf(checks: AddressAudit["checks"]): AuditSection["states"] {
  return entriesOf(checks).map(([check, state]) => ({ check: checkTitles[check], state }));
}

function domainSection(audit: DomainAudit): AuditSection {
  const { domain, name, sender, checks, findings } = audit;
  const also = name === domain ? "" : ` (${domain})`;
  const from = sender === domain ? "" : `, Return-Path ${sender}`;
  return {
    title: `${name}${also}${from}`,
    states: statesOf(checks),
    remarks: remarksOf(findings),
    details: [...spfDetails(audit), ...dkimDetails(audit), ...dmarcDetails(audit)],
  };
}

function addressSection({ ip, checks, reverseDns, findings }: AddressAudit): AuditSection {
  const own = reverseDns === null ? [] : reverseDnsRemarks(reverseDns);
  return {
    title: ip,
    states: statesOf(checks),
    remarks: [...own, ...remarksOf(findings)],
    details: [],
  };
}

/** The cause, with its main step: `whybounce check` tells all of them. */
function reverseDnsRemarks({ ip, cause, fix, dnsCutOff }: SendingIpReport): AuditRemark[] {
  const check = checkTitles.iprev;
  const unasked = `the DNS could not be asked about ${ip}`;
  const topic = dnsCutOff ? "audit_cut_off" : "audit_no_answer";
  if (cause === null) return [{ state: "unknown", check, text: unasked, action: null, record: null, topic }];
  if (cause.class === "pass") return [];
  const step = fix.find(({ main }) => main === true) ?? fix[0];
  const state = cause.class === "not_checkable" ? "unknown" : cause.class;
  const action = step === undefined ? null : `${step.action} (all steps: whybounce check ${ip})`;
  return [{ state, check, text: cause.summary, action, record: step?.record ?? null, topic: cause.id }];
}

const order: readonly PostureClass[] = ["fail", "temp", "warn", "unknown", "note"];

/** The worst first; a record that repairs several things is printed once. */
function remarksOf(findings: PostureFinding[]): AuditRemark[] {
  const printed = new Set<string>();
  const sorted = findings.toSorted((one, other) => order.indexOf(one.class) - order.indexOf(other.class));
  return sorted.map(({ id, class: state, check, summary, fix }) => {
    const record = fix?.record ?? null;
    const isNew = record !== null && !printed.has(record);
    if (isNew) printed.add(record);
    const repeats = record !== null && !isNew ? " (with the record above)" : "";
    return {
      state,
      check: check === null ? "audit" : checkTitles[check],
      text: summary,
      action: fix === null ? null : `${fix.action}${repeats}`,
      record: isNew ? record : null,
      topic: id,
    };
  });
}

// ---------------------------------------------------------------- what was found

/** Records within records that are printed; JSON has all. */
const MAX_TREE_LINES = 40;

function spfDetails({ spf }: DomainAudit): string[] {
  if (spf === null || spf.record === null) return [];
  const verdicts = spf.verdicts.map(({ ip, result, lookups, decidedBy }) => {
    const by = decidedBy === null ? "" : ` by ${decidedBy.term} in the record of ${decidedBy.at}`;
    return `SPF for ${ip}: ${result}${by}, ${lookups} DNS look-ups`;
  });
  const tree = treeLines(spf.tree, "  ");
  const rest = tree.length - MAX_TREE_LINES;
  return [
    ...verdicts,
    `SPF look-ups: ${spf.tree.lookups} for an address that no term names; receivers stop after 10`,
    ...tree.slice(0, MAX_TREE_LINES),
    ...(rest > 0 ? [`  and ${rest} more terms`] : []),
  ];
}

/** Terms that cost look-ups, with what they lead to. */
function treeLines({ terms }: SpfTree, indent: string): string[] {
  return terms
    .filter(({ lookups, leadsTo }) => lookups > 0 || leadsTo !== null)
    .flatMap(({ term, lookups, leadsTo }) => [
      `${indent}${term}  ${lookups}`,
      ...(leadsTo === null ? [] : treeLines(leadsTo, `${indent}  `)),
    ]);
}

function dkimDetails({ dkim }: DomainAudit): string[] {
  const keys = dkim?.keys.filter(({ status }) => status === "answer") ?? [];
  return keys.map(({ selector, domain, algorithm, bits, source }) => {
    const size = bits === null ? "" : `, ${bits} bits`;
    const how = source === "guessed" ? ", guessed: whether it is in use is not known" : "";
    return `DKIM key ${selector}._domainkey.${domain}: ${algorithm ?? "not one key"}${size}${how}`;
  });
}

function dmarcDetails({ dmarc }: DomainAudit): string[] {
  if (dmarc === null || dmarc.at === null) return [];
  return [`DMARC policy: ${dmarc.policy ?? "none"} (_dmarc.${dmarc.at}: ${dmarc.record})`];
}
