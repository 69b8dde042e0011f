// One address in the HTML report.

import { sentence } from "../../base/words/quantities.ts";
import type {
  ActionBlock,
  AddressBlock,
  AddressPart,
  Copyable,
  Repair,
  RepairStep,
} from "../document/sections.ts";
import { markup, type Markup } from "./html-markup.ts";
import { timelineFigure } from "./html-timeline.ts";

export function addressArticle(block: AddressBlock): Markup {
  return article(block, markup`<code>${block.ip}</code>`);
}

export function actionArticle(block: ActionBlock): Markup {
  return article(
    block,
    markup`${block.number === null ? "" : `${block.number}. `}<code>${block.subject}</code>`,
  );
}

function article({ anchor, state, title, parts }: ActionBlock | AddressBlock, subject: Markup): Markup {
  return markup`<article id="${anchor}" class="${state}" aria-labelledby="${anchor}-title">
<h2 id="${anchor}-title">${subject} <span class="badge">${sentence(title)}</span></h2>
${parts.map(
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

function stepItem({ action, who, where, records, moreRecords, remedies, number }: RepairStep): Markup {
  const start = number === null ? markup`<li class="lettered">` : markup`<li value="${String(number)}">`;
  return markup`${start}<p>${action}</p>
${who === null ? null : markup`<p class="who"><b>Who:</b> ${who}</p>\n`}${
    where === null ? null : markup`<p class="who"><b>Where:</b> ${where}</p>\n`
  }${records.length === 0 ? null : copyable(records.join("\n"), records.length === 1 ? "the record" : "the records")}${
    moreRecords === null ? null : markup`<p>${moreRecords}</p>\n`
  }${remedies.map(copyables)}</li>
`;
}

function copyables({ kind, introduction, texts }: Copyable): Markup {
  const what = kind === "ticket" ? "the ticket" : "the command";
  return markup`<p>${sentence(introduction)}</p>
${texts.map((text) => copyable(text, what))}`;
}

/** More lines than these scroll in a box of their own, which the keyboard reaches. */
const MAX_LINES = 24;

/** Text that can be selected and copied; the script adds a button. */
export function copyable(text: string, what: string): Markup {
  const isLong = text.split("\n").length > MAX_LINES;
  const start = isLong
    ? markup`<pre class="long" tabindex="0" role="group" aria-label="${what}">`
    : markup`<pre>`;
  return markup`<div class="copy" data-what="${what}">${start}<code>${text}</code></pre></div>
`;
}
