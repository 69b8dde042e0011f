// From one diagnosis for each address to what is to be done: addresses with one cause, repaired at one place by one person,
// are one action. Ten thousand addresses are gone through once.

import { causeStands, isOthers } from "../model/standing.ts";
import type { Action } from "../model/action.ts";
import type { CauseSummary, Responsible, Step } from "../model/cause.ts";
import type { SendingIpReport } from "../model/report.ts";
import type { TicketRequest } from "../model/ticket.ts";
import { sortKey } from "../base/standards/ip.ts";
import { compare, compareActions } from "./action-order.ts";
import { keeperName, mainSteps, placeOf, stepsOf, zoneOf } from "./action-place.ts";
import { actionSteps } from "./action-steps.ts";
import { letterOf } from "./tickets.ts";
import { checkCommand } from "./words/check-command.ts";
import { problemWords } from "./words/action.ts";
import { ticketWords } from "./words/ticket.ts";

/** An address whose cause asks for something to be done. */
export interface Concerned {
  sender: SendingIpReport;
  cause: CauseSummary;
  steps: Step[];
}

interface Group {
  key: string;
  others: boolean;
  who: Responsible;
  place: string;
  members: Concerned[];
}

export function actionsOf(senders: readonly SendingIpReport[]): Action[] {
  const groups = groupsOf(senders);
  const ids = idsOf(groups);
  const actions = groups.map((group) => ({ action: actionOf(group, ids.get(group)!), group }));
  const sorted = actions.toSorted((one, other) => compareActions(one.action, other.action));
  shareTickets(sorted);
  return sorted.map(({ action }) => action);
}

function groupsOf(senders: readonly SendingIpReport[]): Group[] {
  const groups = new Map<string, Group>();
  for (const sender of senders) {
    const { cause } = sender;
    if (cause === null || cause.class === "pass") continue;
    const steps = stepsOf(sender);
    const mains = mainSteps(steps);
    const places = mains.map((step) => placeOf(sender, step));
    const others = isOthers(sender);
    const how = mains.map(({ way = "", kind, who }, index) => [way, kind, who, places[index]]);
    const place = places[0] ?? placeOf(sender, null);
    const key = JSON.stringify([cause.id, cause.class, others, place, how]);
    const member = { sender, cause, steps };
    const known = groups.get(key);
    if (known) known.members.push(member);
    else groups.set(key, { key, others, who: mains[0]?.who ?? "you", place, members: [member] });
  }
  for (const { members } of groups.values()) sortByHarm(members);
  return [...groups.values()];
}

function sortByHarm(members: Concerned[]): void {
  const keys = new Map(members.map(({ sender }) => [sender, sortKey(sender.ip)]));
  members.sort(
    ({ sender: one }, { sender: other }) =>
      other.lost - one.lost ||
      other.affected - one.affected ||
      compare(keys.get(one) ?? "", keys.get(other) ?? ""),
  );
}

/** Two actions with the same cause and place differ in how it is done: the further ones have a number. */
function idsOf(groups: readonly Group[]): Map<Group, string> {
  const used = new Map<string, number>();
  const ids = new Map<Group, string>();
  for (const group of groups.toSorted((one, other) => compare(one.key, other.key))) {
    const id = `${group.members[0]?.cause.id}/${group.place}`;
    const number = (used.get(id) ?? 0) + 1;
    used.set(id, number);
    ids.set(group, number === 1 ? id : `${id}/${number}`);
  }
  return ids;
}

function actionOf({ others, who, members }: Group, id: string): Action {
  const [{ sender: first, cause, steps }] = members as [Concerned, ...Concerned[]];
  const senders = members.map(({ sender }) => sender);
  const sum = (of: (sender: SendingIpReport) => number) =>
    senders.reduce((total, sender) => total + of(sender), 0);
  const stands = causeStands(first);
  const ips = senders.map(({ ip }) => ip);
  return {
    id,
    about: "reverse DNS",
    cause: { id: cause.id, class: cause.class, title: cause.title },
    stands,
    problem: problemWords(first, cause, ips.length),
    who,
    keeper: keeperName(first, who),
    zone: zoneOf(senders, mainSteps(steps)[0] ?? null),
    others,
    ips,
    attempts: sum(({ attempts }) => attempts),
    affected: sum(({ affected }) => affected),
    lost: sum(({ lost }) => lost),
    retrying: sum(({ retrying }) => retrying),
    delivered: sum(({ delivered }) => delivered),
    firstSeen: earliest(senders.map(({ firstSeen }) => firstSeen)),
    lastSeen: latest(senders.map(({ lastSeen }) => lastSeen)),
    steps: actionSteps(members),
    ticket: first.ticket,
    check: checkCommand(ips, stands),
    visibleAfterSeconds: longest(senders.map(({ visibleAfterSeconds }) => visibleAfterSeconds)),
  };
}

function present<T>(values: (T | null)[]): T[] {
  return values.filter((value) => value !== null);
}

function earliest(times: (string | null)[]): string | null {
  return present(times).reduce<string | null>((found, time) => (!found || time < found ? time : found), null);
}

function latest(times: (string | null)[]): string | null {
  return present(times).reduce<string | null>((found, time) => (!found || time > found ? time : found), null);
}

function longest(seconds: (number | null)[]): number | null {
  return present(seconds).reduce<number | null>((found, time) => Math.max(found ?? 0, time), null);
}

// ---------------------------------------------------------------- tickets

/** Whoever is asked in two actions gets one letter about both; what is a choice is chosen for one action. */
function shareTickets(actions: readonly { action: Action; group: Group }[]): void {
  const letters = new Map<string, { requests: TicketRequest[]; actions: Set<Action> }>();
  for (const { action, group } of actions) {
    for (const { sender } of group.members) {
      const request = sender.presentation?.request;
      if (!request) continue;
      const letter = letterOf(request, action.id);
      const known = letters.get(letter) ?? { requests: [], actions: new Set() };
      known.requests.push(request);
      known.actions.add(action);
      letters.set(letter, known);
    }
  }
  for (const letter of letters.values()) {
    const [first, ...others] = letter.requests;
    if (first === undefined) continue;
    const text = ticketWords([first, ...others]);
    for (const action of letter.actions) action.ticket = text;
  }
}
