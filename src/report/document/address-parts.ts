// The parts of the block of one address: each a function of the report of that address, null where there is
// nothing to say. Which of them a medium has, and in which order, is in `media.ts`.

import type { SendingIpReport, Timeline } from "../../model/report.ts";
import { causeStands } from "../../model/standing.ts";
import { firstOf, sentence } from "../../base/words/quantities.ts";
import {
  mailCounts,
  mailHostText,
  NOT_CHECKED,
  refusalText,
  remedyPlace,
  senderText,
  SHORT_TICKET,
  TICKET,
  visibleText,
  zoneText,
} from "./address.ts";
import { repairOf, ticketWay } from "./repair.ts";
import type { AddressPart, Repair } from "./sections.ts";
import { columnsOf } from "./sparkline.ts";

export type PartOf = (sender: SendingIpReport, timeline: Timeline | null) => AddressPart | null;

export const cause: PartOf = (sender, timeline) =>
  knownCause(sender, timeline) ?? {
    kind: "cause",
    label: "Cause",
    text: NOT_CHECKED,
    sentence: `The cause is ${NOT_CHECKED}.`,
  };

export const knownCause: PartOf = ({ cause: known }) => {
  if (known === null) return null;
  const label = known.class === "pass" ? "Result" : "Cause";
  return { kind: "cause", label, text: known.summary, sentence: sentence(known.summary) };
};

/** Many bars are added up until no more than `maximum` are left. */
export function timelineOf(maximum: number): PartOf {
  return ({ ip }, timeline) => {
    const columns = columnsOf(timeline, [ip], maximum);
    return columns === null ? null : { kind: "timeline", columns };
  };
}

// ---------------------------------------------------------------- facts

type FactOf = (sender: SendingIpReport) => { label: string; text: string } | null;

function fact(label: string, textOf: (sender: SendingIpReport) => string | null): FactOf {
  return (sender) => {
    const text = textOf(sender);
    return text === null ? null : { label, text };
  };
}

const isCounted = ({ attempts, affected }: SendingIpReport) => attempts > 0 || affected > 0;

export const refusals = fact("Refusals", (sender) => (isCounted(sender) ? refusalText(sender) : null));
export const mail = fact("Mail", (sender) => (isCounted(sender) ? mailCounts(sender) : null));
export const from = fact("From", senderText);

export const ptrNames = fact("PTR record", ({ ptr }) => {
  const names = ptr.map(({ name }) => name);
  return names.length === 0 ? null : firstOf(names, 4).join(", ");
});

export const mailHost = fact("Mail host", (sender) => (causeStands(sender) ? mailHostText(sender) : null));

export function zone(label: string): FactOf {
  return fact(label, (sender) => (causeStands(sender) ? zoneText(sender) : null));
}

export function facts(...list: FactOf[]): PartOf {
  return (sender) => {
    const known = list.map((factOf) => factOf(sender)).filter((found) => found !== null);
    return known.length === 0 ? null : { kind: "facts", facts: known };
  };
}

// ---------------------------------------------------------------- what proves it

/** With more evidence than `maximum` nobody reads the first of it; the JSON report has it all. */
export function evidence(maximum: number): PartOf {
  return (sender) =>
    sender.evidence.length === 0 ? null : { kind: "evidence", texts: firstOf(sender.evidence, maximum) };
}

export const remarks: PartOf = ({ findings }) =>
  findings.length === 0 ? null : { kind: "remarks", texts: findings.map(({ summary }) => summary) };

/** Those who have to convince a hoster need more words than a report has room for. */
export const more: PartOf = (sender) =>
  sender.cause !== null && causeStands(sender)
    ? { kind: "more", command: `whybounce explain ${sender.cause.id}` }
    : null;

// ---------------------------------------------------------------- the way out

/** Of an address that belongs to no action. */
export function repair(sender: SendingIpReport, isShort: boolean): Repair | null {
  const { ticket, fix } = sender;
  const way = fix[remedyPlace(sender) - 1]?.way;
  const introduction = isShort ? SHORT_TICKET : `${ticketWay(way)}${TICKET}`;
  const letter = ticket === null ? [] : [{ kind: "ticket" as const, introduction, texts: [ticket] }];
  return repairOf(sender, { ticket: letter, outlook: visibleText(sender), isShort });
}
