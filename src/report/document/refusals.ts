// What a report says of Gmail's refusals for the sender's records: a table of the groups, and a block for each, which is
// printed as that of an address is.

import type { RefusalReport } from "../../model/refusals.ts";
import type { Report } from "../../model/report.ts";
import { refusalStands } from "../../model/standing.ts";
import { count, firstOf, grouped, sentence } from "../../base/words/quantities.ts";
import { mailCounts, NOT_CHECKED, refusalText, responsibleText, senderText } from "./address.ts";
import type { MediumName } from "./media.ts";
import type {
  AddressBlock,
  AddressPart,
  CountTable,
  Repair,
  RepairStep,
  Section,
  State,
} from "./sections.ts";

interface Choice {
  /** How many groups it has room for; the worst come first. */
  groups: number;
  evidence: number;
  parts: ("cause" | "facts" | "evidence" | "remarks" | "repair" | "more")[];
}

const choices: Record<MediumName, Choice> = {
  table: { groups: 30, evidence: 8, parts: ["facts", "cause", "evidence", "remarks", "repair", "more"] },
  html: { groups: 200, evidence: 20, parts: ["cause", "facts", "repair", "remarks", "evidence", "more"] },
  markdown: { groups: 30, evidence: 8, parts: ["cause", "facts", "repair", "remarks", "evidence"] },
  mail: { groups: 10, evidence: 0, parts: ["cause", "repair"] },
};

/** `report` with harmless strings. `details`: every group, with everything that is known of it. */
export function refusalSections(report: Report, medium: MediumName, details: boolean): Section[] {
  const refusals = inOrder(report.refusals ?? []);
  const choice = details ? { ...choices[medium], groups: Infinity, evidence: Infinity } : choices[medium];
  const { groups } = choice;
  const leftOut = refusals.length - groups;
  return [
    ...(refusals.length > 1 ? [tableOf(refusals.slice(0, groups), report)] : []),
    ...refusals
      .slice(0, groups)
      .map((refusal, index) => blockOf(refusal, `sender-refusal-${index + 1}`, choice)),
    ...(leftOut > 0
      ? [{ kind: "remark" as const, text: `${count(leftOut, "more group")} of them in the JSON report.` }]
      : []),
  ];
}

/** What a record repairs comes first; the counting has put the most harm first. */
function inOrder(refusals: readonly RefusalReport[]): RefusalReport[] {
  return refusals.toSorted((a, b) => rank(a) - rank(b));
}

function rank(refusal: RefusalReport): number {
  if (refusal.state === "stands") return 0;
  return refusalStands(refusal) ? 1 : 2;
}

function tableOf(refusals: readonly RefusalReport[], { sendingIps }: Report): CountTable {
  return {
    kind: "counts",
    id: "sender-refusals",
    title:
      sendingIps.length === 0
        ? "Refused by Gmail for the sender"
        : "Refused by Gmail for the sender, not for reverse DNS",
    columns: [
      { head: "code", style: "code" },
      { head: "domain", style: "text" },
      { head: "sending address", style: "addresses" },
      { head: "reason", style: "text" },
      { head: "refusals", style: "number" },
    ],
    rows: refusals.map(({ codes, domain, sendingIp, cause, counts }) => [
      Object.keys(codes)[0] ?? "",
      domain ?? "",
      sendingIp ?? "",
      cause.title,
      grouped(counts.attempts),
    ]),
    sentences: [],
    command: null,
  };
}

// ---------------------------------------------------------------- one group

const states: Record<NonNullable<RefusalReport["state"]>, State> = {
  stands: "fail",
  "passes now": "pass",
  "not in the DNS": "warn",
  "not known": "warn",
  "could not be asked": "warn",
};

function blockOf(refusal: RefusalReport, anchor: string, { parts, evidence }: Choice): AddressBlock {
  const all: Record<Choice["parts"][number], AddressPart | null> = {
    cause: causeOf(refusal),
    facts: { kind: "facts", facts: factsOf(refusal) },
    evidence: { kind: "evidence", texts: firstOf(refusal.evidence, evidence) },
    remarks: remarksOf(refusal),
    repair: repairOf(refusal),
    more: { kind: "more", command: `whybounce explain ${refusal.cause.id}` },
  };
  return {
    kind: "address",
    anchor,
    ip: nameOf(refusal),
    title: refusal.cause.title,
    state: refusal.state === null ? "warn" : states[refusal.state],
    parts: parts.map((part) => all[part]),
  };
}

/** `example.com from 203.0.113.5` */
function nameOf({ domain, sendingIp }: RefusalReport): string {
  const from = sendingIp === null ? "an unknown address" : sendingIp;
  return domain === null ? from : `${domain} from ${from}`;
}

function causeOf(refusal: RefusalReport): AddressPart {
  const text = causeText(refusal);
  return {
    kind: "cause",
    label: refusal.state === "passes now" ? "Result" : "Cause",
    text,
    sentence: sentence(text),
  };
}

function causeText(refusal: RefusalReport): string {
  const { state, domain } = refusal;
  const worst = worstFinding(refusal)?.summary;
  switch (state) {
    case "stands":
      return worst ?? refusal.cause.title;
    case "passes now":
      return "what Gmail missed is in order today";
    case "not in the DNS":
      return `${refusal.cause.title}; no record of the DNS is to blame`;
    case "not known":
      if (domain === null) return "not known: nothing tells the sender's domain";
      return `it cannot be found out from here${worst === undefined ? "" : `: ${worst}`}`;
    case "could not be asked":
      return `the DNS gave no certain answer${worst === undefined ? "" : `: ${worst}`}`;
    case null:
      return NOT_CHECKED;
  }
}

/** They are in order; one that is only worth knowing is no cause. */
function worstFinding({ findings, state }: RefusalReport): RefusalReport["findings"][number] | undefined {
  const wanted =
    state === "could not be asked"
      ? ["temp"]
      : state === "not known"
        ? ["unknown", "temp", "warn"]
        : ["fail", "temp", "warn"];
  return wanted.flatMap((severity) => findings.find((each) => each.class === severity) ?? [])[0];
}

function remarksOf(refusal: RefusalReport): AddressPart | null {
  const told = worstFinding(refusal);
  const others = refusal.findings.filter((each) => each !== told);
  return others.length === 0 ? null : { kind: "remarks", texts: others.map(({ summary }) => summary) };
}

function factsOf(refusal: RefusalReport): { label: string; text: string }[] {
  const { codes, counts, firstSeen, lastSeen, senderDomains, reportingMtas } = refusal;
  const refusals = refusalText({ attempts: counts.attempts, byCode: codes, firstSeen, lastSeen });
  const from = senderText({ senderDomains, reportingMtas });
  return [
    { label: "Refusals", text: refusals },
    { label: "Mail", text: mailCounts(counts) },
    ...(from === null ? [] : [{ label: "From", text: from }]),
  ];
}

function repairOf({ fix, counts }: RefusalReport): Repair | null {
  if (fix.length === 0) return null;
  return {
    kind: "repair",
    atOnce: null,
    steps: fix.map(stepOf),
    after: [],
    meanwhile: null,
    outlook: outlookOf(counts),
  };
}

function stepOf(step: RefusalReport["fix"][number], index: number): RepairStep {
  const { action, where, record } = step;
  return {
    action: sentence(action),
    who: responsibleText(step),
    where,
    records: record === null ? [] : [record],
    moreRecords: null,
    remedies: [],
    number: index + 1,
  };
}

function outlookOf({ lost, retrying }: RefusalReport["counts"]): string | null {
  const texts = [
    ...(retrying > 0 ? ["Mail still being retried then goes out by itself."] : []),
    ...(lost > 0 ? ["Lost mail must be sent again."] : []),
  ];
  return texts.length === 0 ? null : texts.join(" ");
}

// ---------------------------------------------------------------- the headline

/** How many, and with what to begin. */
export function refusalSentences({ refusals = [], sendingIps, totals }: Report): string[] {
  if (refusals.length === 0) return [];
  const attempts = refusals.reduce((sum, { counts }) => sum + counts.attempts, 0);
  const times = attempts === 1 ? "once" : `${grouped(attempts)} times`;
  const domains = new Set(refusals.flatMap(({ domain }) => domain ?? [])).size;
  const of = domains === 0 ? "" : ` of ${count(domains, "domain")}`;
  const isAlone = sendingIps.length === 0 && totals.unattributed === 0;
  const first = inOrder(refusals).find(refusalStands);
  return [
    `${isAlone ? "For the sender's records or manners Gmail refused mail" : "Gmail also refused mail"}${of} ${times}${isAlone ? "" : " for the sender's records or manners"}${first === undefined ? "." : `: ${beginning(first)}`}`,
  ];
}

function beginning(refusal: RefusalReport): string {
  const [step] = refusal.fix;
  const record = step?.record?.startsWith("whybounce") === false ? "; the record stands below" : "";
  const todo = step === undefined ? refusal.cause.title : step.action;
  return `begin with ${nameOf(refusal)}: ${todo}${record}.`;
}
