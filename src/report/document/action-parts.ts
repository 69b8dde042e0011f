// What is said of one action: what is wrong, what to do, then the proof. An action for a single address has that
// address's own words; one for many has its own, and the address that lost most mail as an example.

import type { Action, ActionStep } from "../../model/action.ts";
import type { SendingIpReport, Timeline } from "../../model/report.ts";
import { sortKey } from "../../base/standards/ip.ts";
import { count, dateRange, some } from "../../base/words/quantities.ts";
import {
  deliveryEnds,
  LIKEWISE,
  outlookText,
  remedyPlace as placeInFix,
  SHORT_TICKET,
  TICKET,
  ticketElsewhere,
  ticketReference,
} from "./address.ts";
import { commandsOf, greetingOf, numbered, repairOf, repairStepOf, ticketWay } from "./repair.ts";
import type { ShownAction } from "./actions.ts";
import type { Medium } from "./media.ts";
import type { AddressPart, Copyable, Repair } from "./sections.ts";

export interface ActionContext {
  timeline: Timeline | null;
  /** The number of the action whose ticket is about this one, too. */
  ticketUnder: number | null;
  details: boolean;
  /** Whether no earlier action has the same cause. */
  isNewCause: boolean;
}

export function actionParts(
  shown: ShownAction,
  context: ActionContext,
  medium: Medium,
): (AddressPart | null)[] {
  const { action, first } = shown;
  const problem = {
    kind: "cause" as const,
    label: "Cause" as const,
    text: action.problem,
    sentence: action.problem,
  };
  if (action.ips.length === 1) {
    const proof = medium.proof.map((part) => part(first, context.timeline));
    return [problem, repairOfOne(shown, context, medium), ...proof];
  }
  return [problem, repairOfMany(shown, context, medium), ...manyProof(shown, context, medium)];
}

// ---------------------------------------------------------------- what to do

function repairOfOne(
  { number, action, first }: ShownAction,
  context: ActionContext,
  medium: Medium,
): Repair | null {
  const way = first.fix[placeInFix(first) - 1]?.way;
  const ticket = ticketPart(action, way, context, medium);
  return repairOf(first, {
    ticket,
    outlook: outlookText(outlookOf(action, first), action.check, number === 1),
    isShort: medium.isShort ?? false,
  });
}

function outlookOf(action: ShownAction["action"], { presentation }: ShownAction["first"]) {
  return { ...action, presentation: presentation ?? null };
}

function repairOfMany(
  { number, action, first }: ShownAction,
  context: ActionContext,
  medium: Medium,
): Repair {
  const isShort = medium.isShort ?? false;
  const maximum = context.details ? Infinity : medium.records;
  const place = remedyPlace(action.steps);
  const remedies = [
    ...(isShort ? [] : exampleCommands(action, first, maximum)),
    ...ticketPart(action, action.steps[place]?.way, context, medium),
  ];
  const steps = action.steps.map((step, index) =>
    repairStepOf(step, index === place ? remedies : [], maximum),
  );
  const { stopgap, relief = null } = first;
  const [atOnce, meanwhile] = relief === null ? [null, stopgap] : [stopgap, null];
  return {
    kind: "repair",
    atOnce: isShort ? null : atOnce,
    steps: numbered(steps),
    after: [
      ...(steps.length === 0 ? remedies : []),
      ...(isShort ? [] : greetingOf(first)),
      ...checkPart(action, context, medium),
    ],
    meanwhile: isShort ? null : meanwhile,
    outlook: outlookText(outlookOf(action, first), null, number === 1),
  };
}

/** Commands and letter follow the last step that somebody else does, or that sets a PTR record. */
function remedyPlace(steps: readonly ActionStep[]): number {
  const isOthers = ({ who }: ActionStep) => who === "hoster" || who === "zone holder";
  const first = steps.find(isOthers) ?? steps.findLast(({ main }) => main);
  const isOfWay = ({ way }: ActionStep) => way === first?.way;
  return Math.max(
    steps.findLastIndex((step) => isOthers(step) && isOfWay(step)),
    steps.findLastIndex((step) => step.main && isOfWay(step)),
    0,
  );
}

/** Who keeps the zone takes the records as they are; of several commands one shows how they all go. */
function exampleCommands({ who }: Action, first: SendingIpReport, maximum: number): Copyable[] {
  const isAll = maximum === Infinity;
  if (who === "you" && !isAll) return [];
  return commandsOf(first).map(({ kind, introduction, texts }) => ({
    kind,
    introduction: `for ${first.ip}, ${LIKEWISE}${isAll ? `; ${introduction}` : " (words in CAPITALS are yours to replace):"}`,
    texts: isAll ? texts : texts.slice(0, 1),
  }));
}

/** A terminal has no room for a longer letter. */
function ticketPart(
  { ticket, ips }: Action,
  way: string | undefined,
  { ticketUnder, details }: ActionContext,
  { ticketLines, isShort }: Medium,
): Copyable[] {
  if (ticket === null) return [];
  if (ticketUnder !== null)
    return [{ kind: "ticket", introduction: ticketReference(ticketUnder, ips.length), texts: [] }];
  const isShown = details || ticket.split("\n").length <= ticketLines;
  if (!isShown) return [{ kind: "ticket", introduction: ticketElsewhere(ips.length), texts: [] }];
  return [
    { kind: "ticket", introduction: isShort ? SHORT_TICKET : `${ticketWay(way)}${TICKET}`, texts: [ticket] },
  ];
}

/** A line of a terminal has room for three. */
const MAX_CHECKED = 3;

function checkPart({ check, ips, stands }: Action, { details }: ActionContext, medium: Medium): Copyable[] {
  if (check === null) return [];
  const introduction = "this tells when it is done:";
  const command = `whybounce check ${stands ? "--wait " : ""}`;
  const isShown = ips.length <= MAX_CHECKED || check.length <= command.length + SHORT_LIST;
  if (details || medium.records === Infinity || isShown)
    return [{ kind: "check", introduction, texts: [check] }];
  const few = ips.slice(0, MAX_CHECKED).join(" ");
  const note = `and ${count(ips.length - MAX_CHECKED, "more address", "more addresses")}: --details has the whole command`;
  return [{ kind: "check", introduction, texts: [`${command}${few}`], note }];
}

/** Columns for the addresses of a command that is read at a glance. */
const SHORT_LIST = 60;

// ---------------------------------------------------------------- proof

function manyProof(
  { action, first }: ShownAction,
  { isNewCause, details }: ActionContext,
  medium: Medium,
): (AddressPart | null)[] {
  if (medium.isShort) return [];
  const { evidence, findings, ip, cause } = first;
  const maximum = details || medium.records === Infinity ? MAX_EVIDENCE : 1;
  const shown = evidence.slice(0, maximum);
  return [
    { kind: "facts", facts: factsOf(action, medium) },
    shown.length === 0
      ? null
      : { kind: "evidence", texts: [`${EXAMPLE} ${ip}: ${shown[0]}`, ...shown.slice(1)] },
    findings.length === 0
      ? null
      : { kind: "remarks", texts: findings.map(({ summary }) => `${EXAMPLE} ${ip}: ${summary}`) },
    cause === null || !action.stands || !isNewCause
      ? null
      : { kind: "more", command: `whybounce explain ${cause.id}` },
  ];
}

const EXAMPLE = "for example,";
const MAX_EVIDENCE = 6;

/** As somebody looks for one. The action has the most harm first. */
function sortedIps(ips: readonly string[]): string[] {
  const keys = new Map(ips.map((ip) => [ip, sortKey(ip)]));
  return ips.toSorted((one, other) => ((keys.get(one) ?? "") < (keys.get(other) ?? "") ? -1 : 1));
}

function factsOf(action: Action, { shownIps }: Medium) {
  const { attempts, firstSeen, lastSeen, affected, ips } = action;
  const when = firstSeen === null || lastSeen === null ? "" : `, ${dateRange(firstSeen, lastSeen)}`;
  const mail = `${count(attempts, "refusal")}, ${count(affected, "delivery", "deliveries")}${deliveryEnds(action)}${when}`;
  return [
    ...(attempts > 0 || affected > 0 ? [{ label: "Mail", text: mail }] : []),
    { label: "Addresses", text: some(sortedIps(ips), shownIps) },
  ];
}
