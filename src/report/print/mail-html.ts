// The HTML part of a mailed report. Mail programs run no script, show no SVG and drop style sheets, so it is
// plainer than the page: tables, and a style on each element.

import { sentence } from "../../base/words/quantities.ts";
import type { ReportDocument } from "../document.ts";
import type { Overview, OverviewRow } from "../document/overview.ts";
import type {
  ActionBlock,
  AddressBlock,
  AddressPart,
  Copyable,
  CountTable,
  Repair,
  RepairStep,
  Section,
} from "../document/sections.ts";
import type { StartStep } from "../document/start-with.ts";
import { markup, type Markup } from "./html-markup.ts";

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const MONO = "font-family:Consolas,Menlo,'DejaVu Sans Mono',monospace;font-size:13px";
const CELL = "padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid #d9dee5";
const NUMBER = `${CELL};text-align:right;white-space:nowrap`;
const BLOCK = `${MONO};margin:6px 0;padding:8px 10px;background:#f1f3f6;color:#1a2230;white-space:pre-wrap;word-break:break-word`;

const colors = { fail: "#b3261e", warn: "#7a5200", pass: "#17692f", unknown: "#48566a" };

const ATTACHED = " The attached table has the counts by week, address and code.";

export function mailHtml({
  title,
  headline,
  sentences,
  start,
  further,
  sections,
  version,
  counted,
}: ReportDocument): string {
  return markup`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body style="${FONT};font-size:15px;line-height:1.5;max-width:720px;overflow-wrap:anywhere">
<h1 style="font-size:20px;line-height:1.35">${headline}</h1>
${sentences.map(paragraph)}${start === null ? null : start.map(startBlock)}${further.map(paragraph)}${sections.map(sectionMarkup)}
<p style="margin-top:28px;font-size:13px">Made by whybounce ${version}.${counted ? ATTACHED : ""}</p>
</body>
</html>
`.text;
}

function startBlock({ label, records }: StartStep): Markup {
  return markup`<p style="margin:4px 0">${label}</p>\n${block(records.join("\n"))}`;
}

function sectionMarkup(section: Section): Markup | null {
  switch (section.kind) {
    case "overview":
      return markup`${section.rows.length === 0 ? null : overview(section)}\n`;
    case "action":
      return actionBlock(section);
    case "address":
      return addressBlock(section);
    case "counts":
      return counts(section);
    case "remark":
      return markup`<p>${section.text}</p>`;
    // The text part has these.
    case "note":
    case "inputs":
    case "warnings":
      return null;
  }
}

function paragraph(text: string): Markup {
  return markup`<p style="margin:4px 0">${text}</p>\n`;
}

function block(text: string): Markup {
  return markup`<pre style="${BLOCK}">${text}</pre>
`;
}

// ---------------------------------------------------------------- tables

function heads(columns: { head: string; style: string }[]): Markup[] {
  return columns.map(
    ({ head, style }) =>
      markup`<th scope="col" style="${style === "number" ? NUMBER : CELL}">${sentence(head)}</th>`,
  );
}

function overview({ head, columns, rows }: Overview): Markup {
  return markup`<table style="border-collapse:collapse;margin:16px 0;font-size:14px">
<thead><tr>${heads([{ head, style: "text" }, ...columns])}</tr></thead>
<tbody>
${rows.map((row) => overviewRow(row, columns))}</tbody>
</table>`;
}

/** Cause and day are below the address: so the row fits a phone. */
function overviewRow({ name, state, cells }: OverviewRow, columns: Overview["columns"]): Markup {
  const day = cells.day === null || cells.day === undefined ? null : markup`<br>last seen ${cells.day}`;
  return markup`<tr><th scope="row" style="${CELL};font-weight:normal"><span style="${MONO}">${name}</span><br><b style="color:${colors[state]}">${sentence(cells.cause ?? "")}</b>${day}</th>${columns.map(
    ({ id }) => markup`<td style="${NUMBER}">${cells[id] ?? null}</td>`,
  )}</tr>
`;
}

const cellStyles = { text: CELL, code: CELL, addresses: `${CELL};${MONO}`, number: NUMBER };

function counts({ title, columns, rows, sentences, command }: CountTable): Markup {
  const cell = (text: string, index: number) =>
    index === 0
      ? markup`<th scope="row" style="${CELL};font-weight:normal">${text}</th>`
      : markup`<td style="${cellStyles[columns[index]?.style ?? "text"]}">${text}</td>`;
  return markup`<h2 style="font-size:17px;margin:26px 0 4px">${title}</h2>
<table style="border-collapse:collapse;margin:8px 0;font-size:14px">
<thead><tr>${heads(columns)}</tr></thead>
<tbody>
${rows.map((row) => markup`<tr>${row.map(cell)}</tr>\n`)}</tbody>
</table>
${paragraph(sentences.join(" "))}${command === null ? null : block(command)}`;
}

// ---------------------------------------------------------------- one address

function addressBlock({ ip, title, ...rest }: AddressBlock): Markup {
  return titledBlock(`${ip}: ${sentence(title)}`, rest);
}

function actionBlock({ number, title, subject, ...rest }: ActionBlock): Markup {
  return titledBlock(`${number === null ? "" : `${number}. `}${sentence(title)}: ${subject}`, rest);
}

function titledBlock(title: string, { state, parts }: Pick<AddressBlock, "state" | "parts">): Markup {
  return markup`<h2 style="font-size:17px;margin:26px 0 4px;padding-left:10px;border-left:4px solid ${colors[state]}">${title}</h2>
${parts.map((part) => (part === null ? null : partMarkup(part)))}`;
}

function partMarkup(part: AddressPart): Markup | null {
  switch (part.kind) {
    case "cause":
      return paragraph(part.sentence);
    case "repair":
      return repair(part);
    // The text part has these.
    case "facts":
    case "timeline":
    case "evidence":
    case "remarks":
    case "more":
      return null;
  }
}

function repair({ steps, after, outlook }: Repair): Markup {
  return markup`${steps.length === 0 ? null : markup`<ol style="margin:8px 0;padding-left:22px">\n${steps.map(step)}</ol>\n`}${after.map(copyable)}${outlook === null ? null : paragraph(outlook)}`;
}

function step({ action, who, where, records, number }: RepairStep): Markup {
  const start =
    number === null
      ? markup`<li style="margin:6px 0;list-style:none">`
      : markup`<li value="${String(number)}" style="margin:6px 0">`;
  return markup`${start}${action}${who === null ? null : markup`<br><b>Who:</b> ${who}`}${
    where === null ? null : markup`<br><b>Where:</b> ${where}`
  }${records.length === 0 ? null : block(records.join("\n"))}</li>
`;
}

function copyable({ introduction, texts }: Copyable): Markup {
  return markup`${paragraph(sentence(introduction))}${texts.map(block)}`;
}
