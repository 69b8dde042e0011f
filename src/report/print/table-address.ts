// The block of one address: the cause in words, what the DNS showed, the steps of the repair with each
// record ready to be copied, and when Gmail will notice.

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
import { firstOf, sentence } from "../../base/words/quantities.ts";
import { columnsOf, columnText, sparkline } from "../document/sparkline.ts";
import { causeStands } from "../../model/standing.ts";
import { classTone, labelled, labelledList, paragraph, type Page } from "./table-page.ts";

export function addressBlock(page: Page, sender: SendingIpReport, timeline: Timeline | null): string[] {
  const { cause } = sender;
  if (cause === null) {
    const unknown = labelled(page, "Cause", NOT_CHECKED);
    return [...page.heading(sender.ip), ...refusalLines(page, sender, timeline), ...unknown];
  }
  return [
    ...page.heading(`${sender.ip}: ${cause.title}`, classTone[cause.class]),
    ...refusalLines(page, sender, timeline),
    ...labelled(page, cause.class === "pass" ? "Result" : "Cause", cause.summary),
    ...diagnosisLines(page, sender),
  ];
}

// ---------------------------------------------------------------- what Gmail refused

function refusalLines(page: Page, sender: SendingIpReport, timeline: Timeline | null): string[] {
  if (sender.affected === 0 && sender.attempts === 0) return [];
  return [
    ...labelled(page, "Refusals", refusalText(sender)),
    ...timelineLines(page, sender, timeline),
    ...labelled(page, "Mail", mailCounts(sender)),
    ...optional(page, "From", senderText(sender)),
  ];
}

function optional(page: Page, label: string, text: string | null): string[] {
  return text === null ? [] : labelled(page, label, text);
}

/** The label, the bars, and what one of them stands for. */
function timelineLines(page: Page, { ip }: SendingIpReport, timeline: Timeline | null): string[] {
  const columns = columnsOf(timeline, ip, MAXIMUM_COLUMNS);
  if (columns === null) return [];
  const bars = sparkline(columns.counts, page.unicode);
  return labelled(page, "Over time", `${bars}  ${columnText(columns)}`);
}

const MAXIMUM_COLUMNS = 28;

// ---------------------------------------------------------------- why, and the way out

/** More evidence than this, and nobody reads the first; the JSON report has it all. */
const MAXIMUM_EVIDENCE = 12;

function diagnosisLines(page: Page, sender: SendingIpReport): string[] {
  return [
    ...labelledList(page, "Evidence", firstOf(sender.evidence, MAXIMUM_EVIDENCE)),
    ...labelledList(
      page,
      "Also",
      sender.findings.map((finding) => finding.summary),
    ),
    ...(causeStands(sender) ? optional(page, "Zone", zoneText(sender)) : []),
    ...stepsWithRemedy(page, sender),
    ...optional(page, "Meanwhile", sender.stopgap),
    ...optional(page, "Then", visibleText(sender)),
    ...moreLines(page, sender),
  ];
}

function stepsWithRemedy(page: Page, sender: SendingIpReport): string[] {
  const { fix } = sender;
  const steps = fix.map((step, index) => stepLines(page, step, index, fix.length));
  const place = remedyPlace(sender);
  return [
    ...steps.slice(0, place),
    remedyLines(page, sender),
    ...steps.slice(place),
    greetingLines(page, sender),
  ].flat();
}

/** A record stands at the start of a line of its own, unbroken: in a zone file, a blank before it means something. */
function stepLines(page: Page, step: FixStep, index: number, steps: number): string[] {
  const who = responsibleText(step);
  const marker = steps > 1 ? `${index + 1}. ` : "";
  const indent = " ".repeat(marker.length);
  return [
    ...labelled(page, index === 0 ? "To do" : "", sentence(step.action), marker),
    ...(who === null ? [] : labelled(page, "", `Who: ${who}`, indent)),
    ...(step.where === null ? [] : labelled(page, "", `Where: ${step.where}`, indent)),
    ...(step.record === null ? [] : ["", page.paint("bold", step.record), ""]),
  ];
}

/** Commands stand unbroken, each on a line of its own; a letter as a paragraph without indentation. */
function remedyLines(page: Page, sender: SendingIpReport): string[] {
  const { ticket, commands } = sender;
  const introduction = commandsIntroduction(sender);
  return [
    ...(commands.length === 0 ? [] : [...labelled(page, "Command", introduction), "", ...commands, ""]),
    ...(ticket === null ? [] : [...labelled(page, "Ticket", TICKET), "", ...paragraph(page, ticket), ""]),
  ];
}

function greetingLines(page: Page, { heloCommands }: SendingIpReport): string[] {
  return heloCommands.length === 0 ? [] : [...labelled(page, "Greeting", GREETING), "", ...heloCommands, ""];
}

/** Whoever has to convince a hoster needs more words than fit here. */
function moreLines(page: Page, sender: SendingIpReport): string[] {
  if (sender.cause === null || !causeStands(sender)) return [];
  return labelled(page, "More", `whybounce explain ${sender.cause.id}`);
}
