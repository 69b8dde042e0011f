// One address in the HTML report: why Gmail refuses it, what to do, and what proves it.

import type { FixStep } from "../../model/cause.ts";
import type { SendingIpReport, Timeline } from "../../model/report.ts";
import {
  commandsIntroduction,
  GREETING,
  mailCounts,
  NOT_CHECKED,
  refusalText,
  remedyPlace,
  responsibleText,
  senderText,
  TICKET,
  visibleText,
  zoneText,
} from "../document/address.ts";
import { markup, type Markup } from "./html-markup.ts";
import { timelineFigure } from "./html-timeline.ts";
import { firstOf, sentence } from "../../base/words/quantities.ts";
import { causeStands, stateOf } from "../../model/standing.ts";

/** The anchor of an address: its place in the report, for its name comes from strangers. */
export function anchorOf(index: number): string {
  return `address-${index + 1}`;
}

export function addressArticle(sender: SendingIpReport, index: number, timeline: Timeline | null): Markup {
  const anchor = anchorOf(index);
  return markup`<article id="${anchor}" class="${stateOf(sender)}" aria-labelledby="${anchor}-title">
<h2 id="${anchor}-title"><code>${sender.ip}</code> <span class="badge">${sender.cause?.title ?? "Not known"}</span></h2>
<p class="summary">${sentence(sender.cause?.summary ?? `The cause is ${NOT_CHECKED}.`)}</p>
${timelineFigure(timeline, sender.ip)}
${facts(sender)}
${whatToDo(sender)}
${list("Remarks", sender.findings.map((finding) => finding.summary).map(sentence))}
${list("Evidence", firstOf(sender.evidence, MAXIMUM_EVIDENCE))}
${more(sender)}
</article>
`;
}

/** More evidence than this, and nobody reads the first; the JSON report has it all. */
const MAXIMUM_EVIDENCE = 40;

function facts(sender: SendingIpReport): Markup | null {
  const counted = sender.attempts > 0 || sender.affected > 0;
  const rows: [string, string | null][] = [
    ["Refusals", counted ? refusalText(sender) : null],
    ["Mail", counted ? mailCounts(sender) : null],
    ["From", senderText(sender)],
    [
      "PTR record",
      firstOf(
        sender.ptr.map(({ name }) => name),
        4,
      ).join(", ") || null,
    ],
    ["Reverse zone", causeStands(sender) ? zoneText(sender) : null],
  ];
  const shown = rows.filter(([, text]) => text !== null);
  if (shown.length === 0) return null;
  return markup`<dl class="facts">
${shown.map(([label, text]) => markup`<dt>${label}</dt><dd>${text}</dd>\n`)}</dl>`;
}

// ---------------------------------------------------------------- the way out

function whatToDo(sender: SendingIpReport): Markup | null {
  const parts = [steps(sender), greeting(sender), meanwhile(sender), then(sender)].filter(
    (part) => part !== null,
  );
  return parts.length === 0 ? null : markup`<h3>What to do</h3>\n${parts}`;
}

/** What sets the PTR record stands in the step that asks for it. */
function steps(sender: SendingIpReport): Markup | null {
  const { fix } = sender;
  const remedies = [commands(sender), ticket(sender)];
  if (fix.length === 0) return remedies.every((part) => part === null) ? null : markup`${remedies}`;
  const place = Math.max(remedyPlace(sender) - 1, 0);
  return markup`<ol class="steps">
${fix.map((step, index) => stepItem(step, index === place ? remedies : []))}</ol>
`;
}

function stepItem(step: FixStep, remedies: (Markup | null)[]): Markup {
  const who = responsibleText(step);
  return markup`<li><p>${sentence(step.action)}</p>
${who === null ? null : markup`<p class="who"><b>Who:</b> ${who}</p>\n`}${
    step.where === null ? null : markup`<p class="who"><b>Where:</b> ${step.where}</p>\n`
  }${step.record === null ? null : copyable(step.record, "the record")}${remedies}</li>
`;
}

function commands(sender: SendingIpReport): Markup | null {
  if (sender.commands.length === 0) return null;
  return markup`<p>${sentence(commandsIntroduction(sender))}</p>
${sender.commands.map((command) => copyable(command, "the command"))}`;
}

function ticket(sender: SendingIpReport): Markup | null {
  if (sender.ticket === null) return null;
  return markup`<p>${sentence(TICKET)}</p>
${copyable(sender.ticket, "the ticket")}`;
}

function greeting({ heloCommands }: SendingIpReport): Markup | null {
  if (heloCommands.length === 0) return null;
  return markup`<p>${sentence(GREETING)}</p>
${heloCommands.map((command) => copyable(command, "the command"))}`;
}

/** Plain text to be marked and copied; the script adds a button. */
function copyable(text: string, what: string): Markup {
  return markup`<div class="copy" data-what="${what}"><pre><code>${text}</code></pre></div>
`;
}

function meanwhile({ stopgap }: SendingIpReport): Markup | null {
  return stopgap === null ? null : markup`<p><b>Meanwhile:</b> ${stopgap}</p>\n`;
}

function then(sender: SendingIpReport): Markup | null {
  const text = visibleText(sender);
  return text === null ? null : markup`<p class="then">${text}</p>\n`;
}

// ---------------------------------------------------------------- what proves it

function list(title: string, texts: string[]): Markup | null {
  if (texts.length === 0) return null;
  return markup`<h3>${title}</h3>
<ul class="evidence">
${texts.map((text) => markup`<li>${text}</li>\n`)}</ul>`;
}

function more(sender: SendingIpReport): Markup | null {
  if (sender.cause === null || !causeStands(sender)) return null;
  return markup`<p class="who">More on this cause: <code>whybounce explain ${sender.cause.id}</code></p>`;
}
