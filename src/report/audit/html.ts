// An audit as one HTML page.

import { escapeStrings } from "../../base/words/escape.ts";
import type { AuditReport } from "../../model/audit.ts";
import type { RenderTarget } from "../../model/report.ts";
import { markup, type Markup } from "../print/html-markup.ts";
import { simplePage, simpleRemark, simpleTable } from "../simple-page.ts";
import { auditDocument, MORE, type AuditRemark, type AuditSection } from "./document.ts";
import type { AuditStep } from "./steps.ts";

export function render(report: AuditReport, _target: RenderTarget): string {
  const { headline, found, sections, warnings } = auditDocument(escapeStrings(report, true));
  const told = found === null ? [] : [markup`<p>${found}</p>\n`];
  return simplePage({
    kind: "Audit",
    headline,
    content: markup`${told}${sections.map(sectionMarkup)}`,
    warnings,
  });
}

function sectionMarkup({ title, empty, states, remarks, details }: AuditSection): Markup {
  const heads = states.map(({ check }) => check);
  const rows = [states.map(({ state }) => ({ text: state, state }))];
  const label = `the checks of ${title}`;
  const table = empty === null ? simpleTable({ label, heads, rows }) : markup`<p>${empty}</p>\n`;
  return markup`<section>
<h2>${title}</h2>
${table}${remarks.map(remarkMarkup)}${details.length === 0 ? null : markup`<pre>${details.join("\n")}</pre>\n`}</section>
`;
}

function remarkMarkup({ state, check, topic, text, steps, more }: AuditRemark): Markup {
  const remark = { state, text: `${check} (${topic}): ${text}`, action: null, record: null };
  const further = more === null ? null : markup`<p>More: ${MORE}</p>\n<pre>${more}</pre>\n`;
  return markup`${simpleRemark(remark)}${steps.map(stepMarkup)}${further}`;
}

function stepMarkup({ action, place, record, command, number }: AuditStep, index: number): Markup {
  const label = index === 0 ? "To do: " : "";
  const text = number === null ? action : `${number}. ${action}`;
  const copied = record ?? command;
  return markup`<p>${label}${text}${place === null ? "" : `. ${place}`}</p>
${copied === null ? null : markup`<pre>${copied}</pre>\n`}`;
}
