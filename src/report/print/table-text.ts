// The document as text, for a terminal and for the text part of a mail.

import type { RenderTarget, Results } from "../../model/report.ts";
import { documentOf, type ReportDocument } from "../document.ts";
import type { Section } from "../document/sections.ts";
import type { StartStep } from "../document/start-with.ts";
import { actionBlock, addressBlock } from "./table-address.ts";
import { countLines, inputLines } from "./table-footer.ts";
import { overview } from "./table-overview.ts";
import { openPage, paragraph, recordLine, type Page } from "./table-page.ts";
import { wrap } from "../../base/words/wrap.ts";

export function tableText(results: Results, target: RenderTarget): string {
  const report = documentOf(results, "table", target);
  const page = openPage(target);
  const blocks = [headline(page, report), ...report.sections.map((section) => sectionLines(page, section))];
  return `${[...blocks, reminder(page, report, blocks)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** A terminal shows the end of a longer report, and what to do first is at its beginning. */
const SCREENFUL = 60;

function reminder(page: Page, report: ReportDocument, blocks: string[][]): string[] {
  const lines = blocks.reduce((sum, block) => sum + block.length + 1, 0);
  return report.reminder === null || lines <= SCREENFUL ? [] : paragraph(page, report.reminder);
}

function headline(
  page: Page,
  { headline: first, sentences, start, further, asked }: ReportDocument,
): string[] {
  const steps = (start ?? []).flatMap((step) => startLines(page, step));
  return [
    ...paragraph(page, first).map((line) => page.paint("bold", line)),
    ...sentences.flatMap((text) => paragraph(page, text)),
    ...steps,
    ...(steps.length === 0 || (further.length === 0 && asked === null) ? [] : [""]),
    ...[...further, ...(asked === null ? [] : [asked])].flatMap((text) => paragraph(page, text)),
  ];
}

/** A record is at the start of a line of its own, unbroken. */
function startLines(page: Page, { label, records }: StartStep): string[] {
  return [...paragraph(page, label), ...records.map((record) => recordLine(page, record))];
}

function sectionLines(page: Page, section: Section): string[] {
  switch (section.kind) {
    case "overview":
      return overview(page, section);
    case "action":
      return actionBlock(page, section);
    case "address":
      return addressBlock(page, section);
    case "remark":
      return paragraph(page, section.text);
    case "note":
      return [...page.heading(section.title), ...paragraph(page, section.text)];
    case "counts":
      return countLines(page, section);
    case "inputs":
      return inputLines(page, section);
    case "warnings":
      return [...page.heading(section.title), ...section.texts.flatMap((text) => warning(page, text))];
  }
}

function warning(page: Page, text: string): string[] {
  return wrap(text, { width: page.proseWidth, first: "- ", keepPaths: true });
}
