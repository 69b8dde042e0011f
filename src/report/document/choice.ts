// What of a report is shown: all of its actions where there is room, and which addresses by themselves.

import type { Report, SendingIpReport } from "../../model/report.ts";
import { refusalActionId } from "../../model/refusals.ts";
import { causeStands, worstFirst } from "../../model/standing.ts";
import type { ShownAction, ShownRefusal } from "./actions.ts";
import type { Medium } from "./media.ts";

/** What of a report is shown: chosen before anything is put into words. */
export interface Choice {
  actions: (ShownAction | ShownRefusal)[];
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

type Unnumbered = Omit<ShownAction, "number"> | Omit<ShownRefusal, "number">;

/** More addresses are shown one by one only if somebody asks. */
const FEW = 10;

export function chooseShown(report: Report, medium: Medium, details: boolean): Choice {
  const { sendingIps, actions = [] } = report;
  const byIp = new Map(sendingIps.map((sender) => [sender.ip, sender]));
  const refusals = new Map(report.refusals?.map((refusal) => [refusalActionId(refusal), refusal]));
  const all = actions.flatMap((action): Unnumbered[] => {
    const first = byIp.get(action.ips[0] ?? "");
    const refusal = refusals.get(action.id);
    if (action.about === "sender") return refusal === undefined ? [] : [{ action, refusal }];
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
  const blocks = wanted.slice(0, room);
  const wantedIps = new Set(wanted.map(({ ip }) => ip));
  const listsAll = medium.listsAddresses || ofAddresses.length === 0;
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
      return { number, action, refusal: refusals.get(shown.refusal) ?? shown.refusal };
    }),
    blocks: choice.blocks.map(sameSender),
    rest: choice.rest.map(sameSender),
    rows: choice.rows.map(sameSender),
    withoutAction: choice.withoutAction.map(sameSender),
  };
}
