// What a report says, in its order, as one data structure that four printers print. A printer knows its layout
// and its escaping, and decides nothing about what is said. Every string of the report is made harmless here,
// before the first sentence is made of it.

import type { Report, Results, SendingIpReport, Timeline } from "../model/report.ts";
import { escapeLines, escapeStrings } from "../base/words/escape.ts";
import { minuteOf } from "../base/words/quantities.ts";
import { isOthers, stateOf } from "../model/standing.ts";
import { firstStep, headlineSentences } from "./document/headline.ts";
import { media, type Medium, type MediumName } from "./document/media.ts";
import { overviewOf, titleOf } from "./document/overview.ts";
import { periodName } from "./document/period-name.ts";
import { othersNote } from "./document/others-servers.ts";
import { refusalSections } from "./document/refusals.ts";
import type { AddressBlock, Section } from "./document/sections.ts";
import { drawnTimeline } from "./document/sparkline.ts";
import { subjectOf } from "./document/subject.ts";
import { totalsOf, type Total } from "./document/totals.ts";
import { worstOf } from "./document/worst.ts";

export interface ReportDocument {
  title: string;
  /** For a mail. */
  subject: string;
  /** `week 2026-W08` */
  period: string;
  /** The most important sentence. */
  headline: string;
  /** What else matters. */
  sentences: string[];
  /** The first step again, for the end of a report that is longer than a screen. */
  reminder: string | null;
  totals: Total[];
  sections: Section[];
  /** False for `check`, which counts nothing. */
  counted: boolean;
  version: string;
  /** `2026-02-24 00:00` */
  madeAt: string;
}

export function documentOf(results: Results, name: MediumName, unicode = true): ReportDocument {
  const medium: Medium = media[name];
  const drawn = medium.overview.bars === undefined ? null : drawnTimeline(results.timeline);
  const { report, timeline } = escapeStrings({ report: results.report, timeline: drawn }, unicode);
  keepTicketLines(report, results.report, unicode);
  const [headline = "", ...sentences] = headlineSentences(report, results.inputFailed);
  return {
    title: "Why Gmail refuses mail",
    subject: subjectOf(results),
    period: periodName(results),
    headline,
    sentences,
    reminder: firstStep(report.sendingIps, "above"),
    totals: totalsOf(report),
    sections: sectionsOf(report, timeline, name),
    counted: report.inputs.length > 0,
    version: report.generator.version,
    madeAt: minuteOf(report.generatedAt),
  };
}

/** A ticket has lines of our own; nothing else may break one. */
function keepTicketLines(escaped: Report, { sendingIps }: Report, unicode: boolean): void {
  // Many addresses share one.
  const known = new Map<string, string>();
  for (const [index, { ticket }] of sendingIps.entries()) {
    const sender = escaped.sendingIps[index];
    if (!sender || ticket === null) continue;
    const text = known.get(ticket) ?? escapeLines(ticket, unicode);
    known.set(ticket, text);
    sender.ticket = text;
  }
}

/** The first address with the same ticket, by address; none for those that are the first. */
function ticketPlaces(senders: SendingIpReport[]): Map<string, string> {
  const first = new Map<string, string>();
  const places = new Map<string, string>();
  for (const { ip, ticket } of senders) {
    if (ticket === null) continue;
    const place = first.get(ticket);
    if (place === undefined) first.set(ticket, ip);
    else places.set(ip, place);
  }
  return places;
}

function sectionsOf(report: Report, timeline: Timeline | null, name: MediumName): Section[] {
  const medium: Medium = media[name];
  const { shown, leftOut } = worstOf(report.sendingIps, medium.addresses);
  const own = shown.filter((sender) => !isOthers(sender));
  const places = ticketPlaces(shown);
  const blocks = shown.map((sender, index) =>
    addressBlock(sender, index + 1, { timeline, ticketUnder: places.get(sender.ip) ?? null }, medium),
  );
  return [
    overviewOf(report, own.length === 0 ? shown : own, timeline, medium.overview),
    ...blocks.slice(0, own.length),
    ...(own.length === shown.length ? [] : [othersNote(shown.slice(own.length))]),
    ...blocks.slice(own.length),
    ...(leftOut === null ? [] : [{ kind: "remark" as const, text: leftOut }]),
    ...refusalSections(report, name),
    ...medium.ending.map((section) => section(report)).filter((section) => section !== null),
  ].filter((section) => section.kind !== "address" || section.parts.some((part) => part !== null));
}

function addressBlock(
  sender: SendingIpReport,
  number: number,
  { timeline, ticketUnder }: { timeline: Timeline | null; ticketUnder: string | null },
  medium: Medium,
): AddressBlock {
  return {
    kind: "address",
    number,
    ip: sender.ip,
    title: titleOf(sender),
    state: stateOf(sender),
    parts: medium.address.map((part) => part(sender, timeline, ticketUnder)),
  };
}
