// From refusals and outcomes to what is counted: attempts, and deliveries with their ends.

import type { Outcome } from "../model/events.ts";
import { timeOf } from "../base/standards/iso-time.ts";
import { CLOCK_STEP } from "../model/queue-facts.ts";
import { push } from "../base/memory/lists.ts";
import { createByDelivery, type ByDelivery } from "./by-delivery.ts";
import { attemptKey, exchangerOf } from "./keys.ts";
import { earlier, smaller, type Refusal } from "./refusal.ts";

/** One refusal reply. Its time is that of its earliest mention. */
export type Attempt = Pick<Refusal, "sendingIp" | "code" | "time" | "message">;

/** A message × recipient that was refused, or not offered because of a refusal. */
export interface Delivery {
  message: string;
  sender: string | null;
  recipient: string | null;
  /** What refused it: each address and code once a mention. */
  refusals: (Pick<Refusal, "sendingIp" | "code" | "time" | "lastTime"> &
    Partial<Pick<Refusal, "localIp" | "remoteMta">>)[];
  outcome: "delivered" | "failed" | null;
  /** Tells where it was accepted, if it was. */
  accepted?: Outcome;
}

/** A reply whose address was cut off gets the address that the message's other refusals name, if it is one. */
export function attributeWithinMessage(refusals: readonly Refusal[]): void {
  const addresses = new Map<string, Set<string>>();
  for (const { sendingIp, queueId, message } of refusals)
    if (sendingIp === null && queueId !== null) addresses.set(message, new Set());
  if (addresses.size === 0) return;
  for (const { sendingIp, queueId, message } of refusals)
    if (sendingIp !== null && queueId !== null) addresses.get(message)?.add(sendingIp);
  for (const refusal of refusals) {
    const known = refusal.queueId === null ? undefined : addresses.get(refusal.message);
    if (refusal.sendingIp === null && known?.size === 1) refusal.sendingIp = [...known][0]!;
  }
}

/** One for each attempt, at its earliest mention. */
export function attemptsOf(refusals: readonly Refusal[]): Attempt[] {
  return [...attemptsByKey(refusals).values()];
}

export function attemptsByKey(refusals: readonly Refusal[]): Map<string, Attempt> {
  const attempts = new Map<string, Attempt>();
  for (const refusal of refusals) {
    if (refusal.suspended) continue;
    const key = attemptKey(refusal);
    const known = attempts.get(key);
    attempts.set(key, known ? sameAttempt(known, refusal) : refusal);
  }
  return attempts;
}

function sameAttempt(a: Attempt, b: Attempt): Attempt {
  return {
    sendingIp: smaller(a.sendingIp, b.sendingIp),
    code: smaller(a.code, b.code),
    time: earlier(a.time, b.time),
    message: smaller(a.message, b.message),
  };
}

export function deliveriesOf(
  refusals: readonly Refusal[],
  outcomes: readonly Outcome[],
  messageOf: (outcome: Outcome) => string | null,
): readonly Delivery[] {
  const deliveries = createByDelivery<Delivery>();
  const unnamed = new Map<string, Refusal[]>();
  for (const refusal of refusals) {
    if (refusal.recipient === null) push(unnamed, refusal.message, refusal);
    else addRefusal(deliveries, refusal.recipient, refusal);
  }
  const expired = new Map<string, Outcome[]>();
  for (const outcome of outcomes.toSorted(byTime)) {
    const message = messageOf(outcome);
    if (message === null) continue;
    if (outcome.recipient === null) push(expired, message, outcome);
    else applyOutcome(deliveries, unnamed.get(message) ?? [], message, outcome.recipient, outcome);
  }
  for (const delivery of deliveries.values) {
    // Postfix gives up a message as a whole: everything of it that was not delivered is lost.
    if (expired.get(delivery.message)?.some((outcome) => follows(outcome, delivery)))
      delivery.outcome ??= "failed";
  }
  return deliveries.values;
}

/** What failed was given up after all: of two ends at the same time it is the last. */
function byTime(a: Outcome, b: Outcome): number {
  return compare(a.time ?? "", b.time ?? "") || compare(a.outcome, b.outcome);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function addRefusal(deliveries: ByDelivery<Delivery>, recipient: string, refusal: Refusal): void {
  const { message, sender } = refusal;
  const outcome = refusal.action === "failed" ? "failed" : null;
  const known = deliveries.get(message, recipient);
  if (!known) {
    deliveries.add(message, { message, sender, recipient, refusals: [refusal], outcome });
    return;
  }
  known.sender = smaller(known.sender, sender);
  known.recipient = smaller(known.recipient, recipient);
  known.refusals.push(refusal);
  known.outcome = outcome ?? known.outcome;
}

function applyOutcome(
  deliveries: ByDelivery<Delivery>,
  unnamed: readonly Refusal[],
  message: string,
  recipient: string,
  outcome: Outcome,
): void {
  // The next host took what this one refused: only now is it known whose mail that was.
  if (outcome.outcome === "delivered" && !deliveries.get(message, recipient)) {
    for (const refusal of unnamed) if (madeGood(refusal, outcome)) addRefusal(deliveries, recipient, refusal);
  }
  const delivery = deliveries.get(message, recipient);
  if (!delivery || !follows(outcome, delivery)) return;
  delivery.outcome = outcome.outcome;
  if (outcome.outcome === "delivered") delivery.accepted = outcome;
}

/** The delivery went on where the refusal stopped it: to another host of the same name, by the same process. */
function madeGood(refusal: Refusal, outcome: Outcome): boolean {
  if (!follows(outcome, { refusals: [refusal] }, 0)) return false;
  if (refusal.pid && outcome.pid && refusal.pid !== outcome.pid) return false;
  const [refused, accepted] = [refusal.remoteMta, outcome.remoteMta];
  return !refused || !accepted || exchangerOf(refused) === exchangerOf(accepted);
}

/** Longer than any mailer keeps a message by default: what ended later had the same queue id by chance. */
export const LONGEST_IN_QUEUE = 30 * 24 * 3_600_000;

/**
 * A delivery ends once, and is not tried again: an end that is stamped before the refusal came after it by a clock that
 * was set back, or it is another delivery's.
 */
function follows(
  outcome: Outcome,
  delivery: { refusals: readonly { time: number | null }[] },
  step = CLOCK_STEP,
): boolean {
  if (outcome.time === null) return true;
  const at = timeOf(outcome.time);
  return delivery.refusals.some(
    ({ time }) => time === null || (time - step <= at && at - time <= LONGEST_IN_QUEUE),
  );
}
