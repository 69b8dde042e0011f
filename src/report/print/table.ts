// The report for people: what happened and what to do first, an overview, one block per address, and what
// was read. Every string of the report is made harmless before the first line is written.

import type { Report, RenderTarget, Results, Timeline } from "../../model/report.ts";
import { escapeStrings } from "../../base/words/escape.ts";
import { headlineSentences } from "../document/headline.ts";
import { startWith } from "../document/start-with.ts";
import { drawnTimeline } from "../document/sparkline.ts";
import { worstOf } from "../document/worst.ts";
import { addressBlock } from "./table-address.ts";
import {
  inputLines,
  otherReceiverLines,
  otherRefusalLines,
  unattributedLines,
  warningLines,
} from "./table-footer.ts";
import { overview } from "./table-overview.ts";
import { openPage, paragraph, type Page } from "./table-page.ts";

export function render(results: Results, target: RenderTarget): string {
  const { report, timeline } = escapeStrings(
    { report: results.report, timeline: drawnTimeline(results.timeline) },
    target.unicode,
  );
  const page = openPage(target);
  const sections = [headline(page, report, results.inputFailed), ...bodySections(page, report, timeline)];
  return `${[...sections, reminder(page, report, sections)]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** A terminal shows the end of a longer report, and what to do first stands at its beginning. */
const SCREENFUL = 60;

function reminder(page: Page, { sendingIps }: Report, sections: string[][]): string[] {
  const first = startWith(sendingIps, "above");
  const lines = sections.reduce((sum, section) => sum + section.length + 1, 0);
  return first === null || lines <= SCREENFUL ? [] : paragraph(page, first);
}

function headline(page: Page, report: Report, inputFailed: boolean): string[] {
  const [first = "", ...more] = headlineSentences(report, inputFailed);
  return [
    ...paragraph(page, first).map((line) => page.paint("bold", line)),
    ...more.flatMap((text) => paragraph(page, text)),
  ];
}

/** More blocks than this are no report for people; the worst come first. */
const MAXIMUM_ADDRESSES = 100;

function bodySections(page: Page, report: Report, timeline: Timeline | null): string[][] {
  const { shown, leftOut } = worstOf(report.sendingIps, MAXIMUM_ADDRESSES);
  const counted = report.inputs.length > 0;
  return [
    overview(page, shown, { counted, timeline, comparison: report.comparison }),
    ...shown.map((sender) => addressBlock(page, sender, timeline)),
    leftOut === null ? [] : paragraph(page, leftOut),
    unattributedLines(page, report.totals.unattributed),
    otherRefusalLines(page, report),
    otherReceiverLines(page, report),
    inputLines(page, report),
    warningLines(page, report),
  ];
}
