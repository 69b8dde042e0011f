// One address in the HTML report.

import { sentence } from "../../base/words/quantities.ts";
import type { AddressBlock, AddressPart, Copyable, Repair, RepairStep } from "../document/sections.ts";
import { markup, type Markup } from "./html-markup.ts";
import { timelineFigure } from "./html-timeline.ts";

/** The anchor of an address: its place in the report, for its name comes from strangers. */
export function anchorOf({ number }: { number: number }): string {
  return `address-${number}`;
}

export function addressArticle(block: AddressBlock): Markup {
  const anchor = anchorOf(block);
  return markup`<article id="${anchor}" class="${block.state}" aria-labelledby="${anchor}-title">
<h2 id="${anchor}-title"><code>${block.ip}</code> <span class="badge">${sentence(block.title)}</span></h2>
${block.parts.map(
  (part) => markup`${part === null ? null : partMarkup(part)}
`,
)}</article>
`;
}

function partMarkup(part: AddressPart): Markup {
  switch (part.kind) {
    case "cause":
      return markup`<p class="summary">${part.sentence}</p>`;
    case "timeline":
      return timelineFigure(part.columns);
    case "facts":
      return markup`<dl class="facts">
${part.facts.map(({ label, text }) => markup`<dt>${label}</dt><dd>${text}</dd>\n`)}</dl>`;
    case "repair":
      return repairMarkup(part);
    case "remarks":
      return list("Remarks", part.texts.map(sentence));
    case "evidence":
      return list("Evidence", part.texts);
    case "more":
      return markup`<p class="who">More on this cause: <code>${part.command}</code></p>`;
  }
}

function list(title: string, texts: string[]): Markup {
  return markup`<h3>${title}</h3>
<ul class="evidence">
${texts.map((text) => markup`<li>${text}</li>\n`)}</ul>`;
}

// ---------------------------------------------------------------- the way out

function repairMarkup({ atOnce, steps, after, meanwhile, outlook }: Repair): Markup {
  return markup`<h3>What to do</h3>
${atOnce === null ? null : markup`<p><b>At once:</b> ${atOnce}</p>\n`}${steps.length === 0 ? null : markup`<ol class="steps">\n${steps.map(stepItem)}</ol>\n`}${after.map(copyables)}${
    meanwhile === null ? null : markup`<p><b>Meanwhile:</b> ${meanwhile}</p>\n`
  }${outlook === null ? null : markup`<p class="then">${outlook}</p>\n`}`;
}

function stepItem({ action, who, where, record, remedies, number }: RepairStep): Markup {
  const start = number === null ? markup`<li class="lettered">` : markup`<li value="${String(number)}">`;
  return markup`${start}<p>${action}</p>
${who === null ? null : markup`<p class="who"><b>Who:</b> ${who}</p>\n`}${
    where === null ? null : markup`<p class="who"><b>Where:</b> ${where}</p>\n`
  }${record === null ? null : copyable(record, "the record")}${remedies.map(copyables)}</li>
`;
}

function copyables({ kind, introduction, texts }: Copyable): Markup {
  const what = kind === "ticket" ? "the ticket" : "the command";
  return markup`<p>${sentence(introduction)}</p>
${texts.map((text) => copyable(text, what))}`;
}

/** Text that can be selected and copied; the script adds a button. */
function copyable(text: string, what: string): Markup {
  return markup`<div class="copy" data-what="${what}"><pre><code>${text}</code></pre></div>
`;
}
