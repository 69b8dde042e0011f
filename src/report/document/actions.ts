// The actions of a report: an overview with one row for each, and a block for each, in the order of the mail lost.

import type { Action } from "../../model/action.ts";
import type { Responsible } from "../../model/cause.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import type { Report, SendingIpReport, Timeline } from "../../model/report.ts";
import { count, sentence } from "../../base/words/quantities.ts";
import { stateOf } from "../../model/standing.ts";
import { refusedWords } from "./address.ts";
import { actionParts, type ActionContext } from "./action-parts.ts";
import type { Medium } from "./media.ts";
import {
  cellsOf,
  columnOf,
  titleOf,
  withContent,
  type ColumnId,
  type Overview,
  type OverviewRow,
  type Subject,
} from "./overview.ts";
import type { ActionBlock, State } from "./sections.ts";
import { columnsOf } from "./sparkline.ts";

/** An action with its place in the report, from 1, and the address that lost most mail. */
export interface ShownAction {
  number: number;
  action: Action;
  first: SendingIpReport;
}

/** One that is about refusals for the sender's records, and the refusals that it ends. */
export interface ShownRefusal {
  number: number;
  action: Action;
  refusals: [RefusalReport, ...RefusalReport[]];
}

export function actionAnchor({ number }: Pick<ShownAction, "number">): string {
  return `action-${number}`;
}

function stateOfAction({ stands, cause }: Action): State {
  return !stands || cause.class === "not_checkable" ? "warn" : "fail";
}

// ---------------------------------------------------------------- the overview

/** A single row says no more than the block below it: then there is none. */
export function actionOverview(
  report: Report,
  actions: readonly (ShownAction | ShownRefusal)[],
  rest: readonly SendingIpReport[],
  timeline: Timeline | null,
  medium: Medium,
): Overview | null {
  const counted = report.inputs.length > 0;
  const { actions: all, bars } = medium.overview;
  const ids = withContent(counted ? all : all.filter((id) => !counts.has(id)), report, timeline);
  const barsOf = (ips: readonly string[]) => (bars === undefined ? null : columnsOf(timeline, ips, bars));
  const rows: OverviewRow[] = [
    ...actions.map((shown) => ({
      anchor: actionAnchor(shown),
      name: String(shown.number),
      state: stateOfAction(shown.action),
      cells: cellsOf(ids, subjectOf(shown), report),
      bars: shown.action.about === "sender" ? null : barsOf(shown.action.ips),
      names: [],
    })),
    ...restGroups(rest).map(({ state, subject }) => ({
      anchor: null,
      name: "-",
      state,
      cells: cellsOf(ids, subject, report),
      bars: barsOf(subject.ips),
      names: [],
    })),
  ];
  if (actions.length === 0 || rows.length < 2) return null;
  const order = orderWords(actions);
  return { kind: "overview", of: "actions", order, counted, head: "no.", columns: ids.map(columnOf), rows };
}

/** As the diagnosis puts them in order. */
function orderWords(actions: readonly Pick<ShownAction, "action">[]): string {
  const hasPassing = actions.some(({ action }) => action.cause.class === "warn");
  return `most mail lost first${hasPassing ? ", what passes today last" : ""}`;
}

/** A check has none of these. */
const counts = new Set<ColumnId>([
  "refusals",
  "change",
  "bars",
  "lost",
  "retrying",
  "delivered",
  "minute",
  "day",
]);

function subjectOf({ action }: Pick<ShownAction, "action">): Subject {
  const { cause, about, zone, ips } = action;
  const subject = { ...action, title: sentence(cause.title), who: whoWords(action), place: zone };
  if (about !== "sender") return subject;
  return { ...subject, name: zone ?? ips[0] ?? null, sender: { cause: cause.id, domain: zone } };
}

const shortWho = {
  you: "you",
  hoster: "provider",
  "zone holder": "zone's holder",
  registry: "registry",
  "dns provider": "DNS provider",
  nobody: "nobody",
} satisfies Record<Responsible, string>;

/** In a column; the block has the whole words, and the zone's contact. */
function whoWords({ who, keeper }: Action): string {
  return keeper === null || keeper.includes("@") ? shortWho[who] : keeper;
}

interface RestGroup {
  state: State;
  subject: Subject;
}

/** Addresses for which there is nothing to do, by what is said of them. */
function restGroups(rest: readonly SendingIpReport[]): RestGroup[] {
  const groups = new Map<string, SendingIpReport[]>();
  for (const sender of rest) {
    const title = titleOf(sender);
    const known = groups.get(title);
    if (known) known.push(sender);
    else groups.set(title, [sender]);
  }
  return [...groups].map(([title, senders]) => ({
    state: senders[0] === undefined ? "unknown" : stateOf(senders[0]),
    subject: sumOf(title, senders),
  }));
}

function sumOf(title: string, senders: readonly SendingIpReport[]): Subject {
  const sum = (of: (sender: SendingIpReport) => number) =>
    senders.reduce((total, sender) => total + of(sender), 0);
  return {
    title,
    ips: senders.map(({ ip }) => ip),
    attempts: sum(({ attempts }) => attempts),
    affected: sum(({ affected }) => affected),
    lost: sum(({ lost }) => lost),
    retrying: sum(({ retrying }) => retrying),
    delivered: sum(({ delivered }) => delivered),
    lastSeen:
      senders
        .flatMap(({ lastSeen }) => lastSeen ?? [])
        .toSorted()
        .at(-1) ?? null,
    who: null,
    place: null,
  };
}

// ---------------------------------------------------------------- the blocks

export function actionBlock(
  shown: ShownAction,
  context: ActionContext & { isOnly: boolean },
  medium: Medium,
): ActionBlock {
  const { number, action } = shown;
  return {
    kind: "action",
    anchor: actionAnchor(shown),
    number: context.isOnly ? null : number,
    title: action.cause.title,
    subject: subjectWords(action),
    state: stateOfAction(action),
    parts: actionParts(shown, context, medium),
  };
}

/** `203.0.113.5`, or `50 addresses in 113.0.203.in-addr.arpa`. */
export function subjectWords({ about, ips, zone, keeper }: Action): string {
  if (about === "sender") return refusedWords(zone, ips);
  const [ip = "", ...others] = ips;
  if (others.length === 0) return ip;
  const place = zone === null ? (keeper === null ? "" : ` at ${keeper}`) : ` in ${zone}`;
  return `${count(ips.length, "address", "addresses")}${place}`;
}
