// From Gmail's refusals for a sender's records to what is to be done: each group that is not in order is one action.

import { isCommand } from "../../model/action.ts";
import type { Action, ActionStep } from "../../model/action.ts";
import type { CauseClass, FixStep } from "../../model/cause.ts";
import { refusalProblem } from "../../model/codes/refusal-problem.ts";
import { refusalActionId, type RefusalReport, type RefusalState } from "../../model/refusals.ts";
import { refusalStands } from "../../model/standing.ts";
import { sentence } from "../../base/words/quantities.ts";

/** Null: nothing is to be done. */
const classes: Record<RefusalState, CauseClass | null> = {
  stands: "fail",
  "not in the DNS": "fail",
  "not known": "not_checkable",
  "could not be asked": "temp",
  "passes now": null,
};

export function refusalActions(refusals: readonly RefusalReport[]): Action[] {
  return refusals.flatMap((refusal) => {
    const severity = refusal.state === null ? null : classes[refusal.state];
    return severity === null ? [] : [actionOf(refusal, severity)];
  });
}

function actionOf(refusal: RefusalReport, severity: CauseClass): Action {
  const { cause, domain, sendingIp, counts, firstSeen, lastSeen, fix } = refusal;
  const { messages: _messages, ...ofDeliveries } = counts;
  const steps = fix.filter(({ record }) => !isCommand(record));
  const problem = refusalProblem(refusal) ?? cause.title;
  return {
    id: refusalActionId(refusal),
    about: "sender",
    cause: { id: cause.id, class: severity, title: cause.title },
    stands: refusalStands(refusal),
    problem: `${sentence(problem)}.`,
    who: (steps.find(({ main }) => main) ?? steps[0])?.who ?? "you",
    keeper: null,
    zone: domain,
    others: false,
    ips: sendingIp === null ? [] : [sendingIp],
    ...ofDeliveries,
    firstSeen,
    lastSeen,
    steps: steps.map(stepOf),
    ticket: null,
    check: fix.map(({ record }) => record).findLast(isCommand) ?? null,
    visibleAfterSeconds: null,
  };
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
