// What a report says of its inputs and of what could not be counted for any address, in words that every
// format for people shares.

import type { InputKind, InputSummary, Report } from "../model.ts";
import { byteSize, count } from "./quantities.ts";

export const UNATTRIBUTED = "Refusals that name no address";
export const OTHER_REFUSALS = "Refused by Gmail for other reasons than reverse DNS";
export const INPUTS = "What was read";

export function unattributedText(amount: number): string {
  return `In ${count(amount, "PTR refusal")} no sending address could be read, so nothing says which of yours is meant.`;
}

const kindWords = {
  log: ["log", "line"],
  mbox: ["mbox", "message"],
  maildir: ["Maildir", "message"],
  mh: ["MH folder", "message"],
  message: ["message", "message"],
  events: ["events of whybounce", "event"],
} satisfies Record<InputKind, [name: string, record: string]>;

/** What it is, its size, and what was found in it. */
export function inputText(input: InputSummary): string {
  if (input.kind === null) return input.bytes === 0 ? "not read" : `${byteSize(input.bytes)}, not recognised`;
  const [name, record] = kindWords[input.kind];
  return [
    name,
    byteSize(input.bytes),
    count(input.records, record),
    count(input.rejections, "PTR refusal"),
  ].join(", ");
}

/** More inputs than this (a directory of single messages) are summed up in one sentence. */
const MAXIMUM_INPUTS = 20;

/** Of many inputs, those with something to tell. */
export function inputsToShow(inputs: InputSummary[]): { shown: InputSummary[]; hidden: string | null } {
  if (inputs.length <= MAXIMUM_INPUTS) return { shown: inputs, hidden: null };
  const ranked = inputs.toSorted(byInterest);
  return { shown: ranked.slice(0, MAXIMUM_INPUTS), hidden: summedUp(ranked.slice(MAXIMUM_INPUTS)) };
}

function byInterest(left: InputSummary, right: InputSummary): number {
  return right.warnings.length - left.warnings.length || right.rejections - left.rejections;
}

function summedUp(inputs: InputSummary[]): string {
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  const rejections = inputs.reduce((sum, input) => sum + input.rejections, 0);
  return `and ${count(inputs.length, "more input")}: ${byteSize(bytes)}, ${count(rejections, "PTR refusal")}`;
}

/** The warnings that do not stand with their input already. */
export function otherWarnings(report: Report): string[] {
  const told = new Set(
    report.inputs.flatMap(({ path, warnings }) => warnings.flatMap((text) => [text, `${path}: ${text}`])),
  );
  return [...new Set(report.warnings)].filter((warning) => !told.has(warning));
}
