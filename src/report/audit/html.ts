// An audit as one HTML page that needs nothing else: no network, no script. A Content-Security-Policy backs up the
// escaping of what strangers wrote into the DNS.

import { createHash } from "node:crypto";
import { escapeStrings } from "../../base/words/escape.ts";
import type { AuditReport } from "../../model/audit.ts";
import type { RenderTarget } from "../../model/report.ts";
import { Markup, markup } from "../print/html-markup.ts";
import { auditDocument, type AuditRemark, type AuditSection } from "./document.ts";
import { AUDIT_STYLE as STYLE } from "./style.ts";

export function render(report: AuditReport, _target: RenderTarget): string {
  const { headline, sections, warnings } = auditDocument(escapeStrings(report, true));
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Audit: ${headline}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<h1>${headline}</h1>
${sections.map(sectionMarkup)}${warnings.map((text) => markup`<p class="warn">${text}</p>\n`)}</body>
</html>
`.text;
}

function sectionMarkup({ title, states, remarks, details }: AuditSection): Markup {
  const heads = states.map(({ check }) => markup`<th scope="col">${check}</th>`);
  const cells = states.map(({ state }) => markup`<td class="${state}">${state}</td>`);
  return markup`<section>
<h2>${title}</h2>
<table><thead><tr>${heads}</tr></thead><tbody><tr>${cells}</tr></tbody></table>
${remarks.map(remarkMarkup)}${details.length === 0 ? null : markup`<pre>${details.join("\n")}</pre>\n`}</section>
`;
}

function remarkMarkup({ state, check, text, action, record, topic }: AuditRemark): Markup {
  return markup`<p><strong class="${state}">${state}</strong> ${check} (${topic}): ${text}</p>
${action === null ? null : markup`<p>To do: ${action}</p>\n`}${record === null ? null : markup`<pre>${record}</pre>\n`}`;
}
