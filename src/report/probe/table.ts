// A probe as text for a terminal. A table that is wider than the terminal becomes a list.

import { escapeStrings } from "../../base/words/escape.ts";
import { displayWidth, wrap } from "../../base/words/wrap.ts";
import type { ProbeReport } from "../../model/probe.ts";
import type { RenderTarget } from "../../model/report.ts";
import { labelled, openPage, type Page, type Tone } from "../print/table-page.ts";
import {
  probeDocument,
  type ProbeDocument,
  type ProbeRemark,
  type ProbeRow,
  type ProbeSection,
} from "./document.ts";

const tones: Record<ProbeRemark["state"], Tone> = {
  pass: "green",
  note: "dim",
  unknown: "dim",
  warn: "yellow",
  fail: "red",
};

export function render(report: ProbeReport, target: RenderTarget): string {
  const page = openPage(target);
  const document = probeDocument(escapeStrings(report, target.unicode));
  const { headline, first, sections, warnings } = document;
  const blocks = [
    [
      ...wrap(headline, { width: page.proseWidth, keepPaths: true }).map((line) => page.paint("bold", line)),
      ...(first === null ? [] : labelled(page, "First", first)),
    ],
    addressLines(page, document),
    ...sections.map((section) => sectionLines(page, section)),
    ...(warnings.length === 0 ? [] : [warnings.flatMap((text) => labelled(page, "Warning", text))]),
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

// ---------------------------------------------------------------- the addresses

const GAP = "  ";

function addressLines(page: Page, { columns, rows }: ProbeDocument): string[] {
  if (rows.length === 0) return [];
  const widths = columns.map((head, index) =>
    Math.max(displayWidth(head), ...rows.map(({ cells }) => displayWidth(cells[index] ?? ""))),
  );
  const total = widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1));
  if (total > page.width)
    return rows.flatMap((row, index) => [...(index > 0 ? [""] : []), ...asList(page, columns, row)]);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => padded(cell, widths[index] ?? 0))
      .join(GAP)
      .trimEnd();
  return [
    page.paint("bold", line(columns)),
    page.paint("dim", page.rule),
    ...rows.map((row) => withTone(page, line(row.cells), row)),
  ];
}

function padded(cell: string, width: number): string {
  return cell + " ".repeat(width - displayWidth(cell));
}

/** The verdict stands last. */
function withTone(page: Page, line: string, { state }: ProbeRow): string {
  return line.slice(0, line.length - state.length) + page.paint(tones[state], state);
}

const LABEL_WIDTH = 18;

function asList(page: Page, columns: readonly string[], { cells, state }: ProbeRow): string[] {
  const [address = "", ...others] = cells;
  const lines = others.map((cell, index) => {
    const label = page.paint("cyan", (columns[index + 1] ?? "").padEnd(LABEL_WIDTH));
    return `  ${label}${index === others.length - 1 ? page.paint(tones[state], cell) : cell}`;
  });
  return [page.paint("bold", address), ...lines];
}

// ---------------------------------------------------------------- remarks

function sectionLines(page: Page, { title, state, remarks }: ProbeSection): string[] {
  return [
    ...page.heading(title, state === null ? undefined : tones[state]),
    ...remarks.flatMap((remark, index) => [...(index > 0 ? [""] : []), ...remarkLines(page, remark)]),
  ];
}

function remarkLines(page: Page, { state, text, action, record, topic }: ProbeRemark): string[] {
  return [
    `${page.paint(tones[state], state.toUpperCase())}  (whybounce explain ${topic})`,
    ...labelled(page, "Why", text),
    ...(action === null ? [] : labelled(page, "Do", action)),
    // A record is copied: it is never broken.
    ...(record === null ? [] : ["Record", `  ${record}`]),
  ];
}
