// A probe as one HTML page.

import { escapeStrings } from "../../base/words/escape.ts";
import type { ProbeReport } from "../../model/probe.ts";
import type { RenderTarget } from "../../model/report.ts";
import { markup, type Markup } from "../print/html-markup.ts";
import { simplePage, simpleRemark, simpleTable } from "../simple-page.ts";
import { probeDocument, type ProbeDocument, type ProbeRemark, type ProbeSection } from "./document.ts";

export function render(report: ProbeReport, _target: RenderTarget): string {
  const document = probeDocument(escapeStrings(report, true));
  const { headline, first, sections, warnings } = document;
  const start = first === null ? null : markup`<p>First: ${first}</p>\n`;
  const content = markup`${start}${addressTable(document)}${sections.map(sectionMarkup)}`;
  return simplePage({ kind: "Probe", headline, content, warnings });
}

function addressTable({ columns, rows }: ProbeDocument): Markup | null {
  if (rows.length === 0) return null;
  const cells = rows.map((row) => row.cells.map((text, index) => cell(text, row.state, index, row.cells)));
  return markup`<section>
${simpleTable({ label: "the addresses", heads: columns, rows: cells })}</section>
`;
}

/** The last column holds the state. */
function cell(text: string, state: string, index: number, { length }: string[]) {
  return index === length - 1 ? { text, state } : { text };
}

function sectionMarkup({ title, remarks }: ProbeSection): Markup {
  return markup`<section>
<h2>${title}</h2>
${remarks.map(remarkMarkup)}</section>
`;
}

function remarkMarkup({ topic, text, ...others }: ProbeRemark): Markup {
  return simpleRemark({ ...others, text: `(${topic}): ${text}` });
}
