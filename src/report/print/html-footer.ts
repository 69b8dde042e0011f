// The end of the HTML report: what belongs to no address, what was read, and what went wrong.

import type { Report } from "../../model/report.ts";
import { markup, type Markup } from "./html-markup.ts";
import {
  INPUTS,
  inputsToShow,
  OTHER_REFUSALS,
  otherWarnings,
  type ShownInput,
  UNATTRIBUTED,
  unattributedText,
} from "../document/inputs.ts";
import {
  OTHER_RECEIVERS,
  otherReceiverCommand,
  otherReceiverRows,
  otherReceiverSentences,
} from "../document/other-receivers.ts";
import { grouped, minuteOf } from "../../base/words/quantities.ts";

export function footerSections(report: Report): (Markup | null)[] {
  return [
    unattributed(report),
    otherRefusals(report),
    otherReceivers(report),
    inputs(report),
    warnings(report),
  ];
}

function section(id: string, title: string, content: Markup | (Markup | null)[]): Markup {
  return markup`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>
`;
}

function unattributed({ totals }: Report): Markup | null {
  if (totals.unattributed === 0) return null;
  return section("unattributed", UNATTRIBUTED, markup`<p>${unattributedText(totals.unattributed)}</p>`);
}

function otherRefusals({ otherGmailRejections }: Report): Markup | null {
  if (otherGmailRejections.length === 0) return null;
  const rows = otherGmailRejections.map(
    ({ code, meaning, attempts }) =>
      markup`<tr><th scope="row"><code>${code}</code></th><td>${meaning}</td><td class="number">${grouped(attempts)}</td></tr>\n`,
  );
  const table = markup`<div class="scroll" role="group" tabindex="0" aria-labelledby="others"><table>
<thead><tr><th scope="col">Code</th><th scope="col">Meaning</th><th scope="col" class="number">Refusals</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
  return section("others", OTHER_REFUSALS, table);
}

function otherReceivers(report: Report): Markup | null {
  const rows = otherReceiverRows(report).map(
    ({ name, code, addresses, amount }) =>
      markup`<tr><th scope="row">${name}</th><td><code>${code}</code></td><td>${addresses}</td><td class="number">${amount}</td></tr>\n`,
  );
  if (rows.length === 0) return null;
  const command = otherReceiverCommand(report);
  const table = markup`<div class="scroll" role="group" tabindex="0" aria-labelledby="other-receivers"><table>
<thead><tr><th scope="col">Receiver</th><th scope="col">Code</th><th scope="col">Sending addresses</th><th scope="col" class="number">Refusals</th></tr></thead>
<tbody>
${rows}</tbody>
</table></div>
<p>${otherReceiverSentences(report).join(" ")}${command === null ? null : markup` <code>${command}</code>`}</p>`;
  return section("other-receivers", OTHER_RECEIVERS, table);
}

function inputs(report: Report): Markup | null {
  const { shown, remarks } = inputsToShow(report);
  if (shown.length === 0) return null;
  const rest = markup`${remarks.map((text) => markup`<p>${text}</p>\n`)}`;
  return section("inputs", INPUTS, [markup`<ul class="paths">\n${shown.map(inputItem)}</ul>`, rest]);
}

function inputItem(input: ShownInput): Markup {
  const problems = input.warnings.map((warning) => markup`<br><span class="warning">${warning}</span>`);
  return markup`<li><code>${input.path}</code>: ${input.facts}${problems}</li>\n`;
}

function warnings(report: Report): Markup | null {
  const texts = otherWarnings(report);
  if (texts.length === 0) return null;
  return section(
    "warnings",
    "Warnings",
    markup`<ul>\n${texts.map((text) => markup`<li>${text}</li>\n`)}</ul>`,
  );
}

export function pageFooter({ generator, generatedAt }: Report): Markup {
  return markup`<footer>
<p>Made by whybounce ${generator.version} at ${minuteOf(generatedAt)} UTC. This page loads nothing from anywhere.</p>
<p id="copy-status" class="hidden" role="status"></p>
</footer>`;
}
