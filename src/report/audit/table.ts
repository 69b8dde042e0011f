// An audit as text for a terminal.

import { escapeStrings } from "../../base/words/escape.ts";
import { wrap } from "../../base/words/wrap.ts";
import type { AuditReport } from "../../model/audit.ts";
import type { RenderTarget } from "../../model/report.ts";
import { labelled, openPage, paragraph, type Page, type Tone } from "../print/table-page.ts";
import { auditDocument, MORE, type AuditRemark, type AuditSection } from "./document.ts";
import type { AuditStep } from "./steps.ts";

const tones: Record<AuditRemark["state"], Tone> = {
  pass: "green",
  note: "dim",
  unknown: "dim",
  warn: "yellow",
  temp: "yellow",
  fail: "red",
};

export function render(report: AuditReport, target: RenderTarget): string {
  const page = openPage(target);
  const { headline, found, sections, warnings } = auditDocument(escapeStrings(report, target.unicode));
  const blocks = [
    wrap(headline, { width: page.proseWidth, keepPaths: true }).map((line) => page.paint("bold", line)),
    ...(found === null ? [] : [wrap(found, { width: page.proseWidth, keepPaths: true })]),
    ...sections.map((section) => sectionLines(page, section)),
    ...(warnings.length === 0 ? [] : [warnings.flatMap((text) => labelled(page, "Warning", text))]),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sectionLines(page: Page, { title, empty, states, remarks, details }: AuditSection): string[] {
  const blank = [""];
  return [
    ...page.heading(title),
    ...(empty === null ? [] : paragraph(page, empty)),
    ...(states.length === 0 ? [] : paragraph(page, statesText(states)).map((line) => painted(page, line))),
    ...remarks.flatMap((remark) => [...blank, ...remarkLines(page, remark)]),
    ...(details.length === 0 ? [] : [...blank, ...details.flatMap((line) => detailLines(page, line))]),
  ];
}

const GLUE = "\u00a0";

/** `SPF fail   DKIM pass`: a check and its state stay on one line. */
function statesText(states: AuditSection["states"]): string {
  return states.map(({ check, state }) => `${check.replaceAll(" ", GLUE)}${GLUE}${state}`).join(" ");
}

function painted(page: Page, line: string): string {
  const words = line.split(" ").map((pair) => {
    const state = pair.slice(pair.lastIndexOf(GLUE) + 1) as AuditRemark["state"];
    const name = pair.slice(0, pair.lastIndexOf(GLUE)).replaceAll(GLUE, " ");
    return tones[state] === undefined ? pair : `${name} ${page.paint(tones[state], state)}`;
  });
  return words.join("   ");
}

function remarkLines(page: Page, { state, check, text, steps, more, topic }: AuditRemark): string[] {
  const [only, ...others] = steps;
  const isAlone = only !== undefined && others.length === 0;
  return [
    `${page.paint(tones[state], state.toUpperCase())}  ${check} (whybounce explain ${topic})`,
    ...labelled(page, "Why", text),
    ...(isAlone ? onlyStepLines(page, only) : steps.flatMap((step, index) => stepLines(page, step, index))),
    ...(more === null ? [] : [...labelled(page, "More", MORE), `  ${more}`]),
  ];
}

/** A record is copied: it is never broken. */
function onlyStepLines(page: Page, { action, place, record, command }: AuditStep): string[] {
  return [
    ...labelled(page, "Do", action),
    ...(place === null ? [] : labelled(page, "", place)),
    ...(record === null ? [] : ["Record", `  ${record}`]),
    ...(command === null ? [] : ["Command", `  ${command}`]),
  ];
}

/** What is copied stands apart from the steps around it. */
function stepLines(page: Page, step: AuditStep, index: number): string[] {
  const marker = step.number === null ? "" : `${step.number}. `;
  const copied = step.record ?? step.command;
  return [
    ...labelled(page, index === 0 ? "Do" : "", step.action, marker),
    ...(step.place === null ? [] : labelled(page, "", step.place, " ".repeat(LETTERED.length))),
    ...(copied === null ? [] : ["", `  ${copied}`, ""]),
  ];
}

/** A lettered step has no marker; what belongs to it is indented all the same. */
const LETTERED = "1. ";

/** The indentation is part of a tree's line. */
function detailLines(page: Page, line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return wrap(line.trim(), { width: page.proseWidth, first: indent, rest: `${indent}  `, keepPaths: true });
}
