// What an audit says to people, and in which order: the table, the Markdown and the page print it.

import type { AddressAudit, AuditReport, DomainAudit, FoundSenders, SpfTree } from "../../model/audit.ts";
import type { CheckName, CheckState, PostureClass, PostureFinding } from "../../model/posture.ts";
import { count, grouped } from "../../base/words/quantities.ts";
import type { SendingIpReport } from "../../model/report.ts";
import { checkTitles, entriesOf, headlineOf } from "./headline.ts";
import { auditSteps, type AuditStep } from "./steps.ts";

export interface AuditRemark {
  state: PostureClass | CheckState;
  check: string;
  text: string;
  /** What to do, in its order; empty where there is nothing to do. */
  steps: AuditStep[];
  /** The command that tells more of it; null where all is told. */
  more: string | null;
  /** The topic of `whybounce explain`. */
  topic: string;
}

/** What stands before that command. */
export const MORE = "evidence, ticket and what else helps:";

export interface AuditSection {
  title: string;
  /** Why nothing stands below; null where something does. */
  empty: string | null;
  states: { check: string; state: CheckState }[];
  remarks: AuditRemark[];
  /** What SPF found out, line by line, the tree indented. */
  details: string[];
}

export interface AuditDocument {
  headline: string;
  /** What was found in logs and mail; null where none was named. */
  found: string | null;
  sections: AuditSection[];
  warnings: string[];
}

export function auditDocument(report: AuditReport): AuditDocument {
  return {
    headline: headlineOf(report),
    // A report of an earlier version has none.
    found: report.found ? foundWords(report.found) : null,
    sections: sectionsOf(report),
    warnings: report.warnings,
  };
}

function foundWords({ domains, addresses, accepted, withoutSender, ofFurtherDomains }: FoundSenders): string {
  const senders = `${count(domains, "domain")} and ${count(addresses, "address", "addresses")}`;
  const unknown = [
    ...(withoutSender === 0 ? [] : [`no line tells the sender of ${grouped(withoutSender)}`]),
    ...(ofFurtherDomains === 0
      ? []
      : [count(ofFurtherDomains, "is of a further domain", "are of further domains")]),
  ];
  const rest = unknown.length === 0 ? "" : ` (${unknown.join("; ")})`;
  const taken = accepted === 0 ? "" : `; Gmail took ${count(accepted, "delivery", "deliveries")}${rest}`;
  return `Found in the inputs: ${senders}${taken}.`;
}

// ---------------------------------------------------------------- sections

function statesOf(checks: AddressAudit["checks"]): AuditSection["states"] {
  return entriesOf(checks).map(([check, state]) => ({ check: checkTitles[check], state }));
}

function sectionsOf({ addresses, domains, only }: AuditReport): AuditSection[] {
  return [
    ...addresses.map((audit) => withReason(addressSection(audit), "an address", only)),
    ...domains.map((audit) => withReason(domainSection(audit), "a domain", only)),
  ];
}

/** `--only iprev` asks nothing about a domain that is named: a heading alone would leave that open. */
function withReason(section: Section, kind: string, only: readonly CheckName[]): AuditSection {
  const { states, remarks, details } = section;
  if (states.length + remarks.length + details.length > 0) return { ...section, empty: null };
  const checks = only.map((name) => checkTitles[name]).join(", ");
  const named = checks === "" ? "" : ` (${checks})`;
  return { ...section, empty: `Nothing to check here: what was asked for${named} is not about ${kind}.` };
}

type Section = Omit<AuditSection, "empty">;

function domainSection(audit: DomainAudit): Section {
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

function addressSection({ ip, checks, reverseDns, findings, command }: AddressAudit): Section {
  const own = reverseDns === null ? [] : reverseDnsRemarks(reverseDns, command);
  return {
    title: ip,
    states: statesOf(checks),
    remarks: [...own, ...remarksOf(findings)],
    details: [],
  };
}

/** The cause, with all of its steps: those of each way out, too. */
function reverseDnsRemarks({ ip, cause, fix, dnsCutOff }: SendingIpReport, command?: string): AuditRemark[] {
  const check = checkTitles.iprev;
  const unasked = `the DNS could not be asked about ${ip}`;
  const topic = dnsCutOff ? "audit_cut_off" : "audit_no_answer";
  if (cause === null) return [{ state: "unknown", check, text: unasked, steps: [], more: null, topic }];
  if (cause.class === "pass") return [];
  const state = cause.class === "not_checkable" ? "unknown" : cause.class;
  return [
    { state, check, text: cause.summary, steps: auditSteps(fix), more: command ?? null, topic: cause.id },
  ];
}

const onlyStep = { place: null, command: null, number: null } as const;

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
      steps:
        fix === null
          ? []
          : [{ ...onlyStep, action: `${fix.action}${repeats}`, record: isNew ? record : null }],
      more: null,
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
    return `SPF for ${ip}: ${result}${by}, ${count(lookups, "DNS lookup")}`;
  });
  const tree = treeLines(spf.tree, "  ");
  const rest = tree.length - MAX_TREE_LINES;
  return [
    ...verdicts,
    `SPF lookups: ${spf.tree.lookups} for an address that no term names; receivers stop after 10`,
    ...tree.slice(0, MAX_TREE_LINES),
    ...(rest > 0 ? [`  and ${count(rest, "more term")}`] : []),
  ];
}

/** Terms that cost lookups, with what they lead to. */
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
