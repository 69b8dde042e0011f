// One address in the Markdown report.

import { sentence } from "../../base/words/quantities.ts";
import type {
  ActionBlock,
  AddressBlock,
  AddressPart,
  Copyable,
  Repair,
  RepairStep,
} from "../document/sections.ts";
import { codeBlock, codeSpan, escapeMarkdown } from "./markdown-escape.ts";

export function addressSection({ ip, title, parts }: AddressBlock): string[] {
  return [
    `## ${codeSpan(ip)}: ${escapeMarkdown(title)}`,
    ...parts.flatMap((part) => (part === null ? [] : ["", ...partLines(part)])),
  ];
}

export function actionSection({ number, title, subject, parts }: ActionBlock): string[] {
  return [
    `## ${number === null ? "" : `${number}\\. `}${escapeMarkdown(title)}: ${escapeMarkdown(subject)}`,
    ...parts.flatMap((part) => (part === null ? [] : ["", ...partLines(part)])),
  ];
}

function partLines(part: AddressPart): string[] {
  switch (part.kind) {
    case "cause":
      return [escapeMarkdown(part.sentence)];
    case "facts":
      return part.facts.map(({ label, text }) => `- **${label}:** ${escapeMarkdown(text)}`);
    case "timeline":
      return [];
    case "repair":
      return ["### What to do", ...repairLines(part)];
    case "remarks":
      return list("Remarks", part.texts.map(sentence));
    case "evidence":
      return list("Evidence", part.texts);
    case "more":
      return [codeSpan(part.command)];
  }
}

function list(title: string, texts: string[]): string[] {
  return [`### ${title}`, "", ...texts.map((text) => `- ${escapeMarkdown(text)}`)];
}

// ---------------------------------------------------------------- the way out

function repairLines({ atOnce, steps, after, meanwhile, outlook }: Repair): string[] {
  return [
    ...(atOnce === null ? [] : [`**At once:** ${escapeMarkdown(atOnce)}`, ""]),
    ...steps.flatMap(stepLines),
    ...after.flatMap((copyable) => copyableLines(copyable, "")),
    ...(meanwhile === null ? [] : ["", `**Meanwhile:** ${escapeMarkdown(meanwhile)}`]),
    ...(outlook === null ? [] : ["", escapeMarkdown(outlook)]),
  ];
}

/** What belongs to a step begins where its words begin. */
function stepLines({ action, who, where, records, moreRecords, remedies, number }: RepairStep): string[] {
  const marker = number === null ? "- " : `${number}. `;
  const indent = " ".repeat(marker.length);
  return [
    "",
    marker + escapeMarkdown(action),
    ...(who === null ? [] : ["", `${indent}**Who:** ${who}`]),
    ...(where === null ? [] : ["", `${indent}**Where:** ${escapeMarkdown(where)}`]),
    ...(records.length === 0 ? [] : ["", ...codeBlock(records.join("\n"), indent)]),
    ...(moreRecords === null ? [] : ["", `${indent}${sentence(escapeMarkdown(moreRecords))}`]),
    ...remedies.flatMap((copyable) => copyableLines(copyable, indent)),
  ];
}

/** A block of its own for each text: GitHub gives each one a button to copy it. */
function copyableLines({ introduction, texts }: Copyable, indent: string): string[] {
  const blocks = texts.flatMap((text) => ["", ...codeBlock(text, indent)]);
  return ["", `${indent}${escapeMarkdown(sentence(introduction))}`, ...blocks];
}
