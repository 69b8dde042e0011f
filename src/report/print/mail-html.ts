// The HTML part of a mailed report. Mail programs run no script, show no SVG and drop style sheets, so it is
// plainer than the page: tables, and a style on each element.

import type { FixStep } from "../../model/cause.ts";
import type { RenderTarget, Report, Results, SendingIpReport } from "../../model/report.ts";
import { responsibleText, visibleText } from "../document/address.ts";
import { changeOf } from "../document/comparison.ts";
import { escapeStrings } from "../../base/words/escape.ts";
import { headlineSentences } from "../document/headline.ts";
import { markup, type Markup } from "./html-markup.ts";
import {
  OTHER_RECEIVERS,
  otherReceiverCommand,
  otherReceiverRows,
  otherReceiverSentences,
} from "../document/other-receivers.ts";
import { dateOf, grouped, sentence } from "../../base/words/quantities.ts";
import { stateOf } from "../../model/standing.ts";
import { worstOf } from "../document/worst.ts";

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif";
const MONO = "font-family:Consolas,Menlo,'DejaVu Sans Mono',monospace;font-size:13px";
const CELL = "padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-bottom:1px solid #d9dee5";
const NUMBER = `${CELL};text-align:right;white-space:nowrap`;
const BLOCK = `${MONO};margin:6px 0;padding:8px 10px;background:#f1f3f6;color:#1a2230;white-space:pre-wrap;word-break:break-word`;

const colours = { fail: "#b3261e", warn: "#7a5200", pass: "#17692f", unknown: "#48566a" };

const ATTACHED = " The attached table has the counts by week, address and code.";

/** More blocks than this make a mail that nobody reads; the text part has more. */
const MAXIMUM_ADDRESSES = 25;

export function mailHtml(results: Results, _target: RenderTarget): string {
  const report = escapeStrings(results.report, true);
  const [first = "", ...more] = headlineSentences(report, results.inputFailed);
  const { shown, leftOut } = worstOf(report.sendingIps, MAXIMUM_ADDRESSES);
  return markup`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Why Gmail refuses mail</title></head>
<body style="${FONT};font-size:15px;line-height:1.5;max-width:720px;overflow-wrap:anywhere">
<h1 style="font-size:20px;line-height:1.35">${first}</h1>
${more.map((text) => markup`<p style="margin:4px 0">${text}</p>\n`)}${overview(report, shown)}
${shown.map(addressBlock)}${leftOut === null ? null : markup`<p>${leftOut}</p>`}${otherReceivers(report)}
<p style="margin-top:28px;font-size:13px">Made by whybounce ${report.generator.version}.${report.inputs.length === 0 ? "" : ATTACHED}</p>
</body>
</html>
`.text;
}

function overview(report: Report, senders: SendingIpReport[]): Markup | null {
  if (senders.length === 0) return null;
  const compared = report.comparison !== null;
  const heads = ["Refusals", ...(compared ? ["Change"] : []), "Lost"];
  return markup`<table style="border-collapse:collapse;margin:16px 0;font-size:14px">
<thead><tr><th scope="col" style="${CELL}">Address</th>${heads.map(
    (head) => markup`<th scope="col" style="${NUMBER}">${head}</th>`,
  )}</tr></thead>
<tbody>
${senders.map((sender) => overviewRow(report, sender))}</tbody>
</table>`;
}

/** Cause and day stand below the address: so the row fits a phone. */
function overviewRow({ comparison }: Report, sender: SendingIpReport): Markup {
  const cells = [
    grouped(sender.attempts),
    ...(comparison === null ? [] : [changeOf(comparison, sender.ip) ?? ""]),
    grouped(sender.lost),
  ];
  const day = sender.lastSeen === null ? null : markup`<br>last seen ${dateOf(sender.lastSeen)}`;
  return markup`<tr><th scope="row" style="${CELL};font-weight:normal"><span style="${MONO}">${sender.ip}</span><br><b style="color:${colours[stateOf(sender)]}">${causeTitle(sender)}</b>${day}</th>${cells.map(
    (cell) => markup`<td style="${NUMBER}">${cell}</td>`,
  )}</tr>
`;
}

function causeTitle(sender: SendingIpReport): string {
  return sender.cause?.title ?? "Not known";
}

function otherReceivers(report: Report): Markup | null {
  const rows = otherReceiverRows(report).map(
    ({ name, code, addresses, amount }) =>
      markup`<tr><th scope="row" style="${CELL};font-weight:normal">${name}</th><td style="${CELL}">${code}</td><td style="${CELL};${MONO}">${addresses}</td><td style="${NUMBER}">${amount}</td></tr>\n`,
  );
  if (rows.length === 0) return null;
  const heads = ["Receiver", "Code", "Sending addresses"];
  const command = otherReceiverCommand(report);
  return markup`<h2 style="font-size:17px;margin:26px 0 4px">${OTHER_RECEIVERS}</h2>
<table style="border-collapse:collapse;margin:8px 0;font-size:14px">
<thead><tr>${heads.map((head) => markup`<th scope="col" style="${CELL}">${head}</th>`)}<th scope="col" style="${NUMBER}">Refusals</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
<p style="margin:4px 0">${otherReceiverSentences(report).join(" ")}</p>
${command === null ? null : block(command)}`;
}

// ---------------------------------------------------------------- one address

function addressBlock(sender: SendingIpReport): Markup | null {
  if (sender.cause === null) return null;
  const visible = visibleText(sender);
  const colour = colours[stateOf(sender)];
  return markup`<h2 style="font-size:17px;margin:26px 0 4px;padding-left:10px;border-left:4px solid ${colour}">${sender.ip}: ${causeTitle(sender)}</h2>
<p style="margin:4px 0">${sentence(sender.cause.summary)}</p>
${sender.fix.length === 0 ? null : markup`<ol style="margin:8px 0;padding-left:22px">\n${sender.fix.map(step)}</ol>\n`}${
    sender.ticket === null ? null : markup`<p style="margin:4px 0">For a ticket:</p>\n${block(sender.ticket)}`
  }${visible === null ? null : markup`<p style="margin:4px 0">${visible}</p>\n`}`;
}

function step(fixStep: FixStep): Markup {
  const { action, where, record } = fixStep;
  const by = responsibleText(fixStep);
  return markup`<li style="margin:6px 0">${sentence(action)}${by === null ? null : markup`<br><b>Who:</b> ${by}`}${
    where === null ? null : markup`<br><b>Where:</b> ${where}`
  }${record === null ? null : block(record)}</li>
`;
}

function block(text: string): Markup {
  return markup`<pre style="${BLOCK}">${text}</pre>
`;
}
