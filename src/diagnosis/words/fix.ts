// Puts steps into words: those of the JSON contract, and those of a headline. Nothing reads them back.

import type { FixStep, Presentation, Responsible, Step, StepRecord } from "../../model/cause.ts";

export const RECORD_TTL = 3600;

export function fixStep(step: Step): FixStep {
  const { who, where, record, command = null, main } = step;
  const text = record === null ? command : zoneFileLine(record);
  return { who, action: actionOf(step), record: text, where, ...(main ? { main } : {}) };
}

function actionOf({ relation, condition, task, remark = "" }: Step): string {
  if (relation === undefined) return `${task}${remark}`;
  if (relation === "optional") return `optional: ${task}${remark}`;
  return `${relation}${condition === undefined ? "" : `, ${condition}:`} ${task}${remark}`;
}

function zoneFileLine({ owner, type, target }: StepRecord): string {
  return `${owner}. ${RECORD_TTL} IN ${type} ${target}${type === "PTR" ? "." : ""}`;
}

// ---------------------------------------------------------------- headline

/** Whom to ask; whoever does it alone is told to do it. */
const asked: Partial<Record<Responsible, string>> = {
  hoster: "ask your provider to ",
  "zone holder": "ask the holder of the reverse zone to ",
};

export function presentationOf(problem: string, steps: Step[]): Presentation {
  // Steps around the main one prepare it or prove it.
  const repair = steps.find(({ main }) => main) ?? steps[0];
  return {
    problem,
    advice: repair === undefined ? null : adviceOf(repair),
    hasRecord: repair !== undefined && repair.record !== null,
    remedyPlace: remedyPlace(steps),
  };
}

function adviceOf({ kind, who, task, shortTask = task }: Step): string {
  return kind === "change-ptr" ? shortTask : `${asked[who] ?? ""}${shortTask}`;
}

/** What sets the PTR record belongs right after the last step that asks for it. */
function remedyPlace(steps: Step[]): number {
  const last = steps.findLastIndex(
    ({ who, record }) => who === "hoster" || who === "zone holder" || record?.type === "PTR",
  );
  return last === -1 ? steps.length : last + 1;
}
