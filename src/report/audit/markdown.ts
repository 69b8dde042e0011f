// An audit as Markdown, for tickets and wikis.

import { escapeStrings } from "../../base/words/escape.ts";
import type { AuditReport } from "../../model/audit.ts";
import type { RenderTarget } from "../../model/report.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "../print/markdown-escape.ts";
import { auditDocument, MORE, type AuditRemark, type AuditSection } from "./document.ts";
import type { AuditStep } from "./steps.ts";

export function render(report: AuditReport, { unicode }: RenderTarget): string {
  const { headline, found, sections, warnings } = auditDocument(escapeStrings(report, unicode));
  const blocks = [
    ["# Audit", "", escapeMarkdown(headline)],
    ...(found === null ? [] : [[escapeMarkdown(found)]]),
    ...sections.map(sectionLines),
    ...(warnings.length === 0
      ? []
      : [["## Warnings", "", ...warnings.map((text) => `- ${escapeMarkdown(text)}`)]]),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function sectionLines({ title, empty, states, remarks, details }: AuditSection): string[] {
  const table = [
    `| ${states.map(({ check }) => escapeMarkdown(check)).join(" | ")} |`,
    `|${states.map(() => "---").join("|")}|`,
    `| ${states.map(({ state }) => state).join(" | ")} |`,
  ];
  return [
    `## ${escapeMarkdown(title)}`,
    ...(empty === null ? [] : ["", escapeMarkdown(empty)]),
    ...(states.length === 0 ? [] : ["", ...table]),
    ...remarks.flatMap((remark) => ["", ...remarkLines(remark)]),
    ...(details.length === 0 ? [] : ["", ...codeBlock(details.join("\n"))]),
  ];
}

function remarkLines({ state, check, text, steps, more, topic }: AuditRemark): string[] {
  return [
    `- **${state}**, ${escapeMarkdown(check)} (${codeSpan(topic)}): ${escapeMarkdown(text)}`,
    ...steps.flatMap((step, index) => stepLines(step, index)),
    ...(more === null ? [] : ["", `  More: ${MORE}`, "", ...codeBlock(more, "  ")]),
  ];
}

function stepLines({ action, place, record, command, number }: AuditStep, index: number): string[] {
  const label = index === 0 ? "To do: " : "";
  const text = number === null ? action : `${number}) ${action}`;
  const where = place === null ? "" : `. ${place}`;
  const copied = record ?? command;
  return [
    "",
    `  ${label}${escapeMarkdown(`${text}${where}`)}`,
    ...(copied === null ? [] : ["", ...codeBlock(copied, "  ")]),
  ];
}
