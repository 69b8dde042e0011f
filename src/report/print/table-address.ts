// The block of one address as text: labeled paragraphs, and each record and command ready to be copied.

import { sentence } from "../../base/words/quantities.ts";
import type {
  ActionBlock,
  AddressBlock,
  AddressPart,
  Copyable,
  Repair,
  RepairStep,
} from "../document/sections.ts";
import { columnText, sparkline } from "../document/sparkline.ts";
import { labelled, labelledList, paragraph, recordLine, stateTone, type Page } from "./table-page.ts";

export function addressBlock(page: Page, { ip, title, state, parts }: AddressBlock): string[] {
  const heading = state === "unknown" ? page.heading(ip) : page.heading(`${ip}: ${title}`, stateTone[state]);
  return [...heading, ...parts.flatMap((part) => (part === null ? [] : partLines(page, part)))];
}

export function actionBlock(page: Page, { number, title, subject, state, parts }: ActionBlock): string[] {
  return [
    ...page.heading(`${number === null ? "" : `${number}. `}${title}: ${subject}`, stateTone[state]),
    ...parts.flatMap((part) => (part === null ? [] : partLines(page, part))),
  ];
}

function partLines(page: Page, part: AddressPart): string[] {
  switch (part.kind) {
    case "cause":
      return labelled(page, part.label, part.text);
    case "facts":
      return part.facts.flatMap(({ label, text }) => labelled(page, label, text));
    case "timeline":
      return labelled(
        page,
        "Over time",
        `${sparkline(part.columns.counts, page.unicode)}  ${columnText(part.columns)}`,
      );
    case "evidence":
      return labelledList(page, "Evidence", part.texts);
    case "remarks":
      return labelledList(page, "Also", part.texts);
    case "repair":
      return repairLines(page, part);
    case "more":
      return labelled(page, "More", part.command);
  }
}

function repairLines(page: Page, { atOnce, steps, after, meanwhile, outlook }: Repair): string[] {
  return [
    ...(atOnce === null ? [] : labelled(page, "At once", atOnce)),
    ...steps.flatMap((step, index) => stepLines(page, step, index, steps.length)),
    ...after.flatMap((copyable) => copyableLines(page, copyable)),
    ...(meanwhile === null ? [] : labelled(page, "Meanwhile", meanwhile)),
    ...(outlook === null ? [] : labelled(page, "Then", outlook)),
  ];
}

/** A lettered step has no marker; what belongs to it is indented all the same. */
const LETTERED = "1. ";

/** A record is at the start of a line of its own, unbroken: in a zone file, a blank before it has a meaning. */
function stepLines(page: Page, step: RepairStep, index: number, steps: number): string[] {
  const { action, who, where, records, moreRecords, remedies, number } = step;
  const marker = steps > 1 && number !== null ? `${number}. ` : "";
  const indent = " ".repeat(number === null ? LETTERED.length : marker.length);
  return [
    ...labelled(page, index === 0 ? "To do" : "", action, marker),
    ...placeLines(page, who, where, indent),
    ...recordLines(page, records, moreRecords),
    ...remedies.flatMap((copyable) => copyableLines(page, copyable)),
  ];
}

/** On one line where there is room. */
function placeLines(page: Page, who: string | null, where: string | null, indent: string): string[] {
  const texts = [...(who === null ? [] : [`Who: ${who}`]), ...(where === null ? [] : [`Where: ${where}`])];
  if (texts.length === 0) return [];
  const together = labelled(page, "", texts.join(". "), indent);
  return together.length === 1 ? together : texts.flatMap((text) => labelled(page, "", text, indent));
}

function recordLines(page: Page, records: string[], moreRecords: string | null): string[] {
  if (records.length === 0) return [];
  return ["", ...records.map((record) => recordLine(page, record)), ...[moreRecords ?? []].flat(), ""];
}

/** Commands are unbroken, each on a line of its own; a letter has lines of its own. */
function copyableLines(page: Page, { kind, introduction, texts, note }: Copyable): string[] {
  const command = labelled(page, "Check", texts[0] ?? "");
  if (kind === "check" && command.length === 1)
    return [...command, ...(note === undefined ? [] : labelled(page, "", note))];
  const lines = kind === "ticket" ? texts.flatMap((text) => letterLines(page, text)) : texts;
  return [
    ...labelled(page, sentence(kind), introduction),
    ...(lines.length === 0 ? [] : ["", ...lines]),
    ...[note ?? []].flat(),
    "",
  ];
}

/** What is indented is quoted: records and answers stay as they are. */
function letterLines(page: Page, text: string): string[] {
  return text.split("\n").flatMap((line) => (line.startsWith(" ") ? [line] : paragraph(page, line)));
}
