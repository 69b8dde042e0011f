// The steps of an address's way out as an audit shows them.

import { isLook } from "../../model/action.ts";
import type { FixStep } from "../../model/cause.ts";
import { sentence } from "../../base/words/quantities.ts";
import { responsibleText } from "../document/address.ts";

export interface AuditStep {
  action: string;
  /** Who does it, and where; null where that is plain. */
  place: string | null;
  /** The record to be copied; null where there is none, or it stands above. */
  record: string | null;
  /** The command of a step that only looks. */
  command: string | null;
  /** Its number among several; null for one alone, and for those that are lettered. */
  number: number | null;
}

export function auditSteps(fix: readonly FixStep[]): AuditStep[] {
  const isAlone = fix.length === 1;
  let reached = 0;
  return fix.map((step) => ({
    // Where several follow each other, each is a sentence.
    action: isAlone ? step.action : sentence(step.action),
    place: placeOf(step),
    ...(isLook(step) ? { record: null, command: step.record } : { record: step.record, command: null }),
    number: isAlone || step.way !== undefined ? null : ++reached,
  }));
}

function placeOf(step: FixStep): string | null {
  const who = responsibleText(step);
  const texts = [
    ...(who === null ? [] : [`Who: ${who}`]),
    ...(step.where === null ? [] : [`Where: ${step.where}`]),
  ];
  return texts.length === 0 ? null : texts.join(". ");
}
