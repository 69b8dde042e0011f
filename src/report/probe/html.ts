// A probe as one HTML page that needs nothing else: no network, no script. A Content-Security-Policy backs up the escaping
// of what strangers said.

import { createHash } from "node:crypto";
import { escapeStrings } from "../../base/words/escape.ts";
import type { ProbeReport } from "../../model/probe.ts";
import type { RenderTarget } from "../../model/report.ts";
import { AUDIT_STYLE as STYLE } from "../audit/style.ts";
import { Markup, markup } from "../print/html-markup.ts";
import { probeDocument, type ProbeDocument, type ProbeRemark, type ProbeSection } from "./document.ts";

export function render(report: ProbeReport, _target: RenderTarget): string {
  const document = probeDocument(escapeStrings(report, true));
  const { headline, first, sections, warnings } = document;
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Probe: ${headline}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<h1>${headline}</h1>
${first === null ? null : markup`<p>First: ${first}</p>\n`}${tableMarkup(document)}${sections.map(sectionMarkup)}${warnings.map((text) => markup`<p class="warn">${text}</p>\n`)}</body>
</html>
`.text;
}

function tableMarkup({ columns, rows }: ProbeDocument): Markup | null {
  if (rows.length === 0) return null;
  const heads = columns.map((head) => markup`<th scope="col">${head}</th>`);
  const lines = rows.map(({ cells, state }) => {
    const last = cells.length - 1;
    return markup`<tr>${cells.map((cell, index) =>
      index === last ? markup`<td class="${state}">${cell}</td>` : markup`<td>${cell}</td>`,
    )}</tr>\n`;
  });
  return markup`<section>
<table><thead><tr>${heads}</tr></thead><tbody>${lines}</tbody></table>
</section>
`;
}

function sectionMarkup({ title, remarks }: ProbeSection): Markup {
  return markup`<section>
<h2>${title}</h2>
${remarks.map(remarkMarkup)}</section>
`;
}

function remarkMarkup({ state, text, action, record, topic }: ProbeRemark): Markup {
  return markup`<p><strong class="${state}">${state}</strong> (${topic}): ${text}</p>
${action === null ? null : markup`<p>To do: ${action}</p>\n`}${record === null ? null : markup`<pre>${record}</pre>\n`}`;
}
