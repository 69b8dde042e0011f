// One address in the Markdown report: why Gmail refuses it, what to do, and what proves it.

import type { FixStep } from "../../model/cause.ts";
import type { SendingIpReport } from "../../model/report.ts";
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
import { codeBlock, codeSpan, escapeMarkdown } from "./markdown-escape.ts";
import { firstOf, sentence } from "../../base/words/quantities.ts";
import { causeStands } from "../../model/standing.ts";

export function addressSection(sender: SendingIpReport): string[] {
  const { cause } = sender;
  const title = cause === null ? "not known" : escapeMarkdown(cause.title);
  const summary = sentence(cause?.summary ?? `The cause is ${NOT_CHECKED}.`);
  return [
    `## ${codeSpan(sender.ip)}: ${title}`,
    "",
    escapeMarkdown(summary),
    ...facts(sender),
    ...whatToDo(sender),
    ...list(
      "Remarks",
      sender.findings.map((finding) => sentence(finding.summary)),
    ),
    ...list("Evidence", firstOf(sender.evidence, MAXIMUM_EVIDENCE)),
  ];
}

/** More evidence than this, and nobody reads the first; the JSON report has it all. */
const MAXIMUM_EVIDENCE = 20;

function facts(sender: SendingIpReport): string[] {
  const counted = sender.attempts > 0 || sender.affected > 0;
  const rows: [string, string | null][] = [
    ["Refusals", counted ? refusalText(sender) : null],
    ["Mail", counted ? mailCounts(sender) : null],
    ["From", senderText(sender)],
    ["Reverse zone", causeStands(sender) ? zoneText(sender) : null],
  ];
  const lines = rows.flatMap(([label, text]) =>
    text === null ? [] : [`- **${label}:** ${escapeMarkdown(text)}`],
  );
  return lines.length === 0 ? [] : ["", ...lines];
}

// ---------------------------------------------------------------- the way out

function whatToDo(sender: SendingIpReport): string[] {
  const lines = [...steps(sender), ...greeting(sender), ...afterwards(sender)];
  return lines.length === 0 ? [] : ["", "### What to do", ...lines];
}

/** What sets the PTR record stands in the step that asks for it. */
function steps(sender: SendingIpReport): string[] {
  const { fix } = sender;
  if (fix.length === 0) return remedies(sender, "");
  const place = Math.max(remedyPlace(sender) - 1, 0);
  return fix.flatMap((step, index) => [
    ...stepLines(step, index),
    ...(index === place ? remedies(sender, indentOf(index)) : []),
  ]);
}

/** What belongs to a step begins where its words begin. */
function indentOf(index: number): string {
  return " ".repeat(`${index + 1}. `.length);
}

function stepLines(step: FixStep, index: number): string[] {
  const who = responsibleText(step);
  const indent = indentOf(index);
  const about = [
    who === null ? null : `**Who:** ${who}`,
    step.where === null ? null : `**Where:** ${escapeMarkdown(step.where)}`,
  ].filter((part) => part !== null);
  return [
    "",
    `${index + 1}. ${escapeMarkdown(sentence(step.action))}`,
    ...about.flatMap((text) => ["", `${indent}${text}`]),
    ...(step.record === null ? [] : ["", ...codeBlock(step.record, indent)]),
  ];
}

function remedies(sender: SendingIpReport, indent: string): string[] {
  const { commands, ticket } = sender;
  return [
    ...(commands.length === 0 ? [] : introduced(commandsIntroduction(sender), commands, indent)),
    ...(ticket === null ? [] : introduced(TICKET, [ticket], indent)),
  ];
}

function greeting({ heloCommands }: SendingIpReport): string[] {
  return heloCommands.length === 0 ? [] : introduced(GREETING, heloCommands, "");
}

/** A block of its own for each: GitHub gives each one a button to copy it. */
function introduced(introduction: string, texts: string[], indent: string): string[] {
  const blocks = texts.flatMap((text) => ["", ...codeBlock(text, indent)]);
  return ["", `${indent}${escapeMarkdown(sentence(introduction))}`, ...blocks];
}

function afterwards(sender: SendingIpReport): string[] {
  const visible = visibleText(sender);
  return [
    ...(sender.stopgap === null ? [] : ["", `**Meanwhile:** ${escapeMarkdown(sender.stopgap)}`]),
    ...(visible === null ? [] : ["", escapeMarkdown(visible)]),
  ];
}

function list(title: string, texts: string[]): string[] {
  return texts.length === 0
    ? []
    : ["", `### ${title}`, "", ...texts.map((text) => `- ${escapeMarkdown(text)}`)];
}
