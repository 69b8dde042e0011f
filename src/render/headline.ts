// The first sentences of a report: how many refusals, from where, and what to do first.
// "Nothing found" and "nothing left to do" are answers too.

import type { CauseClass, FixStep, InputSummary, Report, SendingIpReport } from "../model.ts";
import { comparisonSentences } from "./comparison-words.ts";
import { byteSize, count, grouped, minuteOf, sentence } from "./quantities.ts";
import { causeStands, worstFirst } from "./standing.ts";

/** The most important sentence first. */
export function headlineSentences(report: Report, inputFailed: boolean): string[] {
  const partly = inputFailed && report.inputs.length > 0;
  return [...happened(report), ...comparisonSentences(report), ...(partly ? [PARTLY_READ] : [])];
}

const NOTHING_READ = "No input could be read: see the warnings at the end.";
const PARTLY_READ = "Not every input could be read in full: see the warnings at the end.";

export const CHECK_COMMAND = "To find the cause and the repair, run:";

/** Where the DNS was not asked, the next step is a command; null where there is nothing to ask. */
export function checkCommand(report: Report): string | null {
  if (report.inputs.length === 0) return null;
  const unknown = worstFirst(report.sendingIps)
    .filter((sender) => sender.cause === null)
    .map((sender) => sender.ip);
  return unknown.length === 0 ? null : `whybounce check ${unknown.slice(0, MAXIMUM_TO_CHECK).join(" ")}`;
}

/** As many addresses as fit a command line that a person still wants to copy. */
const MAXIMUM_TO_CHECK = 8;

function happened(report: Report): string[] {
  if (report.inputs.length === 0 && report.sendingIps.length > 0) return checked(report.sendingIps);
  if (report.sendingIps.length === 0 && report.totals.unattributed === 0) return [nothingFound(report)];
  return [refused(report), ...consequences(report), ...whatToDo(report.sendingIps)];
}

function refused(report: Report): string {
  const { attempts } = report.totals;
  const times = attempts === 1 ? "once" : `${grouped(attempts)} times`;
  const addresses = report.sendingIps.length;
  const from = addresses === 0 ? "" : ` from ${count(addresses, "address", "addresses")}`;
  return `Gmail refused mail ${times}${from} because of missing or wrong reverse DNS${when(report)}.`;
}

function when(report: Report): string {
  const first = report.sendingIps.flatMap((sender) => sender.firstSeen ?? []).toSorted()[0];
  const last = report.sendingIps
    .flatMap((sender) => sender.lastSeen ?? [])
    .toSorted()
    .at(-1);
  if (first === undefined || last === undefined) return "";
  return first === last ? ` (${minuteOf(first)} UTC)` : ` (${minuteOf(first)} to ${minuteOf(last)} UTC)`;
}

function consequences(report: Report): string[] {
  const { messages, affected, lost, retrying, delivered } = report.totals;
  if (affected === 0) return [];
  const ends = [
    lost > 0 ? `${grouped(lost)} lost` : "",
    retrying > 0 ? `${grouped(retrying)} still being retried` : "",
    delivered > 0 ? `${grouped(delivered)} delivered in the end` : "",
  ].filter((part) => part !== "");
  const concerned = `That concerns ${count(messages, "message")} to ${count(affected, "recipient")}`;
  return [ends.length === 0 ? `${concerned}.` : `${concerned}: ${ends.join(", ")}.`];
}

// ---------------------------------------------------------------- what to do

function whatToDo(senders: SendingIpReport[]): string[] {
  if (senders.length === 0) return [];
  const worst = worstFirst(senders).find(causeStands);
  if (worst) return [startWith(worst)];
  return [nothingStands(senders)];
}

function nothingStands(senders: SendingIpReport[]): string {
  if (senders.some((sender) => sender.cause === null))
    return "The DNS was not checked, so the cause is not known.";
  if (senders.some((sender) => sender.cause?.class === "warn")) {
    return "No fault is left for which Gmail would refuse mail now; there are remarks below.";
  }
  const subject = senders.length === 1 ? "Its reverse DNS" : "The reverse DNS of all of them";
  return `${subject} is in order now: nothing is left to be repaired.`;
}

function startWith(sender: SendingIpReport): string {
  const subject = sender.attempts > 0 ? `${sender.ip} (${count(sender.attempts, "refusal")})` : sender.ip;
  const [step] = sender.fix;
  const problem = sender.cause === null ? "" : `${sender.cause.title}. `;
  return `Start with ${subject}: ${problem}${step === undefined ? "See below." : firstStep(step)}`;
}

function firstStep(step: FixStep): string {
  const action = sentence(step.action).replace(/[.:]$/, "");
  return `${action}.${step.record === null ? "" : " The exact record is below."}`;
}

// ---------------------------------------------------------------- the other answers

type State = CauseClass | "unknown";

const stateWords = {
  fail: ["has a fault for which Gmail refuses mail", "have a fault for which Gmail refuses mail"],
  temp: ["depends on name servers that fail", "depend on name servers that fail"],
  not_checkable: ["cannot be checked", "cannot be checked"],
  unknown: [
    "could not be checked, for the DNS gave no answer",
    "could not be checked, for the DNS gave no answer",
  ],
  warn: ["passes with a remark", "pass with a remark"],
  pass: ["is in order", "are in order"],
} satisfies Record<State, [one: string, several: string]>;

function checked(senders: SendingIpReport[]): string[] {
  const worst = worstFirst(senders).find(causeStands);
  const summary = senders.length === 1 ? senders.map(stateOfOne).join("") : statesOfMany(senders);
  return worst === undefined ? [summary] : [summary, startWith(worst)];
}

function stateOfOne(sender: SendingIpReport): string {
  return `${sender.ip} ${stateWords[stateOf(sender)][0]}.`;
}

function stateOf(sender: SendingIpReport): State {
  return sender.cause?.class ?? "unknown";
}

function statesOfMany(senders: SendingIpReport[]): string {
  const states = (Object.keys(stateWords) as State[]).flatMap((state) => {
    const amount = senders.filter((sender) => stateOf(sender) === state).length;
    return amount === 0 ? [] : [`${grouped(amount)} ${stateWords[state][amount === 1 ? 0 : 1]}`];
  });
  return `Of ${grouped(senders.length)} addresses, ${states.join(", ")}.`;
}

function nothingFound(report: Report): string {
  if (report.inputs.length === 0) return NOTHING_READ;
  const others = report.otherGmailRejections.reduce((sum, other) => sum + other.attempts, 0);
  const found = `Gmail refused no mail for its reverse DNS: no PTR refusals in ${inputsRead(report.inputs)}${asked(report)}`;
  return others === 0 ? `${found}.` : `${found}; ${count(others, "other Gmail refusal")}, listed below.`;
}

function inputsRead(inputs: InputSummary[]): string {
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  return `${count(inputs.length, "input")} (${byteSize(bytes)})`;
}

function asked(report: Report): string {
  const { from, to } = report.period;
  if (from === null && to === null) return "";
  const start = from === null ? "" : ` from ${minuteOf(from)}`;
  const end = to === null ? "" : ` until ${minuteOf(to)}`;
  return `${start}${end} UTC`;
}
