// The report for people: what happened and what to do first, an overview, one block per address, and what
// was read. Every string of the report is made harmless before the first line is written.

import type { Report, RenderTarget, Results } from "../model.ts";
import { escapeStrings } from "./escape.ts";
import { worstFirst } from "./standing.ts";
import { addressBlock } from "./table-address.ts";
import { inputLines, otherRefusalLines, unattributedLines, warningLines } from "./table-footer.ts";
import { headline } from "./table-headline.ts";
import { overview } from "./table-overview.ts";
import { openPage, type Page } from "./table-page.ts";

export function render(results: Results, target: RenderTarget): string {
  const report = escapeStrings(results.report, target.unicode);
  const page = openPage(target);
  const sections = [headline(page, report, results.inputFailed), ...bodySections(page, report)];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function bodySections(page: Page, report: Report): string[][] {
  const senders = worstFirst(report.sendingIps);
  const counted = report.inputs.length > 0;
  return [
    overview(page, senders, counted),
    ...senders.map((sender) => addressBlock(page, sender)),
    unattributedLines(page, report.totals.unattributed),
    otherRefusalLines(page, report),
    inputLines(page, report.inputs),
    warningLines(page, report),
  ];
}
