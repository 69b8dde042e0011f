// What was seen of refusals that lie outside the period asked for: "none in this week" is another answer than
// "none at all".

import { timeOf } from "../base/standards/iso-time.ts";
import { ownAttemptKey } from "./keys.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import type { OutsidePeriod } from "../model/report.ts";

/** Above this number the exact one answers nobody's question. */
export const MAX_OUTSIDE = 100_000;

export interface OutsideCount {
  add: (event: AnalysisEvent) => void;
  /** Undefined when nothing lies outside. */
  finish: () => OutsidePeriod | undefined;
}

export function createOutsideCount(): OutsideCount {
  const attempts = new Set<string>();
  let from: string | null = null;
  let to: string | null = null;
  return {
    add(event) {
      if (event.schema !== "whybounce.rejection/1") return;
      if (attempts.size < MAX_OUTSIDE) attempts.add(ownAttemptKey(event));
      if (event.time === null) return;
      if (from === null || event.time < from) from = event.time;
      if (to === null || event.time > to) to = event.time;
    },
    finish: () => (attempts.size === 0 ? undefined : { attempts: attempts.size, from, to }),
  };
}

/**
 * What became of a message counts whenever it was; a refusal of unknown time belongs to no limited period. Of what could
 * not be read no time may be known: it is told all the same.
 */
export function isWithin(event: AnalysisEvent, period: Period): boolean {
  if (event.schema === "whybounce.outcome/1" || event.schema === "whybounce.requeue/1") return true;
  const isOpen = period.from === null && period.to === null;
  if (event.time === null) return isOpen || event.schema === "whybounce.unread/1";
  const time = timeOf(event.time);
  return time >= (period.from ?? -Infinity) && time < (period.to ?? Infinity);
}
