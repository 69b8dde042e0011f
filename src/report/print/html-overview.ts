// The top of the HTML report: the sentences that matter, the numbers, and one row for each address.

import type { Report, SendingIpReport, Timeline } from "../../model/report.ts";
import { changeOf } from "../document/comparison.ts";
import { headlineSentences } from "../document/headline.ts";
import { anchorOf } from "./html-address.ts";
import { markup, type Markup } from "./html-markup.ts";
import { smallTimeline } from "./html-timeline.ts";
import { grouped, minuteOf } from "../../base/words/quantities.ts";
import { stateOf } from "../../model/standing.ts";

export function pageHeader(report: Report, inputFailed: boolean): Markup {
  const [first = "", ...more] = headlineSentences(report, inputFailed);
  return markup`<header>
<p class="brand">whybounce: why Gmail refuses mail</p>
<h1>${first}</h1>
${more.map((text) => markup`<p>${text}</p>\n`)}${tiles(report)}
</header>`;
}

function tiles({ totals, sendingIps, comparison }: Report): Markup | null {
  if (totals.attempts === 0 && totals.affected === 0) return null;
  const before = comparison === null ? "" : ` (before: ${grouped(comparison.totals.attempts)})`;
  const numbers: [label: string, amount: number, tone: string][] = [
    [`refusals${before}`, totals.attempts, ""],
    [sendingIps.length === 1 ? "address" : "addresses", sendingIps.length, ""],
    ["deliveries affected", totals.affected, ""],
    ["lost", totals.lost, totals.lost > 0 ? "bad" : ""],
    ["still being retried", totals.retrying, ""],
    ["delivered in the end", totals.delivered, totals.delivered > 0 ? "good" : ""],
  ];
  return markup`<dl class="tiles">
${numbers.map(
  ([label, amount, tone]) =>
    markup`<div class="${tone}"><dt>${label}</dt><dd>${grouped(amount)}</dd></div>\n`,
)}</dl>`;
}

// ---------------------------------------------------------------- the table

interface Column {
  head: string;
  /** Of the cell; `wide` is left out on narrow screens, where the block of the address says it. */
  class: string;
  cell: (sender: SendingIpReport) => Markup | string | null;
}

const amount = (head: string, cell: (sender: SendingIpReport) => number, width = "number wide"): Column => ({
  head,
  class: width,
  cell: (sender) => grouped(cell(sender)),
});

const cause: Column = {
  head: "Cause",
  class: "",
  cell: (sender) => markup`<span class="badge">${sender.cause?.title ?? "Not known"}</span>`,
};

const ptr: Column = {
  head: "PTR record",
  class: "wide",
  cell: (sender) => sender.ptr.map(({ name }) => name).join(", ") || "none known",
};

export function overviewSection(
  report: Report,
  senders: SendingIpReport[],
  timeline: Timeline | null,
): Markup | null {
  if (senders.length === 0) return null;
  const columns = report.inputs.length === 0 ? [cause, ptr] : countedColumns(report, timeline);
  return markup`<section aria-labelledby="addresses">
<h2 id="addresses">Addresses, the worst first</h2>
<div class="scroll" role="group" tabindex="0" aria-labelledby="addresses"><table>
<thead><tr><th scope="col">Address</th>${columns.map(heading)}</tr></thead>
<tbody>
${senders.map((sender, index) => row(sender, index, columns))}</tbody>
</table></div>
</section>
`;
}

function countedColumns({ comparison }: Report, timeline: Timeline | null): Column[] {
  const change = (sender: SendingIpReport) => changeOf(comparison, sender.ip) ?? "";
  const bars = (sender: SendingIpReport) => smallTimeline(timeline, sender.ip);
  const lastSeen = ({ lastSeen: time }: SendingIpReport) => (time === null ? "" : minuteOf(time));
  return [
    cause,
    amount("Refusals", (sender) => sender.attempts, "number"),
    ...(comparison === null ? [] : [{ head: "Change", class: "number wide", cell: change }]),
    ...(timeline === null ? [] : [{ head: "Over time", class: "bars wide", cell: bars }]),
    amount("Lost", (sender) => sender.lost),
    amount("Retrying", (sender) => sender.retrying),
    amount("Delivered", (sender) => sender.delivered),
    { head: "Last seen (UTC)", class: "time wide", cell: lastSeen },
  ];
}

function heading(column: Column): Markup {
  return markup`<th scope="col" class="${column.class}">${column.head}</th>`;
}

function row(sender: SendingIpReport, index: number, columns: Column[]): Markup {
  const cells = columns.map((column) => markup`<td class="${column.class}">${column.cell(sender)}</td>`);
  return markup`<tr class="${stateOf(sender)}"><th scope="row"><a href="#${anchorOf(index)}"><code>${sender.ip}</code></a></th>${cells}</tr>
`;
}
