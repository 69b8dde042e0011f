// Which refusals belong to a period. A log line and the bounce about it may lie on two sides of its border: a refusal
// belongs to the period of its earliest mention, so that neighboring periods add up to the whole.

import type { Period } from "../model/options.ts";
import { attemptsByKey, LONGEST_IN_QUEUE, type Delivery } from "./deliveries.ts";
import { attemptKey, deliveryKey } from "./keys.ts";
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

/**
 * When something may be told of a refusal of the period: by other mentions of it, and by how its delivery ended, which a
 * later refusal may say.
 */
export function reachOf({ from, to }: Period): Period {
  return {
    from: from === null ? null : from - MENTIONS_REACH,
    to: to === null ? null : to + LONGEST_IN_QUEUE,
  };
}

/** A refusal that may say something of the period, when all mentions are known. */
export function mayBelong(time: number | null, period: Period): boolean {
  return time === null || isTimeWithin(time, reachOf(period));
}

/** The recipients of one attempt are refused together, at its earliest time. */
export function refusalsWithin(refusals: readonly Refusal[], period: Period): readonly Refusal[] {
  if (isOpen(period)) return refusals;
  const attempts = attemptsByKey(refusals);
  const timeOf = (refusal: Refusal) =>
    refusal.suspended ? refusal.time : (attempts.get(attemptKey(refusal))?.time ?? null);
  return refusals.filter((refusal) => isTimeWithin(timeOf(refusal), period));
}

/** A delivery that was refused in the period has its end of all that was heard of it, also when that was afterwards. */
export function deliveriesWithin(
  deliveries: readonly Delivery[],
  counted: ReadonlySet<unknown>,
): readonly Delivery[] {
  return deliveries.flatMap((delivery) => {
    const refusals = delivery.refusals.filter((refusal) => counted.has(refusal));
    return refusals.length === 0 ? [] : [{ ...delivery, refusals }];
  });
}

/** The final refusals outside the period that ended deliveries of it. */
export function endsOutside<Kind extends Refusal>(all: readonly Kind[], counted: readonly Kind[]): Kind[] {
  if (all.length === counted.length) return [];
  const known = new Set(counted);
  const refused = new Set(counted.map(keyOf));
  return all.filter(
    (refusal) =>
      refusal.action === "failed" &&
      refusal.recipient !== null &&
      !known.has(refusal) &&
      refused.has(keyOf(refusal)),
  );
}

function keyOf({ message, recipient }: Refusal): string {
  return deliveryKey(message, recipient);
}
