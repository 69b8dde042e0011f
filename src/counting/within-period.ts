// Which refusals belong to a period. A log line and the bounce about it may lie on two sides of its border: a refusal
// belongs to the period of its earliest mention, so that neighboring periods add up to the whole.

import type { Period } from "../model/options.ts";
import { attemptsByKey } from "./deliveries.ts";
import { attemptKey } from "./keys.ts";
import type { Refusal } from "./refusal.ts";

export const ALWAYS: Period = { from: null, to: null };

const DAY = 24 * 3_600_000;
/** How far apart the mentions of one refusal are: mailers give up after five days, or a week, and tell so the day after. */
export const MENTIONS_REACH = 8 * DAY;

export function isOpen({ from, to }: Period): boolean {
  return from === null && to === null;
}

/** A refusal of unknown time belongs to no limited period. */
export function isTimeWithin(time: number | null, period: Period): boolean {
  if (time === null) return isOpen(period);
  return time >= (period.from ?? -Infinity) && time < (period.to ?? Infinity);
}

/** A mention of a refusal that may belong to the period, when all its mentions are known. */
export function mayBelong(time: number | null, { from, to }: Period): boolean {
  return (
    time === null ||
    (time >= (from ?? -Infinity) - MENTIONS_REACH && time < (to ?? Infinity) + MENTIONS_REACH)
  );
}

/** The recipients of one attempt are refused together, at its earliest time. */
export function refusalsWithin(refusals: readonly Refusal[], period: Period): readonly Refusal[] {
  if (isOpen(period)) return refusals;
  const attempts = attemptsByKey(refusals);
  const timeOf = (refusal: Refusal) =>
    refusal.suspended ? refusal.time : (attempts.get(attemptKey(refusal))?.time ?? null);
  return refusals.filter((refusal) => isTimeWithin(timeOf(refusal), period));
}
