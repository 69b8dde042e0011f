// The report as one HTML file that needs nothing else: no network, and no script but the one that adds copy
// buttons. Log lines, bounces and PTR names are strangers' text, so a Content-Security-Policy backs up the
// escaping: only the style and the script of these very bytes may run.

import { createHash } from "node:crypto";
import type { RenderTarget, Results } from "../../model/report.ts";
import { documentOf, type ReportDocument } from "../document.ts";
import type { Section, SectionOfKind } from "../document/sections.ts";
import type { StartStep } from "../document/start-with.ts";
import { actionArticle, addressArticle, copyable } from "./html-address.ts";
import { Markup, markup } from "./html-markup.ts";
import { SCRIPT } from "./html-script.ts";
import { STYLE } from "./html-style.ts";
import { countTable, overviewTable } from "./html-tables.ts";

export function render(results: Results, { details = false }: RenderTarget): string {
  const report = documentOf(results, "html", { details });
  return markup`<!doctype html>
<html lang="en">
${head(report)}
<body>
<a class="skip" href="#content">Skip to the report</a>
${header(report)}
<main id="content">
${report.sections.map(sectionMarkup)}</main>
${footer(report)}
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}

function head({ title, period }: ReportDocument): Markup {
  return markup`<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}, ${period}</title>
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

function header({ headline, sentences, start, further, totals }: ReportDocument): Markup {
  const tiles = totals.map(
    ({ label, amount, tone }) => markup`<div class="${tone}"><dt>${label}</dt><dd>${amount}</dd></div>\n`,
  );
  return markup`<header>
<p class="brand">whybounce: why Gmail refuses mail</p>
<h1>${headline}</h1>
${sentences.map((text) => markup`<p>${text}</p>\n`)}${start === null ? null : start.map(startMarkup)}${further.map((text) => markup`<p>${text}</p>\n`)}${
    tiles.length === 0 ? null : markup`<dl class="tiles">\n${tiles}</dl>`
  }
</header>`;
}

function startMarkup({ label, records }: StartStep): Markup {
  return markup`<p class="who">${label}</p>\n${copyable(records.join("\n"), "the records")}`;
}

function footer({ version, madeAt }: ReportDocument): Markup {
  return markup`<footer>
<p>Made by whybounce ${version} at ${madeAt} UTC. This page loads nothing from anywhere.</p>
<p id="copy-status" class="hidden" role="status"></p>
</footer>`;
}

// ---------------------------------------------------------------- the sections

function overviewTitle({ of, order }: SectionOfKind<"overview">) {
  const { id, title } = overviewTitles[of];
  return { id, title: `${title}, ${order}` };
}

const overviewTitles = {
  actions: { id: "actions", title: "What to do" },
  addresses: { id: "addresses", title: "Addresses" },
};

function sectionMarkup(section: Section): Markup | null {
  switch (section.kind) {
    case "overview":
      return section.rows.length === 0
        ? null
        : titled(overviewTitle(section), overviewTable(section, section.of));
    case "action":
      return actionArticle(section);
    case "address":
      return addressArticle(section);
    case "remark":
      return markup`<p>${section.text}</p>\n`;
    case "note":
      return titled(section, markup`<p>${section.text}</p>`);
    case "counts":
      return titled(section, countTable(section));
    case "inputs":
      return titled(section, inputList(section));
    case "warnings":
      return titled(section, markup`<ul>\n${section.texts.map((text) => markup`<li>${text}</li>\n`)}</ul>`);
  }
}

function titled({ id, title }: { id: string; title: string }, content: Markup): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>
`;
}

function inputList({ inputs, remarks }: SectionOfKind<"inputs">): Markup {
  const items = inputs.map(({ path, facts, warnings }) => {
    const problems = warnings.map((warning) => markup`<br><span class="warning">${warning}</span>`);
    return markup`<li><code>${path}</code>: ${facts}${problems}</li>\n`;
  });
  return markup`<ul class="paths">\n${items}</ul>${remarks.map((text) => markup`<p>${text}</p>\n`)}`;
}
