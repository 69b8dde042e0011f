// Deliveries that nothing was heard of for longer than a queue keeps a message: their ends are not in what was read. They
// count as retrying, because nobody knows better, and a report says how many they are.

import { LONGEST_IN_QUEUE, type Delivery } from "./deliveries.ts";
import { createByDelivery } from "./by-delivery.ts";
import type { Refusal } from "./refusal.ts";

/** Postfix's maximal_queue_lifetime and Sendmail's Timeout.queuereturn; Exim's usual retry rule gives up after four days. */
const USUAL_QUEUE_LIFE = 5 * 24 * 3_600_000;

export interface LastWords {
  /** When a delivery that has no end was heard of last; null where it has one, or no time is known. */
  of: (delivery: Delivery) => number | null;
  /** For how long a delivery was tried at most. */
  longestTried: number;
}

/** `refusals` are all, also those outside the period of the deliveries: what was refused in it may be tried on after it. */
export function lastWordsOf(refusals: readonly Refusal[], deliveries: readonly Delivery[]): LastWords {
  const words = createByDelivery<Words & Pick<Delivery, "recipient">>();
  for (const delivery of deliveries)
    if (delivery.outcome === null)
      words.add(delivery.message, { recipient: delivery.recipient, ...wordsOf(delivery) });
  if (words.values.length > 0)
    for (const refusal of refusals) hear(words.get(refusal.message, refusal.recipient), refusal);
  let tried = longestTried(deliveries);
  for (const heard of words.values) tried = Math.max(tried, spanOf(heard));
  const of = ({ outcome, message, recipient }: Delivery) => {
    const last = outcome === null ? (words.get(message, recipient)?.last ?? Infinity) : Infinity;
    return Number.isFinite(last) ? last : null;
  };
  return { of, longestTried: tried };
}

const HOUR = 3_600_000;

/** Last words are kept by the hour: a year of them fits in a store. */
export function hourOf(time: number): number {
  return Math.floor(time / HOUR);
}

/**
 * A delivery that was heard of last before this hour ended without being seen: `newest` is the newest time in the input,
 * because the clock says nothing about a log of last year.
 */
export function firstHeardHour(newest: number | null, tried: number): number {
  return newest === null ? -Infinity : hourOf(newest - queueLife([tried]));
}

/** A server that tries for longer than usual shows it: `tried` are the times between the first and the last word. */
export function queueLife(tried: Iterable<number>): number {
  let life = USUAL_QUEUE_LIFE;
  for (const span of tried) life = Math.max(life, Math.min(span, LONGEST_IN_QUEUE));
  return life;
}

function longestTried(deliveries: readonly Delivery[]): number {
  let longest = 0;
  for (const delivery of deliveries) longest = Math.max(longest, spanOf(wordsOf(delivery)));
  return longest;
}

function spanOf({ first, last }: Words): number {
  return Number.isFinite(last - first) ? last - first : 0;
}

function wordsOf({ refusals }: Delivery): Words {
  const words = { first: Infinity, last: Infinity };
  for (const refusal of refusals) hear(words, refusal);
  return words;
}

/** When a delivery was heard of first and last. */
interface Words {
  first: number;
  last: number;
}

/** One that no time is known of was not heard of at a certain time: it is as good as new. */
function hear(words: Words | undefined, { time, lastTime }: Pick<Refusal, "time" | "lastTime">): void {
  if (!words || time === null || lastTime === null) return;
  words.first = Math.min(words.first, time);
  words.last = words.last === Infinity ? lastTime : Math.max(words.last, lastTime);
}
