// Puts steps into words: those of the JSON contract, and those of a headline. Nothing reads them back.

import { organizationalDomain } from "../../base/standards/public-suffix.ts";
import { PLACEHOLDER } from "../../model/placeholder.ts";
import type { FixStep, Presentation, Responsible, Step, StepRecord } from "../../model/cause.ts";

export const RECORD_TTL = 3600;

/** `reverseZone`: the apex of the address's, where it is known. */
export function fixSteps(steps: Step[], reverseZone: string | null): FixStep[] {
  return steps.map((step, index) =>
    fixStep(step, startOfWay(step, steps[index - 1], steps), zoneOf(step.record, reverseZone)),
  );
}

/** Address records are made in the zone of the name's own domain. Where CNAME records lead, the reverse zone may be another's. */
function zoneOf(record: StepRecord | null, reverseZone: string | null): string | null {
  if (record === null || record.owner === PLACEHOLDER) return null;
  if (record.type !== "PTR") return organizationalDomain(record.owner);
  return reverseZone !== null && record.owner.endsWith(`.${reverseZone}`) ? reverseZone : null;
}

function fixStep(step: Step, start: string, zone: string | null): FixStep {
  const { who, where, record, command = null, main, way } = step;
  const text = record === null ? command : zoneFileLine(record);
  const marks = { ...(main ? { main } : {}), ...(way === undefined ? {} : { way }) };
  return {
    who,
    action: `${start}${start === "" ? actionOf(step) : wordsOf(step)}`,
    record: text,
    ...(text === null ? {} : { holds: record === null ? "command" : "record" }),
    ...(zone === null ? {} : { zone }),
    where,
    ...marks,
  };
}

/** `either a) `, `or b) `, and in the further steps of a way `then, for b), `. */
function startOfWay({ way }: Step, previous: Step | undefined, steps: Step[]): string {
  if (way === undefined) return "";
  if (previous?.way === way) return `then, for ${way}), `;
  return `${steps.find((step) => step.way !== undefined)?.way === way ? "either" : "or"} ${way}) `;
}

/** What is to be done, without how it relates to other ways out. */
export function actionOf(step: Step): string {
  const { relation } = step;
  const start = relation === undefined ? "" : relation === "then" ? "then " : `${relation}: `;
  return `${start}${wordsOf(step)}`;
}

export function wordsOf({ condition, task, remark = "" }: Step): string {
  return `${condition === undefined ? "" : `${condition}: `}${task}${remark}`;
}

export function zoneFileLine({ owner, type, target }: StepRecord): string {
  return `${owner}. ${RECORD_TTL} IN ${type} ${target}${type === "PTR" ? "." : ""}`;
}

// ---------------------------------------------------------------- headline

/** Whom to ask; whoever does it alone is told to do it. */
function asking(who: Responsible, zone: string | undefined): string {
  if (who === "hoster") return "ask your provider to ";
  if (who !== "zone holder") return "";
  return `ask the holder of the ${zone === undefined ? "reverse zone" : `zone ${zone}`} to `;
}

export function presentationOf(problem: string, steps: Step[]): Presentation {
  // Steps around the main one prepare it or prove it.
  const repairs = steps.filter(({ main }) => main);
  const repair = repairs[0] ?? steps[0];
  const isOnce = repairs.length > 0 && repairs.every(({ once }) => once !== undefined);
  return {
    problem,
    advice: repair === undefined ? null : adviceOfAll(repairs.length > 0 ? repairs : [repair], steps),
    hasRecord: repair !== undefined && repair.record !== null,
    ...(isOnce ? { isOnce } : {}),
    remedyPlace: remedyPlace(steps),
  };
}

/** Several main steps are those of ways out of which none is better than another, unless the reader knows more. */
function adviceOfAll(repairs: Step[], steps: Step[]): string {
  if (repairs.length === 1) return repairs.map(adviceOf).join("");
  const conditions = repairs.map(({ way }) => steps.find((step) => step.way === way)?.condition);
  if (conditions.every((condition) => condition !== undefined))
    return repairs.map((step, index) => `${conditions[index]}, ${adviceOf(step)}`).join("; ");
  return `either ${repairs.map(adviceOf).join(", or ")}`;
}

function adviceOf({ kind, who, task, shortTask = task, zone }: Step): string {
  return kind === "change-ptr" ? shortTask : `${asking(who, zone)}${shortTask}`;
}

/** What sets the PTR record belongs right after the last step that asks for it, on the first of several ways. */
function remedyPlace(steps: Step[]): number {
  const isRemedy = ({ who, record }: Step) =>
    who === "hoster" || who === "zone holder" || record?.type === "PTR";
  const way = steps.find(isRemedy)?.way;
  const last = steps.findLastIndex((step) => isRemedy(step) && step.way === way);
  return last === -1 ? steps.length : last + 1;
}
