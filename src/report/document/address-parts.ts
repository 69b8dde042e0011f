// The parts of the block of one address: each a function of the report of that address, null where there is
// nothing to say. Which of them a medium has, and in which order, is in `media.ts`.

import type { FixStep } from "../../model/cause.ts";
import type { SendingIpReport, Timeline } from "../../model/report.ts";
import { causeStands } from "../../model/standing.ts";
import { firstOf, sentence } from "../../base/words/quantities.ts";
import {
  commandsIntroduction,
  GREETING,
  mailCounts,
  mailHostText,
  NOT_CHECKED,
  refusalText,
  remedyPlace,
  responsibleText,
  senderText,
  TICKET,
  ticketReference,
  visibleText,
  zoneText,
} from "./address.ts";
import type { AddressPart, Copyable, Repair, RepairStep } from "./sections.ts";
import { columnsOf } from "./sparkline.ts";

/** `ticketUnder`: the earlier address of the report whose ticket is about this one, too. */
export type PartOf = (
  sender: SendingIpReport,
  timeline: Timeline | null,
  ticketUnder?: string | null,
) => AddressPart | null;

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
    const columns = columnsOf(timeline, ip, maximum);
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

/** What sets the PTR record follows the step that asks for it. */
export function repair(
  sender: SendingIpReport,
  _timeline: Timeline | null = null,
  ticketUnder: string | null = null,
): Repair | null {
  const { fix, stopgap, relief = null } = sender;
  const remedies = remediesOf(sender, ticketUnder);
  const place = remedyPlace(sender) - 1;
  const steps = numbered(fix.map((step, index) => repairStep(step, index === place ? remedies : [])));
  const after = [...(fix.length === 0 ? remedies : []), ...greetingOf(sender)];
  const [atOnce, meanwhile] = relief === null ? [null, stopgap] : [stopgap, null];
  return unlessEmpty({ kind: "repair", atOnce, steps, after, meanwhile, outlook: visibleText(sender) });
}

/** Without what is too long for a mail program: the commands. */
export function shortRepair(
  sender: SendingIpReport,
  _timeline: Timeline | null = null,
  ticketUnder: string | null = null,
): Repair | null {
  const { ticket } = sender;
  const steps = numbered(sender.fix.map((step) => repairStep(step, [])));
  const after = ticket === null ? [] : [ticketOf(ticket, "for a ticket:", ticketUnder)];
  return unlessEmpty({
    kind: "repair",
    atOnce: null,
    steps,
    after,
    meanwhile: null,
    outlook: visibleText(sender),
  });
}

function unlessEmpty(whole: Repair): Repair | null {
  const { steps, after, ...texts } = whole;
  const { atOnce, meanwhile, outlook } = texts;
  const isSilent = [atOnce, meanwhile, outlook].every((text) => text === null);
  return steps.length === 0 && after.length === 0 && isSilent ? null : whole;
}

function repairStep(step: FixStep, remedies: Copyable[]): RepairStep {
  const { action, where, record, way } = step;
  const number = way === undefined ? 1 : null;
  return { action: sentence(action), who: responsibleText(step), where, record, remedies, number };
}

/** In the order in which they are gone; what is lettered does not count. */
function numbered(steps: RepairStep[]): RepairStep[] {
  let count = 0;
  return steps.map((step) => (step.number === null ? step : { ...step, number: ++count }));
}

function remediesOf(sender: SendingIpReport, ticketUnder: string | null): Copyable[] {
  const { commands, ticket } = sender;
  return [
    ...(commands.length === 0
      ? []
      : [{ kind: "command" as const, introduction: commandsIntroduction(sender), texts: commands }]),
    ...(ticket === null ? [] : [ticketOf(ticket, `${ticketWay(sender)}${TICKET}`, ticketUnder)]),
  ];
}

/** Of two ways out, mostly one needs another's help. */
function ticketWay({ fix, presentation }: SendingIpReport): string {
  const way = presentation && fix[presentation.remedyPlace - 1]?.way;
  return way === undefined ? "" : `for ${way}), `;
}

function ticketOf(ticket: string, introduction: string, ticketUnder: string | null): Copyable {
  if (ticketUnder !== null) return { kind: "ticket", introduction: ticketReference(ticketUnder), texts: [] };
  return { kind: "ticket", introduction, texts: [ticket] };
}

function greetingOf({ heloCommands: texts }: SendingIpReport): Copyable[] {
  return texts.length === 0 ? [] : [{ kind: "greeting", introduction: GREETING, texts }];
}
