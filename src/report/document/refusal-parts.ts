// What is said of Gmail's refusals for the sender's records: of one group, and of several that one action ends.

import type { Action } from "../../model/action.ts";
import { refusalProblem, worstFinding } from "../../model/codes/refusal-problem.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import { count, firstOf, grouped, sentence, some } from "../../base/words/quantities.ts";
import {
  deliveryEnds,
  mailCounts,
  NOT_CHECKED,
  refusalText,
  responsibleText,
  senderText,
} from "./address.ts";
import { numbered, repairStepOf } from "./repair.ts";
import type { AddressBlock, AddressPart, Repair, RepairStep, State } from "./sections.ts";

/** What a medium shows of the groups. */
export interface RefusalChoice {
  /** How many groups it has room for; the worst come first. */
  groups: number;
  evidence: number;
  parts: ("cause" | "facts" | "evidence" | "remarks" | "repair" | "more")[];
}

const states: Record<NonNullable<RefusalReport["state"]>, State> = {
  stands: "fail",
  "passes now": "pass",
  "not in the DNS": "warn",
  "not known": "warn",
  "could not be asked": "warn",
};

type Content = Pick<AddressBlock, "state" | "parts">;

function stateOf({ state }: RefusalReport): State {
  return state === null ? "warn" : states[state];
}

export function contentOf(refusal: RefusalReport, { parts, evidence }: RefusalChoice): Content {
  const all: Record<RefusalChoice["parts"][number], AddressPart | null> = {
    cause: causeOf(refusal),
    facts: { kind: "facts", facts: factsOf(refusal) },
    evidence: { kind: "evidence", texts: firstOf(refusal.evidence, evidence) },
    remarks: remarksOf(refusal),
    repair: repairOf(refusal),
    more: { kind: "more", command: `whybounce explain ${refusal.cause.id}` },
  };
  return {
    state: stateOf(refusal),
    parts: parts.map((part) => all[part]),
  };
}

function causeOf(refusal: RefusalReport): AddressPart {
  const problem = refusalProblem(refusal);
  const text = problem === null ? NOT_CHECKED : `${sentence(problem)}.`;
  return {
    kind: "cause",
    label: refusal.state === "passes now" ? "Result" : "Cause",
    text,
    sentence: sentence(text),
  };
}

function remarksOf(refusal: RefusalReport): AddressPart | null {
  const texts = otherFindings(refusal).map(({ summary }) => summary);
  return texts.length === 0 ? null : { kind: "remarks", texts };
}

/** Beside the one that says what is wrong. */
function otherFindings(refusal: RefusalReport): RefusalReport["findings"] {
  const told = worstFinding(refusal);
  return refusal.findings.filter((each) => each !== told);
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

function outlookOf({ lost, retrying }: Pick<Action, "lost" | "retrying">): string | null {
  const texts = [
    ...(retrying > 0 ? ["Mail still being retried then goes out by itself."] : []),
    ...(lost > 0 ? ["Lost mail must be sent again."] : []),
  ];
  return texts.length === 0 ? null : texts.join(" ");
}

// ---------------------------------------------------------------- several groups, of one action

/** What is the same for all is told once; of the rest, the address that lost most mail is an example. */
export function contentOfMany(
  action: Action,
  refusals: readonly [RefusalReport, ...RefusalReport[]],
  { parts, evidence }: RefusalChoice,
): Content {
  const [first] = refusals;
  const example = `for example, ${first.sendingIp ?? "without an address"}: `;
  const shown = firstOf(first.evidence, evidence).map((text, index) =>
    index === 0 ? `${example}${text}` : text,
  );
  const remarks = otherFindings(first).map(({ ip, summary }) =>
    ip === null ? summary : `${example}${summary}`,
  );
  const all: Record<RefusalChoice["parts"][number], AddressPart | null> = {
    cause: { kind: "cause", label: "Cause", text: action.problem, sentence: action.problem },
    facts: { kind: "facts", facts: factsOfMany(action, refusals) },
    evidence: shown.length === 0 ? null : { kind: "evidence", texts: shown },
    remarks: remarks.length === 0 ? null : { kind: "remarks", texts: remarks },
    repair: repairOfAction(action),
    more: { kind: "more", command: `whybounce explain ${action.cause.id}` },
  };
  return { state: stateOf(first), parts: parts.map((part) => all[part]) };
}

function factsOfMany(action: Action, refusals: readonly RefusalReport[]): { label: string; text: string }[] {
  const { attempts, affected, firstSeen, lastSeen } = action;
  const byCode: Record<string, number> = {};
  for (const { codes } of refusals)
    for (const [code, amount] of Object.entries(codes)) byCode[code] = (byCode[code] ?? 0) + amount;
  const addresses = refusals.map(
    ({ sendingIp, counts }) => `${sendingIp ?? "not named"} (${grouped(counts.attempts)})`,
  );
  return [
    { label: "Refusals", text: refusalText({ attempts, byCode, firstSeen, lastSeen }) },
    { label: "Mail", text: `${count(affected, "delivery", "deliveries")}${deliveryEnds(action)}` },
    { label: "Addresses", text: some(addresses, MAX_ADDRESSES) },
  ];
}

/** SPF is evaluated for no more of a domain. */
const MAX_ADDRESSES = 10;

function repairOfAction(action: Action): Repair {
  const check = { kind: "check" as const, introduction: "this tells when it is done:" };
  return {
    kind: "repair",
    atOnce: null,
    steps: numbered(action.steps.map((step) => repairStepOf(step, [], Infinity))),
    after: action.check === null ? [] : [{ ...check, texts: [action.check] }],
    meanwhile: null,
    outlook: outlookOf(action),
  };
}
