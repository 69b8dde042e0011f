// From Gmail's refusals for a sender's records to what is to be done: what the same records repair is one action.

import { isLook } from "../../model/action.ts";
import type { Action, ActionStep } from "../../model/action.ts";
import type { CauseClass, FixStep } from "../../model/cause.ts";
import { refusalsByAction, type ActedRefusals } from "../../model/refusal-groups.ts";
import type { RefusalReport, RefusalState } from "../../model/refusals.ts";
import type { Counts } from "../../model/report.ts";
import { refusalStands } from "../../model/standing.ts";
import { problemOfAll, stepOfAll } from "../words/refusal-action.ts";
import { checkCommand, isOfProvider } from "../words/refusal-steps.ts";

const classes: Record<RefusalState, CauseClass> = {
  stands: "fail",
  "not in the DNS": "fail",
  "not known": "not_checkable",
  "could not be asked": "temp",
  "passes now": "pass",
};

export function refusalActions(refusals: readonly RefusalReport[]): Action[] {
  return refusalsByAction(refusals).map(actionOf);
}

function actionOf({ id, refusals }: ActedRefusals): Action {
  const [first] = refusals;
  const { cause, domain, state, fix } = first;
  const steps = fix.filter((step) => !isLook(step));
  const times = (of: (refusal: RefusalReport) => string | null) =>
    refusals.flatMap((refusal) => of(refusal) ?? []).toSorted();
  return {
    id,
    about: "sender",
    cause: { id: cause.id, class: classes[state ?? "not known"], title: cause.title },
    stands: refusalStands(first),
    problem: problemOfAll(refusals),
    who: (steps.find(({ main }) => main) ?? steps[0])?.who ?? "you",
    keeper: null,
    zone: domain,
    others: false,
    ips: refusals.flatMap(({ sendingIp }) => sendingIp ?? []),
    ...sumOf(refusals),
    firstSeen: times(({ firstSeen }) => firstSeen)[0] ?? null,
    lastSeen: times(({ lastSeen }) => lastSeen).at(-1) ?? null,
    steps: steps.map((step) => stepOf({ ...step, action: stepOfAll(step, refusals) })),
    ticket: null,
    check: checkOf(refusals),
    visibleAfterSeconds: null,
  };
}

/** A delivery that was tried from two addresses counts for both. */
function sumOf(refusals: readonly RefusalReport[]): Omit<Counts, "messages"> {
  const sum = (of: keyof Counts) => refusals.reduce((total, { counts }) => total + (counts[of] ?? 0), 0);
  const unseen = sum("endNotSeen");
  return {
    attempts: sum("attempts"),
    affected: sum("affected"),
    lost: sum("lost"),
    retrying: sum("retrying"),
    delivered: sum("delivered"),
    ...(unseen > 0 ? { endNotSeen: unseen } : {}),
  };
}

/** Of one, or where no reply names an address, the command of its own steps. */
function checkOf(refusals: ActedRefusals["refusals"]): string | null {
  const [first, ...others] = refusals;
  if (isOfProvider(first.cause.id, first.domain)) return null;
  if (others.length === 0 || refusals.every(({ sendingIp }) => sendingIp === null))
    return first.fix.findLast(isLook)?.record ?? null;
  return checkCommand(first.cause.id, {
    ...first,
    ips: refusals.flatMap(({ sendingIp }) => sendingIp ?? []),
    selectors: refusals.flatMap(({ selectors }) => selectors),
  });
}

function stepOf({ who, action, where, record, way, main }: FixStep): ActionStep {
  return {
    who,
    action,
    where,
    records: record === null ? [] : [record],
    command: null,
    ...(way === undefined ? {} : { way }),
    ...(main ? { main } : {}),
  };
}
