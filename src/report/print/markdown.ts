// The report as GitHub-flavoured Markdown, for tickets and chat.

import type { Comparison, Report, RenderTarget, Results, Timeline } from "../../model/report.ts";
import { changeOf } from "../document/comparison.ts";
import { escapeStrings } from "../../base/words/escape.ts";
import { headlineSentences } from "../document/headline.ts";
import {
  INPUTS,
  inputsToShow,
  OTHER_REFUSALS,
  otherWarnings,
  UNATTRIBUTED,
  unattributedText,
} from "../document/inputs.ts";
import { addressSection } from "./markdown-address.ts";
import { codeSpan, escapeMarkdown } from "./markdown-escape.ts";
import {
  OTHER_RECEIVERS,
  otherReceiverCommand,
  otherReceiverRows,
  otherReceiverSentences,
} from "../document/other-receivers.ts";
import { dateOf, firstOf, grouped } from "../../base/words/quantities.ts";
import { columnsOf, drawnTimeline, sparkline } from "../document/sparkline.ts";
import { worstOf } from "../document/worst.ts";

/** GitHub cuts a comment off at 65,536 characters; the worst come first. */
const MAXIMUM_ADDRESSES = 50;

export function render(results: Results, _target: RenderTarget): string {
  const { report, timeline } = escapeStrings(
    { report: results.report, timeline: drawnTimeline(results.timeline) },
    true,
  );
  const { shown, leftOut } = worstOf(report.sendingIps, MAXIMUM_ADDRESSES);
  const sections = [
    ["# Why Gmail refuses mail"],
    headline(report, results.inputFailed),
    overview({ ...report, sendingIps: shown }, timeline),
    ...shown.map(addressSection),
    leftOut === null ? [] : [escapeMarkdown(leftOut)],
    unattributed(report),
    otherRefusals(report),
    otherReceivers(report),
    inputs(report),
    warnings(report),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function headline(report: Report, inputFailed: boolean): string[] {
  const [first = "", ...more] = headlineSentences(report, inputFailed).map(escapeMarkdown);
  return [`**${first}**`, ...(more.length === 0 ? [] : ["", ...more])];
}

// ---------------------------------------------------------------- tables

interface Table {
  head: string[];
  /** As Markdown. */
  rows: string[][];
  /** The columns of numbers. */
  numbers: string[];
}

function drawTable({ head, rows, numbers }: Table): string[] {
  const alignment = head.map((name) => (numbers.includes(name) ? "---:" : "---"));
  return [head, alignment, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function overview(report: Report, timeline: Timeline | null): string[] {
  const senders = report.sendingIps;
  if (senders.length === 0) return [];
  if (report.inputs.length === 0) {
    const rows = senders.map(({ ip, cause, ptr }) => [
      codeSpan(ip),
      escapeMarkdown(cause?.title ?? "not known"),
      ptr.map(({ name }) => codeSpan(name)).join(", "),
    ]);
    return drawTable({ head: ["Address", "Cause", "PTR record"], rows, numbers: [] });
  }
  return countedOverview(report, timeline);
}

const numbers = ["Refusals", "Change", "Lost", "Retrying", "Delivered"];

function countedOverview({ sendingIps, comparison }: Report, timeline: Timeline | null): string[] {
  const rows = sendingIps.map((sender) => [
    codeSpan(sender.ip),
    escapeMarkdown(sender.cause?.title ?? "not known"),
    grouped(sender.attempts),
    ...changeCell(comparison, sender.ip),
    ...(timeline === null ? [] : [sparkline(columnsOf(timeline, sender.ip, BARS)?.counts ?? [], true)]),
    ...[sender.lost, sender.retrying, sender.delivered].map(grouped),
    sender.lastSeen === null ? "" : dateOf(sender.lastSeen),
  ]);
  const compared = comparison === null ? [] : ["Change"];
  const timed = timeline === null ? [] : ["Over time"];
  const head = ["Address", "Cause", "Refusals", ...compared, ...timed, ...numbers.slice(2), "Last seen"];
  return drawTable({ head, rows, numbers });
}

const BARS = 14;

function changeCell(comparison: Comparison | null, ip: string): string[] {
  return comparison === null ? [] : [escapeMarkdown(changeOf(comparison, ip) ?? "")];
}

// ---------------------------------------------------------------- the end

function unattributed({ totals }: Report): string[] {
  if (totals.unattributed === 0) return [];
  return [`## ${UNATTRIBUTED}`, "", escapeMarkdown(unattributedText(totals.unattributed))];
}

function otherRefusals({ otherGmailRejections }: Report): string[] {
  if (otherGmailRejections.length === 0) return [];
  const rows = otherGmailRejections.map(({ code, meaning, attempts }) => [
    codeSpan(code),
    escapeMarkdown(meaning),
    grouped(attempts),
  ]);
  return [`## ${OTHER_REFUSALS}`, "", ...drawTable({ head: ["Code", "Meaning", "Refusals"], rows, numbers })];
}

function otherReceivers(report: Report): string[] {
  const rows = otherReceiverRows(report).map(({ name, code, addresses, amount }) => [
    escapeMarkdown(name),
    codeSpan(code),
    addresses === "" ? "" : escapeMarkdown(addresses),
    amount,
  ]);
  if (rows.length === 0) return [];
  const command = otherReceiverCommand(report);
  const sentences = otherReceiverSentences(report).map(escapeMarkdown).join(" ");
  const head = ["Receiver", "Code", "Sending addresses", "Refusals"];
  return [
    `## ${OTHER_RECEIVERS}`,
    "",
    ...drawTable({ head, rows, numbers }),
    "",
    command === null ? sentences : `${sentences} ${codeSpan(command)}`,
  ];
}

function inputs(report: Report): string[] {
  const { shown, remarks } = inputsToShow(report);
  if (shown.length === 0) return [];
  const lines = shown.flatMap((input) => [
    `- ${codeSpan(input.path)}: ${escapeMarkdown(input.facts)}`,
    ...input.warnings.map((warning) => `  - ${escapeMarkdown(warning)}`),
  ]);
  return [`## ${INPUTS}`, "", ...lines, ...remarks.flatMap((text) => ["", escapeMarkdown(text)])];
}

/** The JSON report has them all. */
const MAXIMUM_WARNINGS = 40;

function warnings(report: Report): string[] {
  const texts = firstOf(otherWarnings(report), MAXIMUM_WARNINGS);
  return texts.length === 0 ? [] : ["## Warnings", "", ...texts.map((text) => `- ${escapeMarkdown(text)}`)];
}
