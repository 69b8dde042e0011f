// The report as one HTML file that needs nothing else: no network, and no script but the one that adds copy
// buttons. Log lines, bounces and PTR names are strangers' text, so a Content-Security-Policy stands behind
// the escaping: only the style and the script of these very bytes may run.

import { createHash } from "node:crypto";
import type { RenderTarget, Results } from "../../model/report.ts";
import { escapeStrings } from "../../base/words/escape.ts";
import { addressArticle } from "./html-address.ts";
import { footerSections, pageFooter } from "./html-footer.ts";
import { Markup, markup } from "./html-markup.ts";
import { overviewSection, pageHeader } from "./html-overview.ts";
import { SCRIPT } from "./html-script.ts";
import { STYLE } from "./html-style.ts";
import { periodName } from "../document/period-name.ts";
import { drawnTimeline } from "../document/sparkline.ts";
import { worstOf } from "../document/worst.ts";

/** More would be slow in a browser, and read by nobody; the worst come first. */
const MAXIMUM_ADDRESSES = 500;

export function render(results: Results, _target: RenderTarget): string {
  const { report, timeline } = escapeStrings(
    { report: results.report, timeline: drawnTimeline(results.timeline) },
    true,
  );
  const { shown, leftOut } = worstOf(report.sendingIps, MAXIMUM_ADDRESSES);
  return markup`<!doctype html>
<html lang="en">
${head(periodName(results))}
<body>
<a class="skip" href="#content">Skip to the report</a>
${pageHeader(report, results.inputFailed)}
<main id="content">
${overviewSection(report, shown, timeline)}${shown.map((sender, index) => addressArticle(sender, index, timeline))}${leftOut === null ? null : markup`<p>${leftOut}</p>\n`}${footerSections(report)}</main>
${pageFooter(report)}
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}

function head(period: string): Markup {
  return markup`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Why Gmail refuses mail, ${period}</title>
<style>${new Markup(STYLE)}</style>
</head>`;
}

function contentSecurityPolicy(): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(STYLE)}'`,
    `script-src '${hashOf(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
