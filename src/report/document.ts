// What a report says, in its order, as one data structure that four printers print. A printer knows its layout
// and its escaping, and decides nothing about what is said. Every string of the report is made harmless here,
// before the first sentence is made of it.

import type { Report, Results, SendingIpReport, Timeline } from "../model/report.ts";
import { escapeLines, escapeStrings, escapeText } from "../base/words/escape.ts";
import { minuteOf } from "../base/words/quantities.ts";
import { bodyOf, chooseShown, sameChoice, type Choice } from "./document/body.ts";
import { firstStep, headlineSentences } from "./document/headline.ts";
import { media, type Medium, type MediumName } from "./document/media.ts";
import { periodName } from "./document/period-name.ts";
import type { Section } from "./document/sections.ts";
import { drawnTimeline } from "./document/sparkline.ts";
import { startOf, type Start } from "./document/start-with.ts";
import { subjectOf } from "./document/subject.ts";
import { totalsOf, type Total } from "./document/totals.ts";

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
  /** Where and with which records the first action is done; null where its block follows at once. */
  start: Start | null;
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
  const written = shownPart(results.report, chosen);
  const report = escapeStrings(written, unicode);
  const timeline = drawn && escapeTimeline(drawn, unicode);
  keepTicketLines(report, written, unicode);
  const choice = sameChoice(chosen, results.report, report);
  const [headline = "", ...sentences] = headlineSentences(report, results.inputFailed);
  return {
    title: "Why Gmail refuses mail",
    subject: subjectOf(results),
    period: periodName(results),
    headline,
    sentences,
    start: startOf(report),
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

/** Its numbers, of which there may be millions, need no look. */
function escapeTimeline(timeline: Timeline, unicode: boolean): Timeline {
  const sendingIps = timeline.sendingIps.map(({ ip, counts }) => ({ ip: escapeText(ip, unicode), counts }));
  return { ...timeline, from: escapeText(timeline.from, unicode), sendingIps };
}

/** A ticket has lines of our own; nothing else may break one. Many addresses share one. */
function keepTicketLines(escaped: Report, written: Report, unicode: boolean): void {
  const known = new Map<string, string>();
  const keep = (to: { ticket: string | null } | undefined, { ticket }: { ticket: string | null }) => {
    if (!to || ticket === null) return;
    const text = known.get(ticket) ?? escapeLines(ticket, unicode);
    known.set(ticket, text);
    to.ticket = text;
  };
  for (const [index, sender] of written.sendingIps.entries()) keep(escaped.sendingIps[index], sender);
  for (const [index, action] of (written.actions ?? []).entries()) keep(escaped.actions?.[index], action);
}

/** What is not shown need not be made harmless: its words stay out. */
function shownPart(report: Report, { actions, blocks, rows }: Choice): Report {
  const shown = new Set([...blocks, ...actions.map(({ first }) => first)].map(({ ip }) => ip));
  const listed = new Set(rows.map(({ ip }) => ip));
  const sendingIps = report.sendingIps.map((sender) =>
    shown.has(sender.ip) ? sender : withoutWords(sender, listed.has(sender.ip)),
  );
  const told = new Set(actions.map(({ action }) => action));
  const others = { ips: [], steps: [], ticket: null, check: "" };
  const all = (report.actions ?? []).map((action) => (told.has(action) ? action : { ...action, ...others }));
  return { ...report, sendingIps, actions: all };
}

/** The headline and the rows of overviews need no more. */
function withoutWords(sender: SendingIpReport, isListed: boolean): SendingIpReport {
  const { cause, findings } = sender;
  return {
    ...sender,
    ...noWords,
    ptr: isListed ? sender.ptr : [],
    cause: cause && { ...cause, summary: "" },
    findings: findings.map(({ id }) => ({ id, summary: "" })),
  };
}

const noWords = {
  byCode: {},
  senderDomains: [],
  reportingMtas: [],
  reverseZone: null,
  evidence: [],
  fix: [],
  ticket: null,
  stopgap: null,
  commands: [],
  heloCommands: [],
  presentation: null,
};
