// The end of the text report: what else Gmail refused, what was read, and what went wrong while reading.

import type { Report } from "../../model/report.ts";
import {
  INPUTS,
  inputsToShow,
  OTHER_REFUSALS,
  otherWarnings,
  type ShownInput,
  UNATTRIBUTED,
  unattributedText,
} from "../document/inputs.ts";
import {
  OTHER_RECEIVERS,
  otherReceiverCommand,
  otherReceiverRows,
  otherReceiverSentences,
} from "../document/other-receivers.ts";
import { firstOf, grouped } from "../../base/words/quantities.ts";
import { paragraph, type Page } from "./table-page.ts";
import { displayWidth, wrap } from "../../base/words/wrap.ts";

export function unattributedLines(page: Page, unattributed: number): string[] {
  if (unattributed === 0) return [];
  return [...page.heading(UNATTRIBUTED), ...paragraph(page, unattributedText(unattributed))];
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
  return [...page.heading(OTHER_REFUSALS), ...lines];
}

export function otherReceiverLines(page: Page, report: Report): string[] {
  const rows = otherReceiverRows(report);
  if (rows.length === 0) return [];
  const amountWidth = Math.max(...rows.map(({ amount }) => amount.length));
  const codeWidth = Math.min(Math.max(...rows.map(({ code }) => code.length)), MAXIMUM_CODE_WIDTH);
  const lines = rows.flatMap(({ amount, code, name, addresses }) => {
    const first = `${amount.padStart(amountWidth)}  ${shortened(code).padEnd(codeWidth)}  `;
    const text = addresses === "" ? name : `${name}: ${addresses}`;
    return wrap(text, { width: page.proseWidth, first });
  });
  const command = otherReceiverCommand(report);
  return [
    ...page.heading(OTHER_RECEIVERS),
    ...lines,
    "",
    ...otherReceiverSentences(report).flatMap((text) => paragraph(page, text)),
    ...(command === null ? [] : ["", command]),
  ];
}

// ---------------------------------------------------------------- what was read

export function inputLines(page: Page, report: Report): string[] {
  const { shown, remarks } = inputsToShow(report);
  if (shown.length === 0) return [];
  const pathWidth = commonPathWidth(page, shown);
  return [
    ...page.heading(INPUTS),
    ...shown.flatMap((input) => inputLine(page, input, pathWidth)),
    ...remarks.flatMap((text) => paragraph(page, text)),
  ];
}

/** Wide enough for the paths that leave their facts room on the same line. */
function commonPathWidth(page: Page, inputs: ShownInput[]): number {
  const fitting = inputs.filter((input) => displayWidth(`${input.path}  ${input.facts}`) <= page.width);
  const widest = Math.max(0, ...fitting.map(({ path }) => displayWidth(path)));
  const facts = Math.max(0, ...fitting.map((input) => displayWidth(input.facts)));
  return Math.min(widest, page.width - facts - 2);
}

/** The path stays whole; what it holds follows on the same line when there is room. */
function inputLine(page: Page, input: ShownInput, pathWidth: number): string[] {
  const { facts } = input;
  const blank = " ".repeat(Math.max(pathWidth - displayWidth(input.path), 0));
  const oneLine = `${input.path}${blank}  ${facts}`;
  const lines =
    displayWidth(oneLine) <= page.width
      ? [oneLine]
      : [input.path, ...wrap(facts, { width: page.proseWidth, first: "  " })];
  const warnings = input.warnings.flatMap((warning) =>
    wrap(warning, { width: page.proseWidth, first: "  ! ", keepPaths: true }),
  );
  return [...lines, ...warnings.map((line) => page.paint("yellow", line))];
}

// ---------------------------------------------------------------- what went wrong

/** The JSON report has them all. */
const MAXIMUM_WARNINGS = 40;

export function warningLines(page: Page, report: Report): string[] {
  const warnings = firstOf(otherWarnings(report), MAXIMUM_WARNINGS);
  if (warnings.length === 0) return [];
  return [
    ...page.heading("Warnings"),
    ...warnings.flatMap((warning) => wrap(warning, { width: page.proseWidth, first: "- ", keepPaths: true })),
  ];
}
