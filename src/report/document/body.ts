// The middle of a report: the overview of the actions, the actions, and the addresses. A report for two hundred
// addresses is as long as its actions; each address by itself is shown where there are few, or where somebody asks.

import type { Report, SendingIpReport, Timeline } from "../../model/report.ts";
import { isOthers, stateOf } from "../../model/standing.ts";
import { count, grouped, some } from "../../base/words/quantities.ts";
import { actionAnchor, actionBlock, actionOverview, type ShownAction, type ShownRefusal } from "./actions.ts";
import { cause, knownCause, repair } from "./address-parts.ts";
import { isOfAddresses, type Choice, type ChosenBlock } from "./choice.ts";
import type { Medium } from "./media.ts";
import { othersNote } from "./others-servers.ts";
import { overviewOf, titleOf } from "./overview.ts";
import type { RefusalChoice } from "./refusal-parts.ts";
import { refusalBlock, refusalSections } from "./refusals.ts";
import { MAX_NAMED, sameFor } from "./same-for.ts";
import type { ActionBlock, AddressBlock, Section } from "./sections.ts";

export function bodyOf(report: Report, choice: Choice, timeline: Timeline | null, medium: Medium): Section[] {
  const own = choice.actions.filter(({ action }) => !action.others);
  const others = choice.actions.filter(({ action }) => action.others);
  const isAllOthers = own.length === 0;
  const places = ticketPlaces(choice.actions);
  const isOnly = choice.actions.length === 1;
  const refusals = refusalChoice(choice, medium);
  const blockOf = (shown: ShownAction | ShownRefusal): ActionBlock => {
    if (!isOfAddresses(shown)) {
      const place = { anchor: actionAnchor(shown), number: isOnly ? null : shown.number };
      return refusalBlock(shown, place, refusals);
    }
    return actionBlock(
      shown,
      {
        timeline,
        ticketUnder: places.get(shown.number) ?? null,
        details: choice.details,
        isOnly,
        isNewCause:
          choice.actions.findIndex(({ action }) => action.cause.id === shown.action.cause.id) ===
          shown.number - 1,
      },
      medium,
    );
  };
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
    ...refusalSections(report, refusals),
  ].filter((section) => section !== null);
}

/** With details, every group has all that is known of it. */
function refusalChoice({ details }: Choice, { refusals }: Medium): RefusalChoice {
  return details ? { ...refusals, groups: Infinity, evidence: Infinity } : refusals;
}

/** The first action whose ticket is about another action, too, by the number of that one. */
function ticketPlaces(actions: readonly Pick<ShownAction, "number" | "action">[]): Map<number, number> {
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
  // Of ten thousand addresses that four actions help, none is shown by itself.
  if (blocks.length === 0 && rows.length === 0) return restRemarks(choice.rest);
  const anchors = new Map([
    ...choice.actions
      .filter(isOfAddresses)
      .flatMap((shown) => shown.action.ips.map((ip): [string, string] => [ip, actionAnchor(shown)])),
    ...blocks.flatMap(({ sender, alike }, index) =>
      [sender, ...alike].map(({ ip }): [string, string] => [ip, addressAnchor(index)]),
    ),
  ]);
  const acted = new Set(choice.actions.filter(isOfAddresses).flatMap(({ action }) => action.ips));
  const isForeign = (sender: SendingIpReport) => isOthers(sender) && !acted.has(sender.ip);
  const own = blocks.filter(({ sender }) => !isForeign(sender));
  const foreign = blocks.filter(({ sender }) => isForeign(sender));
  const blockOf = (block: ChosenBlock) => {
    const anchor = anchors.get(block.sender.ip) ?? "";
    return addressBlock(block, anchor, { timeline, acted: acted.has(block.sender.ip) }, medium);
  };
  const listed = rows.every(isForeign) ? rows : rows.filter((sender) => !isForeign(sender));
  return [
    rows.length === 0
      ? null
      : overviewOf(report, listed, (ip) => anchors.get(ip) ?? null, timeline, medium.overview),
    choice.details && rows.length > 0 ? notAllRows(rows.length, blocks.length) : null,
    ...own.map(blockOf),
    ...(foreign.length === 0 ? [] : [othersNote(foreign.map(({ sender }) => sender))]),
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
    text: `These are the worst ${grouped(rows)} of ${grouped(blocks)}; each is described below.`,
  };
}

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
  { sender, alike }: ChosenBlock,
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
      ...(alike.length === 0 ? [] : [sameFor(alike, medium)]),
      ...(acted
        ? proof.filter((part) => part?.kind !== "more")
        : [repair(sender, medium.isShort ?? false), ...proof]),
    ],
  };
}
