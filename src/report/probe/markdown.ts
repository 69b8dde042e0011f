// A probe as Markdown, for tickets and wikis.

import { escapeStrings } from "../../base/words/escape.ts";
import type { ProbeReport } from "../../model/probe.ts";
import type { RenderTarget } from "../../model/report.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "../print/markdown-escape.ts";
import { probeDocument, type ProbeDocument, type ProbeRemark, type ProbeSection } from "./document.ts";

export function render(report: ProbeReport, { unicode }: RenderTarget): string {
  const document = probeDocument(escapeStrings(report, unicode));
  const { headline, first, sections, warnings } = document;
  const blocks = [
    [
      "# Probe",
      "",
      escapeMarkdown(headline),
      ...(first === null ? [] : ["", `First: ${escapeMarkdown(first)}`]),
    ],
    tableLines(document),
    ...sections.map(sectionLines),
    ...(warnings.length === 0
      ? []
      : [["## Warnings", "", ...warnings.map((text) => `- ${escapeMarkdown(text)}`)]]),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function tableLines({ columns, rows }: ProbeDocument): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  return [line(columns), `|${columns.map(() => "---").join("|")}|`, ...rows.map(({ cells }) => line(cells))];
}

function sectionLines({ title, remarks }: ProbeSection): string[] {
  return [`## ${escapeMarkdown(title)}`, ...remarks.flatMap((remark) => ["", ...remarkLines(remark)])];
}

function remarkLines({ state, text, action, record, topic }: ProbeRemark): string[] {
  return [
    `- **${state}** (${codeSpan(topic)}): ${escapeMarkdown(text)}`,
    ...(action === null ? [] : ["", `  To do: ${escapeMarkdown(action)}`]),
    ...(record === null ? [] : ["", ...codeBlock(record, "  ")]),
  ];
}
