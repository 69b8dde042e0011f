// What a report says of its inputs, and which warnings it repeats at its end.

import type { InputKind } from "../../model/delivery.ts";
import type { InputSummary, Report } from "../../model/report.ts";
import { byteSize, count } from "../../base/words/quantities.ts";

const kindWords = {
  log: ["log", "line"],
  mbox: ["mbox", "message"],
  maildir: ["Maildir", "message"],
  mh: ["MH folder", "message"],
  message: ["message", "message"],
  text: ["pasted text", "line"],
  events: ["events of whybounce", "event"],
  store: ["store", "event"],
} satisfies Record<InputKind, [name: string, record: string]>;

/** `log, 1.2 MB, 9,000 lines, no new refusals`: none that no earlier input has. How many there are is counted of all inputs together. */
function factsOf(input: InputSummary, nothing: string): string {
  if (isEmpty(input)) return "empty";
  if (isUnread(input)) return "not read";
  if (input.kind === null) return `${byteSize(input.bytes)}, not recognised`;
  const [name, record] = kindWords[input.kind];
  return [
    name,
    ...(input.kind === "store" ? [] : [byteSize(input.bytes)]),
    ...(input.timezone === undefined ? [] : [`weeks of ${input.timezone}`]),
    count(input.records, record),
    ...(input.rejections === 0 ? [nothing] : []),
  ].join(", ");
}

/** With more inputs (folders of a mailbox, single messages), those without a refusal or warning are summed up. */
const MAXIMUM_INPUTS = 12;

/** The units of all counts in a report. */
const HOW_COUNTED =
  "A refusal is one reply of Gmail's, counted once however many inputs tell of it; a message has one delivery for each recipient.";

export interface ShownInput extends InputSummary {
  facts: string;
}

export interface ShownInputs {
  /** If there are many, only those with a refusal or a warning. */
  shown: ShownInput[];
  /** The others in one sentence, and what the report counts. */
  remarks: string[];
}

export function inputsToShow(report: ShownReport): ShownInputs {
  const { inputs: all, totals, refusals = [] } = report;
  const inputs = all.filter((input) => !isUnknown(input));
  const ranked = inputs.length > MAXIMUM_INPUTS ? inputs.toSorted(byInterest) : inputs;
  const place = inputs.length > MAXIMUM_INPUTS ? placeOfOthers(ranked) : inputs.length;
  const hidden = ranked.slice(place);
  const explained = totals.attempts > 0 || refusals.length > 0 ? [HOW_COUNTED] : [];
  const nothing = nothingWords(inputs, report);
  const remarks = [...(hidden.length === 0 ? [] : [summedUp(hidden, nothing)]), ...explained];
  const shown = ranked.slice(0, place);
  return { shown: shown.map((input) => ({ ...input, facts: factsOf(input, nothing) })), remarks };
}

/** The counts are of one kind of refusal only: an input without it may hold others that the report tells of. */
function nothingWords(inputs: InputSummary[], report: ShownReport): string {
  const { otherGmailRejections, otherReceivers = [], refusals = [] } = report;
  const hasOthers = otherGmailRejections.length + otherReceivers.length + refusals.length > 0;
  return `no ${refusedIn(inputs) === 0 ? "" : "new "}${hasOthers ? "PTR refusals by Gmail" : "refusals"}`;
}

type ShownReport = Pick<Report, "inputs" | "totals" | "otherGmailRejections" | "otherReceivers" | "refusals">;

/** The place of the first input that is not shown by itself; at least one is shown. */
function placeOfOthers(ranked: InputSummary[]): number {
  const telling = ranked.filter(({ warnings, rejections }) => warnings.length > 0 || rejections > 0).length;
  return Math.min(Math.max(telling, 1), MAXIMUM_INPUTS);
}

function byInterest(left: InputSummary, right: InputSummary): number {
  return right.warnings.length - left.warnings.length || right.rejections - left.rejections;
}

function refusedIn(inputs: InputSummary[]): number {
  return inputs.reduce((sum, input) => sum + input.rejections, 0);
}

function summedUp(inputs: InputSummary[], nothing: string): string {
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  return `and ${count(inputs.length, "more input")}: ${byteSize(bytes)}${refusedIn(inputs) === 0 ? `, ${nothing}` : ""}`;
}

/** The input is neither a log nor mail: a warning says so, and nothing was read. */
function isUnknown({ kind, bytes }: InputSummary): boolean {
  return kind === null && bytes > 0;
}

/** The input is a file without content. */
export function isEmpty({ kind, bytes, warnings }: InputSummary): boolean {
  return kind === null && bytes === 0 && warnings.length === 0;
}

/** Not one byte could be read, and a warning says why. It may hold refusals. */
function isUnread({ bytes, records, warnings }: InputSummary): boolean {
  return bytes === 0 && records === 0 && warnings.length > 0;
}

function isWithoutContent(input: InputSummary): boolean {
  return isUnknown(input) || isUnread(input);
}

/** The sentence for the headline, with the reason if there is only one; null if something was read, or all was empty. */
export function nothingRead({ inputs, warnings, sendingIps }: Report): string | null {
  if (sendingIps.length > 0) return null;
  if (!inputs.every((input) => isWithoutContent(input) || isEmpty(input))) return null;
  if (inputs.length > 0 && inputs.every(isEmpty) && warnings.length === 0) return null;
  const [reason, ...others] = reasons(inputs, warnings);
  if (reason === undefined || others.length > 0)
    return "No input could be read: see the warnings at the end.";
  return `No input could be read: ${reason}.`;
}

function reasons(inputs: InputSummary[], warnings: string[]): string[] {
  return [...new Set([...warnings, ...inputs.filter(isWithoutContent).flatMap((input) => input.warnings)])];
}

/** The warnings that neither their input nor the headline shows. */
export function otherWarnings(report: Report): string[] {
  const listed = report.inputs.filter((input) => !isUnknown(input));
  const told = new Set(
    listed.flatMap(({ path, warnings }) => warnings.flatMap((text) => [text, `${path}: ${text}`])),
  );
  const others = reasons(report.inputs, report.warnings).filter((warning) => !told.has(warning));
  return others.length === 1 && nothingRead(report) !== null ? [] : others;
}
