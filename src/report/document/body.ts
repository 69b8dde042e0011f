// The middle of a report: the overview of the actions, the actions, and the addresses. A report for two hundred
// addresses is as long as its actions; each address by itself is shown where there are few, or where somebody asks.

import type { Report, SendingIpReport, Timeline } from "../../model/report.ts";
import { causeStands, isOthers, stateOf, worstFirst } from "../../model/standing.ts";
import { count, grouped, some } from "../../base/words/quantities.ts";
import { actionAnchor, actionBlock, actionOverview, type ShownAction } from "./actions.ts";
import { cause, knownCause, repair } from "./address-parts.ts";
import type { Medium } from "./media.ts";
import { othersNote } from "./others-servers.ts";
import { overviewOf, titleOf } from "./overview.ts";
import type { ActionBlock, AddressBlock, Section } from "./sections.ts";

/** What of a report is shown: chosen before anything is put into words. */
export interface Choice {
  actions: ShownAction[];
  /** Actions that there is no room for. */
  moreActions: number;
  /** Those with a block of their own, the worst first. */
  blocks: SendingIpReport[];
  /** Those of them without a block. */
  rest: SendingIpReport[];
  /** Those that there is no room for. */
  moreAddresses: number;
  /** The rows of the overview of addresses. */
  rows: SendingIpReport[];
  /** Those that belong to no action. */
  withoutAction: SendingIpReport[];
  details: boolean;
}

/** More addresses are shown one by one only if somebody asks. */
const FEW = 10;

export function chooseShown(report: Report, medium: Medium, details: boolean): Choice {
  const { sendingIps, actions = [] } = report;
  const byIp = new Map(sendingIps.map((sender) => [sender.ip, sender]));
  const all = actions.flatMap((action) => {
    const first = byIp.get(action.ips[0] ?? "");
    return first === undefined ? [] : [{ action, first }];
  });
  const shown = all.slice(0, medium.actions).map((one, index) => ({ ...one, number: index + 1 }));
  const inActions = new Set(all.flatMap(({ action }) => action.ips));
  const alone = new Set(shown.flatMap(({ action: { ips } }) => (ips.length === 1 ? ips : [])));
  const ranked = worstFirst(sendingIps);
  const isDetailed = details || sendingIps.length <= FEW;
  const withoutAction = ranked.filter(({ ip }) => !inActions.has(ip));
  // A report that was read back may have no actions.
  const isOpen = (sender: SendingIpReport) => !inActions.has(sender.ip) && causeStands(sender);
  const wanted = ranked.filter((sender) =>
    isDetailed ? !alone.has(sender.ip) && (!medium.isShort || !inActions.has(sender.ip)) : isOpen(sender),
  );
  const room = details ? Infinity : medium.addresses;
  const blocks = wanted.slice(0, room);
  const wantedIps = new Set(wanted.map(({ ip }) => ip));
  const listsAll = medium.listsAddresses || all.length === 0;
  const rows = listsAll ? ranked : isDetailed && blocks.length > 1 ? blocks : [];
  return {
    actions: shown,
    moreActions: all.length - shown.length,
    blocks,
    rest: isDetailed ? [] : withoutAction.filter(({ ip }) => !wantedIps.has(ip)),
    moreAddresses: wanted.length - blocks.length,
    rows: rows.slice(0, medium.addresses),
    withoutAction,
    details,
  };
}

export function bodyOf(report: Report, choice: Choice, timeline: Timeline | null, medium: Medium): Section[] {
  const own = choice.actions.filter(({ action }) => !action.others);
  const others = choice.actions.filter(({ action }) => action.others);
  const isAllOthers = own.length === 0;
  const places = ticketPlaces(choice.actions);
  const blockOf = (shown: ShownAction): ActionBlock =>
    actionBlock(
      shown,
      {
        timeline,
        ticketUnder: places.get(shown.number) ?? null,
        details: choice.details,
        isOnly: choice.actions.length === 1,
        isNewCause:
          choice.actions.findIndex(({ action }) => action.cause.id === shown.action.cause.id) ===
          shown.number - 1,
      },
      medium,
    );
  const foreign = report.sendingIps.filter(isOthers);
  const addresses = addressSections(report, choice, timeline, medium);
  return [
    actionOverview(report, isAllOthers ? others : own, choice.withoutAction, timeline, medium),
    ...(choice.actions.length === 0 ? addresses : []),
    ...own.map(blockOf),
    remark(choice.moreActions, "more action is", "more actions are"),
    ...(others.length === 0 ? [] : [othersNote(foreign)]),
    ...others.map(blockOf),
    ...(choice.actions.length === 0 ? [] : addresses),
  ].filter((section) => section !== null);
}

/** The first action whose ticket is about another action, too, by the number of that one. */
function ticketPlaces(actions: readonly ShownAction[]): Map<number, number> {
  const first = new Map<string, number>();
  const places = new Map<number, number>();
  for (const { number, action } of actions) {
    if (action.ticket === null) continue;
    const place = first.get(action.ticket);
    if (place === undefined) first.set(action.ticket, number);
    else places.set(number, place);
  }
  return places;
}

// ---------------------------------------------------------------- addresses

function addressSections(
  report: Report,
  choice: Choice,
  timeline: Timeline | null,
  medium: Medium,
): (Section | null)[] {
  const { blocks, rows } = choice;
  const anchors = new Map([
    ...choice.actions.flatMap((shown) =>
      shown.action.ips.map((ip): [string, string] => [ip, actionAnchor(shown)]),
    ),
    ...blocks.map(({ ip }, index): [string, string] => [ip, addressAnchor(index)]),
  ]);
  const acted = new Set(choice.actions.flatMap(({ action }) => action.ips));
  const isForeign = (sender: SendingIpReport) => isOthers(sender) && !acted.has(sender.ip);
  const own = blocks.filter((sender) => !isForeign(sender));
  const foreign = blocks.filter(isForeign);
  const blockOf = (sender: SendingIpReport) => {
    const anchor = anchors.get(sender.ip) ?? "";
    return addressBlock(sender, anchor, { timeline, acted: acted.has(sender.ip) }, medium);
  };
  const listed = rows.every(isForeign) ? rows : rows.filter((sender) => !isForeign(sender));
  return [
    rows.length === 0
      ? null
      : overviewOf(report, listed, (ip) => anchors.get(ip) ?? null, timeline, medium.overview),
    choice.details && rows.length > 0 ? notAllRows(rows.length, blocks.length) : null,
    ...own.map(blockOf),
    ...(foreign.length === 0 ? [] : [othersNote(foreign)]),
    ...foreign.map(blockOf),
    remark(choice.moreAddresses, "more address is", "more addresses are"),
    ...restRemarks(choice.rest),
  ].filter((section) => section?.kind !== "address" || section.parts.some((part) => part !== null));
}

function addressAnchor(index: number): string {
  return `address-${index + 1}`;
}

function remark(amount: number, one: string, several: string): Section | null {
  if (amount === 0) return null;
  return {
    kind: "remark",
    text: `${count(amount, one, several)} left out here: --format json has them all.`,
  };
}

/** A table of thousands of rows is read by nobody, and slow to draw. */
function notAllRows(rows: number, blocks: number): Section | null {
  if (rows >= blocks) return null;
  return {
    kind: "remark",
    text: `These are the worst ${grouped(rows)} of ${grouped(blocks)}; each is told below.`,
  };
}

/** More addresses than these tell a reader no more. */
const MAX_NAMED = 8;

/** What is in order, and what nobody knows, are two. */
function restRemarks(rest: readonly SendingIpReport[]): (Section | null)[] {
  const known = rest.filter(({ cause: found }) => found !== null);
  const unknown = rest.filter(({ cause: found }) => found === null);
  return [
    restRemark(known, "address needs no action", "addresses need no action"),
    restRemark(unknown, "address has a cause that is not known", "addresses have causes that are not known"),
  ];
}

function restRemark(rest: readonly SendingIpReport[], one: string, several: string): Section | null {
  if (rest.length === 0) return null;
  const ips = rest.map(({ ip }) => ip);
  return {
    kind: "remark",
    text: `${count(rest.length, one, several)}: ${some(ips, MAX_NAMED)}. --details shows each.`,
  };
}

function addressBlock(
  sender: SendingIpReport,
  anchor: string,
  { timeline, acted }: { timeline: Timeline | null; acted: boolean },
  medium: Medium,
): AddressBlock {
  const why = medium.isShort ? knownCause : cause;
  const proof = medium.proof.map((part) => part(sender, timeline));
  return {
    kind: "address",
    anchor,
    ip: sender.ip,
    title: titleOf(sender),
    state: stateOf(sender),
    parts: [
      why(sender, timeline),
      ...(acted
        ? proof.filter((part) => part?.kind !== "more")
        : [repair(sender, medium.isShort ?? false), ...proof]),
    ],
  };
}

/** The same choice of the same report, copied address by address and action by action. */
export function sameChoice(choice: Choice, from: Report, to: Report): Choice {
  const senders = new Map(from.sendingIps.map((sender, index) => [sender, to.sendingIps[index] ?? sender]));
  const actions = new Map(from.actions?.map((action, index) => [action, to.actions?.[index] ?? action]));
  const sameSender = (sender: SendingIpReport) => senders.get(sender) ?? sender;
  return {
    ...choice,
    actions: choice.actions.map(({ number, action, first }) => ({
      number,
      action: actions.get(action) ?? action,
      first: sameSender(first),
    })),
    blocks: choice.blocks.map(sameSender),
    rest: choice.rest.map(sameSender),
    rows: choice.rows.map(sameSender),
    withoutAction: choice.withoutAction.map(sameSender),
  };
}
