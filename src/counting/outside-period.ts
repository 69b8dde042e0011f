// What was seen of refusals that lie outside the period asked for: "none in this week" is another answer than
// "none at all".

import { timeOf } from "../base/standards/iso-time.ts";
import { ownAttemptKey } from "./keys.ts";
import { isOpen, isTimeWithin, mayBelong } from "./within-period.ts";
import type { AnalysisEvent, Rejection } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import type { OutsidePeriod } from "../model/report.ts";

/** Above this number the exact one answers nobody's question. */
export const MAX_OUTSIDE = 100_000;

/** A refusal of which no more is read. */
export type FarRefusal = Pick<Rejection, "id" | "replyId" | "time">;

export interface OutsideCount {
  add: (event: AnalysisEvent) => void;
  addFar: (refusal: FarRefusal) => void;
  /** Many of them, which were counted before. */
  addCounted: (counted: OutsidePeriod) => void;
  /** Undefined when nothing lies outside. */
  finish: () => OutsidePeriod | undefined;
}

export function createOutsideCount(): OutsideCount {
  const attempts = new Set<string>();
  let counted = 0;
  let from: string | null = null;
  let to: string | null = null;
  function addAt(key: string, time: string | null): void {
    if (attempts.size < MAX_OUTSIDE) attempts.add(key);
    reach(time);
  }
  function reach(time: string | null): void {
    if (time === null) return;
    if (from === null || time < from) from = time;
    if (to === null || time > to) to = time;
  }
  return {
    add(event) {
      if (event.schema === "whybounce.rejection/1") addAt(ownAttemptKey(event), event.time);
    },
    addFar: (refusal) => addAt(ownAttemptKey(refusal), refusal.time),
    addCounted(more) {
      counted += more.attempts;
      reach(more.from);
      reach(more.to);
    },
    finish() {
      const all = Math.min(attempts.size + counted, MAX_OUTSIDE);
      return all === 0 ? undefined : { attempts: all, from, to };
    },
  };
}

/**
 * What became of a message counts whenever it was; a refusal of unknown time belongs to no limited period. Of what could
 * not be read no time may be known: it is told all the same.
 */
export function isWithin(event: AnalysisEvent, period: Period): boolean {
  if (event.schema === "whybounce.outcome/1" || event.schema === "whybounce.requeue/1") return true;
  if (event.time === null) return isOpen(period) || event.schema === "whybounce.unread/1";
  return isTimeWithin(timeOf(event.time), period);
}

/** Joined with its other mentions, it may lie within the period. */
export function mayBeWithin(event: AnalysisEvent, period: Period): boolean {
  if (!isRefused(event)) return isWithin(event, period);
  return mayBelong(event.time === null ? null : timeOf(event.time), period);
}

/** A refusal that is joined with its other mentions. */
export function isRefused({ schema }: AnalysisEvent): boolean {
  return (
    schema === "whybounce.rejection/1" ||
    schema === "whybounce.suspension/1" ||
    schema === "whybounce.sender-refusal/1"
  );
}
