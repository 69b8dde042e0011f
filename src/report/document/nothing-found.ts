// The first sentence of a report in which Gmail refused nothing for reverse DNS: what was read, and what else was found.

import type { InputSummary, OutsideSum, Report } from "../../model/report.ts";
import { byteSize, count, dateRange, grouped, minuteOf } from "../../base/words/quantities.ts";
import { isEmpty, nothingRead } from "./inputs.ts";
import { unreadSentence } from "./unread.ts";

export function nothingFound(report: Report): string {
  const unread = nothingRead(report);
  if (unread !== null) return unread;
  const { inputs } = report;
  if (inputs.length > 0 && inputs.every(isEmpty)) return nothingInIt(inputs.length);
  const place = `${inputsRead(report.inputs)}${asked(report)}${outside(report)}`;
  // A refusal that could not be read is still a refusal.
  const found =
    unreadSentence(report) === null
      ? `Gmail refused no mail for its reverse DNS: no PTR refusals in ${place}`
      : `No PTR refusal could be read in ${place}`;
  const others = otherRefusals(report);
  return others.length === 0 ? `${found}.` : `${found}; ${others.join(" and ")}, listed below.`;
}

function nothingInIt(inputs: number): string {
  return `There was nothing to read: ${inputs === 1 ? "the input is" : `all ${grouped(inputs)} inputs are`} empty.`;
}

/** Other receivers may refuse for the same reason although Gmail did not. */
function otherRefusals({ otherGmailRejections, otherReceivers = [] }: Report): string[] {
  const ofGmail = attemptsOf(otherGmailRejections);
  const ofOthers = attemptsOf(otherReceivers);
  return [
    ...(ofOthers === 0 ? [] : [`${count(ofOthers, "refusal")} by other receivers for that reason`]),
    ...(ofGmail === 0 ? [] : [count(ofGmail, "other Gmail refusal")]),
  ];
}

function attemptsOf(rows: readonly { attempts: number }[]): number {
  return rows.reduce((sum, { attempts }) => sum + attempts, 0);
}

function inputsRead(inputs: InputSummary[]): string {
  const bytes = inputs.reduce((sum, input) => sum + input.bytes, 0);
  return `${count(inputs.length, "input")} (${byteSize(bytes)})`;
}

function asked(report: Report): string {
  const { from, to } = report.period;
  if (from === null && to === null) return "";
  const start = from === null ? "" : ` from ${minuteOf(from)}`;
  const end = to === null ? "" : ` until ${minuteOf(to)}`;
  return `${start}${end} UTC`;
}

/** Without this, a wrong period looks like good news. */
function outside({ outsidePeriod }: Report): string {
  if (outsidePeriod === undefined) return "";
  const { forSenders = null } = outsidePeriod;
  const parts = [
    ...outsideWords(outsidePeriod, "refusal", "refusals"),
    ...(forSenders ? outsideWords(forSenders, "refusal for the sender", "refusals for the sender") : []),
  ];
  return parts.length === 0 ? "" : ` (${parts.join("; ")})`;
}

function outsideWords(sum: OutsideSum, one: string, several: string): string[] {
  const { attempts, withoutTime = 0, from, to } = sum;
  const outsideIt = attempts - withoutTime;
  const dates = from === null || to === null ? "" : `: ${dateRange(from, to)}`;
  const parts: string[] = [];
  if (outsideIt > 0)
    parts.push(`${count(outsideIt, `${one} lies`, `${several} lie`)} outside that period${dates}`);
  if (withoutTime > 0)
    parts.push(`${count(withoutTime, `${one} has`, `${several} have`)} no time that could be read`);
  return parts;
}
