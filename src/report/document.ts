// What a report says, in its order, as one data structure that four printers print. A printer knows its layout
// and its escaping, and decides nothing about what is said. Every string of the report is made harmless here,
// before the first sentence is made of it.

import type { Report, Results, SendingIpReport, Timeline } from "../model/report.ts";
import { uncounted, undiagnosed } from "../model/undiagnosed.ts";
import { escapeLines, escapeStrings, escapeText } from "../base/words/escape.ts";
import { minuteOf } from "../base/words/quantities.ts";
import { bodyOf } from "./document/body.ts";
import { chooseShown, isOfAddresses, sameChoice, type Choice } from "./document/choice.ts";
import { firstStep, furtherSentences, happenedSentences } from "./document/headline.ts";
import { media, type Medium, type MediumName } from "./document/media.ts";
import { periodName, periodSentence } from "./document/period-name.ts";
import type { Section } from "./document/sections.ts";
import { drawnTimeline } from "./document/sparkline.ts";
import { MAX_NAMED } from "./document/same-for.ts";
import { startOf, type StartStep } from "./document/start-with.ts";
import { subjectOf } from "./document/subject.ts";
import { totalsOf, type Total } from "./document/totals.ts";

export interface ReportDocument {
  title: string;
  /** For a mail. */
  subject: string;
  /** `week 2026-W08` */
  period: string;
  /** The same as a sentence, with its times; null where no period was asked for. */
  asked: string | null;
  /** The most important sentence. */
  headline: string;
  /** What else happened, and what to do first. */
  sentences: string[];
  /** By whom, where and with which records the first action is done; null where its block follows at once. */
  start: StartStep[] | null;
  /** What else matters. */
  further: string[];
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

export function documentOf(
  results: Results,
  name: MediumName,
  { unicode = true, details = false }: { unicode?: boolean; details?: boolean } = {},
): ReportDocument {
  const medium: Medium = media[name];
  const drawn = medium.overview.bars === undefined ? null : drawnTimeline(results.timeline);
  const chosen = chooseShown(results.report, medium, details);
  const report = harmlessReport(results.report, chosen, unicode);
  const timeline = drawn && escapeTimeline(drawn, unicode);
  keepTicketLines(report, results.report, chosen, unicode);
  const choice = sameChoice(chosen, results.report, report);
  const [headline = "", ...sentences] = happenedSentences(report, shorterWay(results.report, unicode));
  return {
    title: "Why Gmail refuses mail",
    subject: subjectOf(results),
    period: periodName(results),
    asked: periodSentence(results),
    headline,
    sentences,
    start: startOf(report),
    further: furtherSentences(report, results.inputFailed),
    reminder: firstStep(report, "above"),
    totals: totalsOf(report),
    sections: [
      ...bodyOf(report, choice, timeline, medium),
      ...medium.ending.map((section) => section(report)).filter((section) => section !== null),
    ],
    counted: report.inputs.length > 0,
    version: report.generator.version,
    madeAt: minuteOf(report.generatedAt),
  };
}

/** Of ten thousand addresses the one that tells it may not be shown. */
function shorterWay({ sendingIps }: Report, unicode: boolean): string | null {
  const told = sendingIps.find(({ presentation }) => presentation?.shorterWay !== undefined);
  return told?.presentation?.shorterWay === undefined
    ? null
    : escapeText(told.presentation.shorterWay, unicode);
}

/** Its numbers, of which there may be millions, need no look. */
function escapeTimeline(timeline: Timeline, unicode: boolean): Timeline {
  const sendingIps = timeline.sendingIps.map(({ ip, counts }) => ({ ip: escapeText(ip, unicode), counts }));
  return { ...timeline, from: escapeText(timeline.from, unicode), sendingIps };
}

/** A ticket has lines of our own; nothing else may break one. Many addresses share one. */
function keepTicketLines(escaped: Report, written: Report, choice: Choice, unicode: boolean): void {
  const known = new Map<string, string>();
  const keep = (to: { ticket: string | null } | undefined, { ticket }: { ticket: string | null }) => {
    if (!to || ticket === null) return;
    const text = known.get(ticket) ?? escapeLines(ticket, unicode);
    known.set(ticket, text);
    to.ticket = text;
  };
  const shown = new Set([
    ...choice.blocks.map(({ sender }) => sender),
    ...choice.actions.filter(isOfAddresses).map(({ first }) => first),
  ]);
  const told = new Set(choice.actions.map(({ action }) => action));
  for (const [index, sender] of written.sendingIps.entries())
    if (shown.has(sender)) keep(escaped.sendingIps[index], sender);
  for (const [index, action] of (written.actions ?? []).entries())
    if (told.has(action)) keep(escaped.actions?.[index], action);
}

/** Of ten thousand addresses most are not shown: their words stay out, and need not be made harmless. */
function harmlessReport(written: Report, { actions, blocks, rows }: Choice, unicode: boolean): Report {
  const shown = new Set([
    ...blocks.map(({ sender }) => sender),
    ...actions.filter(isOfAddresses).map(({ first }) => first),
  ]);
  const listed = new Set(rows);
  const alike = new Set(blocks.flatMap((block) => block.alike.slice(0, MAX_NAMED)));
  const told = new Set(actions.map(({ action }) => action));
  const untold = { ips: [], steps: [], ticket: null, check: "" };
  const all = (written.actions ?? []).map((action) => (told.has(action) ? action : { ...action, ...untold }));
  const { sendingIps: _apart, ...others } = written;
  const sendingIps = written.sendingIps.map((sender) => {
    if (shown.has(sender)) return escapeStrings(withoutRepeat(sender, written), unicode);
    const counted = countedAlone(sender, unicode);
    if (alike.has(sender)) Object.assign(counted, escapeStrings(figuresOf(sender), unicode));
    return listed.has(sender) ? { ...counted, ptr: escapeStrings(sender.ptr, unicode) } : counted;
  });
  return { ...escapeStrings({ ...others, actions: all }, unicode), sendingIps };
}

/** What is told of an address beside the one whose block says the same. */
function figuresOf({ byCode, senderDomains, reportingMtas, endNotSeen }: SendingIpReport) {
  const ends = endNotSeen === undefined ? {} : { endNotSeen };
  return { byCode, senderDomains, reportingMtas, ...ends };
}

/** Where all the ends that were not seen are one address's, the top of the report has told of them. */
function withoutRepeat(sender: SendingIpReport, { totals }: Report): SendingIpReport {
  const { endNotSeen, ...others } = sender;
  return endNotSeen === totals.endNotSeen ? others : sender;
}

/** What the headline and the rows of overviews need. A copy that has all fields: put together from parts, it takes ten times as long. */
function countedAlone(sender: SendingIpReport, unicode: boolean): SendingIpReport {
  const { cause, firstSeen, lastSeen, relief, mailHost, server } = sender;
  const counted = { ...blank };
  counted.ip = escapeText(sender.ip, unicode);
  counted.family = sender.family;
  counted.attempts = sender.attempts;
  counted.messages = sender.messages;
  counted.affected = sender.affected;
  counted.lost = sender.lost;
  counted.retrying = sender.retrying;
  counted.delivered = sender.delivered;
  counted.firstSeen = firstSeen && escapeText(firstSeen, unicode);
  counted.lastSeen = lastSeen && escapeText(lastSeen, unicode);
  counted.cause = cause && { ...cause, title: escapeText(cause.title, unicode), summary: "" };
  counted.findings = sender.findings.map(({ id }) => ({ id, summary: "" }));
  counted.relief = relief ? escapeStrings(relief, unicode) : null;
  counted.mailHost = mailHost ? escapeStrings(mailHost, unicode) : null;
  counted.server = server ? escapeStrings(server, unicode) : null;
  return counted;
}

/** Made once: ten thousand addresses begin as copies of it. */
const blank = undiagnosed(uncounted("", 4));
