// Deliveries that nothing was heard of for longer than a queue keeps a message: their ends are not in what was read. They
// count as retrying, because nobody knows better, and a report says how many they are.

import { LONGEST_IN_QUEUE, type Delivery } from "./deliveries.ts";
import { deliveryKey } from "./keys.ts";
import type { Refusal } from "./refusal.ts";

/** Postfix's maximal_queue_lifetime and Sendmail's Timeout.queuereturn; Exim's usual retry rule gives up after four days. */
const USUAL_QUEUE_LIFE = 5 * 24 * 3_600_000;

/**
 * True for a delivery that nothing was heard of since `newest`, the newest time in the input, less the life of a queue: the
 * clock says nothing about a log of last year. `refusals` are all, also those outside the period of the deliveries: what
 * was refused in it may be tried on after it.
 */
export function endNotSeenBy(
  newest: number | null,
  refusals: readonly Refusal[],
  deliveries: readonly Delivery[],
): (delivery: Delivery) => boolean {
  const words = new Map(
    deliveries
      .filter(({ outcome }) => outcome === null)
      .map((delivery) => [keyOf(delivery), wordsOf(delivery)]),
  );
  if (words.size === 0 || newest === null) return () => false;
  for (const refusal of refusals) hear(words.get(keyOf(refusal)), refusal);
  const limit = newest - queueLife([longestTried(deliveries), ...[...words.values()].map(spanOf)]);
  return (delivery) => (words.get(keyOf(delivery))?.last ?? Infinity) < limit;
}

/** A server that tries for longer than usual shows it: `tried` are the times between the first and the last word. */
export function queueLife(tried: Iterable<number>): number {
  let life = USUAL_QUEUE_LIFE;
  for (const span of tried) life = Math.max(life, Math.min(span, LONGEST_IN_QUEUE));
  return life;
}

export function longestTried(deliveries: readonly Delivery[]): number {
  let longest = 0;
  for (const delivery of deliveries) longest = Math.max(longest, spanOf(wordsOf(delivery)));
  return longest;
}

/** The same where the limit is known. */
export function isSilentSince(limit: number): (delivery: Delivery) => boolean {
  return (delivery) => delivery.outcome === null && wordsOf(delivery).last < limit;
}

function spanOf({ first, last }: Words): number {
  return Number.isFinite(last - first) ? last - first : 0;
}

function keyOf({ message, recipient }: Pick<Refusal, "message" | "recipient">): string {
  return deliveryKey(message, recipient);
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
