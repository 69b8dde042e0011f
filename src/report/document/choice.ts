// What of a report is shown: all of its actions where there is room, and which addresses by themselves.

import type { Action } from "../../model/action.ts";
import type { Report, SendingIpReport } from "../../model/report.ts";
import { refusalsByAction } from "../../model/refusal-groups.ts";
import type { RefusalReport } from "../../model/refusals.ts";
import { causeStands, worstFirst } from "../../model/standing.ts";
import type { ShownAction, ShownRefusal } from "./actions.ts";
import type { Medium } from "./media.ts";

/** What of a report is shown: chosen before anything is put into words. */
export interface Choice {
  actions: (ShownAction | ShownRefusal)[];
  /** Actions that there is no room for. */
  moreActions: number;
  /** Those that are told by themselves, the worst first. */
  blocks: ChosenBlock[];
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

/** An address, and those of which the same is to be said: their counts stand in the overview. */
export interface ChosenBlock {
  sender: SendingIpReport;
  alike: SendingIpReport[];
}

type Unnumbered = Omit<ShownAction, "number"> | Omit<ShownRefusal, "number">;

/** More addresses are shown one by one only if somebody asks. */
const FEW = 10;

export function chooseShown(report: Report, medium: Medium, details: boolean): Choice {
  const { sendingIps, actions = [] } = report;
  const byIp = new Map(sendingIps.map((sender) => [sender.ip, sender]));
  const acted = new Map(refusalsByAction(report.refusals ?? []).map(({ id, refusals }) => [id, refusals]));
  const all = actions.flatMap((action): Unnumbered[] => {
    const first = byIp.get(action.ips[0] ?? "");
    const refusals = acted.get(action.id);
    if (action.about === "sender") return refusals === undefined ? [] : [{ action, refusals }];
    return first === undefined ? [] : [{ action, first }];
  });
  const shown = all
    .slice(0, details ? Infinity : medium.actions)
    .map((one, index): ShownAction | ShownRefusal => ({ ...one, number: index + 1 }));
  const ofAddresses = all.filter((one) => "first" in one);
  const inActions = new Set(ofAddresses.flatMap(({ action }) => action.ips));
  const alone = new Set(
    shown.filter(isOfAddresses).flatMap(({ action: { ips } }) => (ips.length === 1 ? ips : [])),
  );
  const ranked = worstFirst(sendingIps);
  const isDetailed = details || sendingIps.length <= FEW;
  const withoutAction = ranked.filter(({ ip }) => !inActions.has(ip));
  // A report that was read back may have no actions.
  const isOpen = (sender: SendingIpReport) => !inActions.has(sender.ip) && causeStands(sender);
  const wanted = ranked.filter((sender) =>
    isDetailed ? !alone.has(sender.ip) && (!medium.isShort || !inActions.has(sender.ip)) : isOpen(sender),
  );
  const room = details ? Infinity : medium.addresses;
  const gathered = details ? wanted.map((sender) => ({ sender, alike: [] })) : gather(wanted, actions);
  const blocks = gathered.slice(0, room);
  const wantedIps = new Set(wanted.map(({ ip }) => ip));
  const listsAll = medium.listsAddresses || ofAddresses.length === 0;
  const rows = listsAll ? ranked : isDetailed && wanted.length > 1 ? wanted : [];
  return {
    actions: shown,
    moreActions: all.length - shown.length,
    blocks,
    rest: isDetailed ? [] : withoutAction.filter(({ ip }) => !wantedIps.has(ip)),
    moreAddresses: gathered.slice(room).reduce((sum, { alike }) => sum + 1 + alike.length, 0),
    rows: rows.slice(0, medium.addresses),
    withoutAction,
    details,
  };
}

/** Those that one action helps, and of which the same is to be said. */
function gather(senders: readonly SendingIpReport[], actions: readonly Action[]): ChosenBlock[] {
  if (senders.length === 0) return [];
  const blocks = new Map<string, ChosenBlock>();
  const placeOf = new Map<string, string>();
  for (const { about, id, ips } of actions)
    if (about === "reverse DNS") for (const ip of ips) placeOf.set(ip, id);
  for (const sender of senders) {
    // Of unknown causes nobody knows whether they are the same.
    const said = sender.cause === null ? [sender.ip] : whatIsSaid(sender);
    const key = JSON.stringify([placeOf.get(sender.ip) ?? null, ...said]);
    const known = blocks.get(key);
    if (known) known.alike.push(sender);
    else blocks.set(key, { sender, alike: [] });
  }
  return [...blocks.values()];
}

/** All that a block says beside counts, names and the address itself. */
function whatIsSaid({
  cause,
  iprev,
  findings,
  ptr,
  reverseZone,
  mailHost,
  server,
  evidence,
}: SendingIpReport) {
  return [
    cause?.id ?? null,
    iprev,
    findings.map(({ id }) => id),
    ptr.length,
    reverseZone?.apex ?? null,
    mailHost?.source ?? null,
    mailHost?.leadsHere ?? null,
    server?.whose ?? null,
    evidence.length,
  ];
}

export function isOfAddresses(shown: ShownAction | ShownRefusal): shown is ShownAction {
  return "first" in shown;
}

/** The same choice of the same report, copied address by address and action by action. */
export function sameChoice(choice: Choice, from: Report, to: Report): Choice {
  const senders = new Map(from.sendingIps.map((sender, index) => [sender, to.sendingIps[index] ?? sender]));
  const actions = new Map(from.actions?.map((action, index) => [action, to.actions?.[index] ?? action]));
  const refusals = new Map(from.refusals?.map((each, index) => [each, to.refusals?.[index] ?? each]));
  const sameSender = (sender: SendingIpReport) => senders.get(sender) ?? sender;
  return {
    ...choice,
    actions: choice.actions.map((shown) => {
      const { number } = shown;
      const action = actions.get(shown.action) ?? shown.action;
      if (isOfAddresses(shown)) return { number, action, first: sameSender(shown.first) };
      const [first, ...others] = shown.refusals;
      const same = (refusal: RefusalReport) => refusals.get(refusal) ?? refusal;
      return { number, action, refusals: [same(first), ...others.map(same)] };
    }),
    blocks: choice.blocks.map(({ sender, alike }) => ({
      sender: sameSender(sender),
      alike: alike.map(sameSender),
    })),
    rest: choice.rest.map(sameSender),
    rows: choice.rows.map(sameSender),
    withoutAction: choice.withoutAction.map(sameSender),
  };
}
