// What a report says of Gmail's refusals for the sender's records: a table of the groups, and a block for each, which is
// printed as that of an address is.

import { refusalProblem, worstFinding } from "../../model/codes/refusal-problem.ts";
import { refusalActionId, type RefusalReport } from "../../model/refusals.ts";
import type { Report } from "../../model/report.ts";
import { refusalStands } from "../../model/standing.ts";
import { count, firstOf, grouped, sentence } from "../../base/words/quantities.ts";
import {
  mailCounts,
  NOT_CHECKED,
  refusalText,
  refusedWords,
  responsibleText,
  senderText,
} from "./address.ts";
import type { ShownRefusal } from "./actions.ts";
import type {
  ActionBlock,
  AddressBlock,
  AddressPart,
  CountTable,
  Repair,
  RepairStep,
  Section,
  State,
} from "./sections.ts";

/** What a medium shows of the groups. */
export interface RefusalChoice {
  /** How many groups it has room for; the worst come first. */
  groups: number;
  evidence: number;
  parts: ("cause" | "facts" | "evidence" | "remarks" | "repair" | "more")[];
}

/** `report` with harmless strings: of the groups that are no action, a table and a block for each. */
export function refusalSections(report: Report, choice: RefusalChoice): Section[] {
  const acted = new Set(report.actions?.map(({ id }) => id));
  const { groups } = choice;
  const told = inOrder(report.refusals ?? []).filter((refusal) => !acted.has(refusalActionId(refusal)));
  const leftOut = told.length - groups;
  return [
    ...(told.length > 1 ? [tableOf(told.slice(0, groups), report)] : []),
    ...told.slice(0, groups).map((refusal, index): AddressBlock => ({
      kind: "address",
      anchor: `sender-refusal-${index + 1}`,
      ip: nameOf(refusal),
      title: refusal.cause.title,
      ...contentOf(refusal, choice),
    })),
    ...(leftOut > 0
      ? [{ kind: "remark" as const, text: `${count(leftOut, "more group")} of them in the JSON report.` }]
      : []),
  ];
}

/** A group that is an action, among the others; `number` is null for the only one. */
export function refusalBlock(
  { action, refusal }: ShownRefusal,
  { anchor, number }: Pick<ActionBlock, "anchor" | "number">,
  choice: RefusalChoice,
): ActionBlock {
  return {
    kind: "action",
    anchor,
    number,
    title: sentence(action.cause.title),
    subject: nameOf(refusal),
    ...contentOf(refusal, choice),
  };
}

/** What a record repairs comes first; the counting has put the most harm first. */
export function inOrder(refusals: readonly RefusalReport[]): RefusalReport[] {
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

function contentOf(
  refusal: RefusalReport,
  { parts, evidence }: RefusalChoice,
): Pick<AddressBlock, "state" | "parts"> {
  const all: Record<RefusalChoice["parts"][number], AddressPart | null> = {
    cause: causeOf(refusal),
    facts: { kind: "facts", facts: factsOf(refusal) },
    evidence: { kind: "evidence", texts: firstOf(refusal.evidence, evidence) },
    remarks: remarksOf(refusal),
    repair: repairOf(refusal),
    more: { kind: "more", command: `whybounce explain ${refusal.cause.id}` },
  };
  return {
    state: refusal.state === null ? "warn" : states[refusal.state],
    parts: parts.map((part) => all[part]),
  };
}

export function nameOf({ domain, sendingIp }: RefusalReport): string {
  return refusedWords(domain, sendingIp);
}

function causeOf(refusal: RefusalReport): AddressPart {
  const text = refusalProblem(refusal) ?? NOT_CHECKED;
  return {
    kind: "cause",
    label: refusal.state === "passes now" ? "Result" : "Cause",
    text,
    sentence: sentence(text),
  };
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
