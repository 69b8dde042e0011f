// The report as GitHub-flavored Markdown, for tickets and chat.

import type { RenderTarget, Results } from "../../model/report.ts";
import { sentence } from "../../base/words/quantities.ts";
import { documentOf, type ReportDocument } from "../document.ts";
import type { Overview, OverviewColumn, OverviewRow } from "../document/overview.ts";
import type { CountTable, Section, SectionOfKind } from "../document/sections.ts";
import type { StartStep } from "../document/start-with.ts";
import { sparkline } from "../document/sparkline.ts";
import { actionSection, addressSection } from "./markdown-address.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "./markdown-escape.ts";

export function render(results: Results, { details = false }: RenderTarget): string {
  const report = documentOf(results, "markdown", { details });
  const sections = [[`# ${report.title}`], headline(report), ...report.sections.map(sectionLines)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function headline({ headline: first, sentences, start, further: more, asked }: ReportDocument): string[] {
  const further = asked === null ? more : [...more, asked];
  const paragraph = (texts: string[]) => (texts.length === 0 ? [] : ["", ...texts.map(escapeMarkdown)]);
  const told =
    start === null
      ? paragraph([...sentences, ...further])
      : [...paragraph(sentences), ...start.flatMap(startLines), ...paragraph(further)];
  return [`**${escapeMarkdown(first)}**`, ...told];
}

function startLines({ label, records }: StartStep): string[] {
  return ["", escapeMarkdown(label), "", ...codeBlock(records.join("\n"))];
}

function sectionLines(section: Section): string[] {
  switch (section.kind) {
    case "overview":
      return overview(section);
    case "action":
      return actionSection(section);
    case "address":
      return addressSection(section);
    case "remark":
      return [escapeMarkdown(section.text)];
    case "note":
      return [`## ${section.title}`, "", escapeMarkdown(section.text)];
    case "counts":
      return counts(section);
    case "inputs":
      return inputs(section);
    case "warnings":
      return [`## ${section.title}`, "", ...section.texts.map((text) => `- ${escapeMarkdown(text)}`)];
  }
}

// ---------------------------------------------------------------- tables

/** The cells are Markdown. */
function drawTable(columns: readonly { head: string; style: string }[], rows: string[][]): string[] {
  const heads = columns.map(({ head }) => sentence(head));
  const alignment = columns.map(({ style }) => (style === "number" ? "---:" : "---"));
  return [heads, alignment, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function overview({ head, columns, rows }: Overview): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => [
    codeSpan(row.name),
    ...columns.map((column) => overviewCell(column, row)),
  ]);
  return drawTable([{ head, style: "text" }, ...columns], cells);
}

function overviewCell({ id, style }: OverviewColumn, row: OverviewRow): string {
  if (style === "bars") return sparkline(row.bars?.counts ?? [], true);
  if (style === "names") return row.names.map(codeSpan).join(", ");
  return escapeMarkdown(row.cells[id] ?? "");
}

function counts({ title, columns, rows, sentences, command }: CountTable): string[] {
  const cells = rows.map((row) =>
    row.map((text, index) => (columns[index]?.style === "code" ? codeSpan(text) : escapeMarkdown(text))),
  );
  const end = [...sentences.map(escapeMarkdown), ...(command === null ? [] : [codeSpan(command)])].join(" ");
  return [`## ${title}`, "", ...drawTable(columns, cells), ...(end === "" ? [] : ["", end])];
}

// ---------------------------------------------------------------- what was read

function inputs({ title, inputs: shown, remarks }: SectionOfKind<"inputs">): string[] {
  const lines = shown.flatMap(({ path, facts, warnings }) => [
    `- ${codeSpan(path)}: ${escapeMarkdown(facts)}`,
    ...warnings.map((warning) => `  - ${escapeMarkdown(warning)}`),
  ]);
  return [`## ${title}`, "", ...lines, ...remarks.flatMap((text) => ["", escapeMarkdown(text)])];
}
