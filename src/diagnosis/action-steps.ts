// The steps of many addresses as the steps of one action: what is the same for all is told once, with all of the records.

import type { ActionStep } from "../model/action.ts";
import type { Step } from "../model/cause.ts";
import type { SendingIpReport } from "../model/report.ts";
import type { Concerned } from "./actions.ts";
import { placeWords, startOfWay, taskWords } from "./words/action.ts";
import { zoneFileLine } from "./words/fix.ts";

/** One step with all addresses that have it. */
export interface SharedStep {
  first: Step;
  steps: Step[];
  senders: SendingIpReport[];
}

/** The looks at the result are left out: the action has one command for them. */
export function actionSteps(members: readonly Concerned[]): ActionStep[] {
  const shared = sharedSteps(members);
  return shared.map((step, index) => actionStep(step, shared[index - 1], shared, members.length));
}

function sharedSteps(members: readonly Concerned[]): SharedStep[] {
  const order: string[] = [];
  const known = new Map<string, SharedStep>();
  for (const { sender, steps } of members) {
    const seen = new Map<string, number>();
    let place = -1;
    for (const step of steps) {
      if (step.kind === "verify") continue;
      const key = keyOf(step, seen);
      const found = known.get(key);
      if (found) {
        found.steps.push(step);
        found.senders.push(sender);
        place = order.indexOf(key);
      } else {
        known.set(key, { first: step, steps: [step], senders: [sender] });
        place += 1;
        order.splice(place, 0, key);
      }
    }
  }
  return order.map((key) => known.get(key)!);
}

/** A further step of the same kind is another step. */
function keyOf({ kind, who, way = "", record }: Step, seen: Map<string, number>): string {
  const key = JSON.stringify([kind, who, way, record?.type ?? ""]);
  const number = (seen.get(key) ?? 0) + 1;
  seen.set(key, number);
  return `${key}${number}`;
}

function actionStep(
  shared: SharedStep,
  previous: SharedStep | undefined,
  all: readonly SharedStep[],
  members: number,
): ActionStep {
  const { first, steps } = shared;
  const records = steps.flatMap(({ record }) => (record === null ? [] : [zoneFileLine(record)]));
  const ways = all.map((step) => step.first.way);
  const start = startOfWay(first.way, previous?.first.way, ways);
  return {
    who: first.who,
    action: `${start}${taskWords(shared, members, start !== "")}`,
    where: placeWords(shared),
    records: [...new Set(records)],
    command: first.command ?? null,
    ...(first.way === undefined ? {} : { way: first.way }),
    ...(first.main ? { main: true } : {}),
  };
}
