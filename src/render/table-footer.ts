// The end of the text report: what else Gmail refused, what was read, and what went wrong while reading.

import type { InputKind, InputSummary, Report } from "../model.ts";
import { byteSize, count, grouped } from "./quantities.ts";
import { paragraph, type Page } from "./table-page.ts";
import { displayWidth, wrap } from "./wrap.ts";

export function unattributedLines(page: Page, unattributed: number): string[] {
  if (unattributed === 0) return [];
  return [
    ...page.heading("Refusals that name no address"),
    ...paragraph(
      page,
      `In ${count(unattributed, "PTR refusal")} no sending address could be read, so nothing says which of yours is meant.`,
    ),
  ];
}

/** `550-5.7.26` has ten; merged event files may hold anything. */
const MAXIMUM_CODE_WIDTH = 16;

function shortened(code: string): string {
  return Array.from(code).slice(0, MAXIMUM_CODE_WIDTH).join("");
}

export function otherRefusalLines(page: Page, report: Report): string[] {
  const others = report.otherGmailRejections;
  if (others.length === 0) return [];
  const amounts = others.map((other) => grouped(other.attempts));
  const amountWidth = Math.max(...amounts.map((text) => text.length));
  const codeWidth = Math.min(Math.max(...others.map((other) => other.code.length)), MAXIMUM_CODE_WIDTH);
  const lines = others.flatMap((other, index) => {
    const first = `${(amounts[index] ?? "").padStart(amountWidth)}  ${shortened(other.code).padEnd(codeWidth)}  `;
    return wrap(other.meaning, { width: page.proseWidth, first });
  });
  return [...page.heading("Refused by Gmail for other reasons than reverse DNS"), ...lines];
}

// ---------------------------------------------------------------- what was read

/** More inputs than this (a directory of single messages) are summed up in one line. */
const MAXIMUM_INPUTS = 20;

export function inputLines(page: Page, inputs: InputSummary[]): string[] {
  if (inputs.length === 0) return [];
  const ranked = inputs.length > MAXIMUM_INPUTS ? inputs.toSorted(byInterest) : inputs;
  const shown = ranked.slice(0, MAXIMUM_INPUTS);
  const hidden = ranked.slice(MAXIMUM_INPUTS);
  return [
    ...page.heading("What was read"),
    ...shown.flatMap((input) => inputLine(page, input)),
    ...hiddenInputs(page, hidden),
  ];
}

function byInterest(left: InputSummary, right: InputSummary): number {
  return right.warnings.length - left.warnings.length || right.rejections - left.rejections;
}

/** The path stays whole; what it holds follows on the same line when there is room. */
function inputLine(page: Page, input: InputSummary): string[] {
  const facts = describe(input);
  const oneLine = `${input.path}  ${facts}`;
  const lines =
    displayWidth(oneLine) <= page.width
      ? [oneLine]
      : [input.path, ...wrap(facts, { width: page.proseWidth, first: "  " })];
  const warnings = input.warnings.flatMap((warning) =>
    wrap(warning, { width: page.proseWidth, first: "  ! ", keepPaths: true }),
  );
  return [...lines, ...warnings.map((line) => page.paint("yellow", line))];
}

const kindWords = {
  log: ["log", "line"],
  mbox: ["mbox", "message"],
  maildir: ["Maildir", "message"],
  mh: ["MH folder", "message"],
  message: ["message", "message"],
  events: ["events of whybounce", "event"],
} satisfies Record<InputKind, [name: string, record: string]>;

function describe(input: InputSummary): string {
  if (input.kind === null) return input.bytes === 0 ? "not read" : `${byteSize(input.bytes)}, not recognised`;
  const [name, record] = kindWords[input.kind];
  return [
    name,
    byteSize(input.bytes),
    count(input.records, record),
    count(input.rejections, "PTR refusal"),
  ].join(", ");
}

function hiddenInputs(page: Page, hidden: InputSummary[]): string[] {
  if (hidden.length === 0) return [];
  const bytes = hidden.reduce((sum, input) => sum + input.bytes, 0);
  const rejections = hidden.reduce((sum, input) => sum + input.rejections, 0);
  const text = `and ${count(hidden.length, "more input")}: ${byteSize(bytes)}, ${count(rejections, "PTR refusal")}`;
  return paragraph(page, text);
}

// ---------------------------------------------------------------- what went wrong

export function warningLines(page: Page, report: Report): string[] {
  const told = new Set(
    report.inputs.flatMap(({ path, warnings }) => warnings.flatMap((text) => [text, `${path}: ${text}`])),
  );
  const warnings = [...new Set(report.warnings)].filter((warning) => !told.has(warning));
  if (warnings.length === 0) return [];
  return [
    ...page.heading("Warnings"),
    ...warnings.flatMap((warning) => wrap(warning, { width: page.proseWidth, first: "- ", keepPaths: true })),
  ];
}
