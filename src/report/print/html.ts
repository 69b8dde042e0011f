// The report as one HTML file that needs nothing else: no network, and no script but the one that copies, sorts and finds.

import type { RenderTarget, Results } from "../../model/report.ts";
import { documentOf, type ReportDocument } from "../document.ts";
import type { Section, SectionOfKind } from "../document/sections.ts";
import type { StartStep } from "../document/start-with.ts";
import { actionArticle, addressArticle, copyable } from "./html-address.ts";
import { Markup, markup, type Part } from "./html-markup.ts";
import { pageHead } from "./html-page.ts";
import { SCRIPT } from "./html-script.ts";
import { STYLE } from "./html-style.ts";
import { countTable, overviewTable } from "./html-tables.ts";

export function render(results: Results, { details = false }: RenderTarget): string {
  const report = documentOf(results, "html", { details });
  return markup`<!doctype html>
<html lang="en">
${pageHead({ title: `${report.title}, ${report.period}`, style: STYLE, script: SCRIPT })}
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

function header({ headline, sentences, start, further, totals }: ReportDocument): Markup {
  const tiles = totals.map(
    ({ label, amount, tone }) => markup`<div class="${tone}"><dt>${label}</dt><dd>${amount}</dd></div>\n`,
  );
  return markup`<header>
<p class="brand">whybounce: why Gmail refuses mail</p>
<h1>${withWholeDates(headline)}</h1>
${sentences.map((text) => markup`<p>${withWholeDates(text)}</p>\n`)}${start === null ? null : start.map(startMarkup)}${further.map((text) => markup`<p>${withWholeDates(text)}</p>\n`)}${
    tiles.length === 0 ? null : markup`<dl class="tiles">\n${tiles}</dl>`
  }
</header>`;
}

/** A browser may end a line at the hyphen of a date. A hyphen that forbids it would be copied along. */
function withWholeDates(text: string): Part[] {
  return text
    .split(/(\d{4}-\d\d-\d\d)/)
    .map((piece, index) => (index % 2 === 1 ? markup`<span class="date">${piece}</span>` : piece));
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
