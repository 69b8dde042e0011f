// An audit as one HTML page that needs nothing else: no network, no script. A Content-Security-Policy backs up the
// escaping of what strangers wrote into the DNS.

import { createHash } from "node:crypto";
import { escapeStrings } from "../../base/words/escape.ts";
import type { AuditReport } from "../../model/audit.ts";
import type { RenderTarget } from "../../model/report.ts";
import { Markup, markup } from "../print/html-markup.ts";
import { auditDocument, type AuditRemark, type AuditSection } from "./document.ts";

const STYLE = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --ink: #1a2230; --line: #d9dee5; --code: #f1f3f6;
  --fail: #b3261e; --warn: #7a5200; --pass: #17692f; --unknown: #48566a; }
@media (prefers-color-scheme: dark) { :root { --page: #11151b; --card: #1a2029; --ink: #e8ecf1; --line: #343d4a;
  --code: #121820; --fail: #ff9d94; --warn: #f2c35b; --pass: #7fd894; --unknown: #b7c3d2; } }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 0 1.25rem 1rem; margin: 1.25rem 0; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .2rem 1rem .2rem 0; }
pre { background: var(--code); padding: .6rem .8rem; border-radius: 6px; white-space: pre-wrap; }
.fail { color: var(--fail); } .warn, .temp { color: var(--warn); } .pass { color: var(--pass); } .unknown, .note { color: var(--unknown); }
`;

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
