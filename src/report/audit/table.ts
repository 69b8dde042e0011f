// An audit as text for a terminal.

import { escapeStrings } from "../../base/words/escape.ts";
import { wrap } from "../../base/words/wrap.ts";
import type { AuditReport } from "../../model/audit.ts";
import type { RenderTarget } from "../../model/report.ts";
import { labelled, openPage, paragraph, type Page, type Tone } from "../print/table-page.ts";
import { auditDocument, type AuditRemark, type AuditSection } from "./document.ts";

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
  const { headline, sections, warnings } = auditDocument(escapeStrings(report, target.unicode));
  const blocks = [
    wrap(headline, { width: page.proseWidth, keepPaths: true }).map((line) => page.paint("bold", line)),
    ...sections.map((section) => sectionLines(page, section)),
    ...(warnings.length === 0 ? [] : [warnings.flatMap((text) => labelled(page, "Warning", text))]),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sectionLines(page: Page, { title, states, remarks, details }: AuditSection): string[] {
  const blank = [""];
  return [
    ...page.heading(title),
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

function remarkLines(page: Page, { state, check, text, action, record, topic }: AuditRemark): string[] {
  return [
    `${page.paint(tones[state], state.toUpperCase())}  ${check} (whybounce explain ${topic})`,
    ...labelled(page, "Why", text),
    ...(action === null ? [] : labelled(page, "Do", action)),
    // A record is copied: it is never broken.
    ...(record === null ? [] : ["Record", `  ${record}`]),
  ];
}

/** The indentation is part of a tree's line. */
function detailLines(page: Page, line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? "";
  return wrap(line.trim(), { width: page.proseWidth, first: indent, rest: `${indent}  `, keepPaths: true });
}
