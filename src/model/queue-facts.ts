// What is known about the messages under a queue id: which sender and Message-ID an entry of the log belongs to.

import type { Envelope, QueueLine } from "./delivery.ts";

/** A later line may be stamped this much earlier: a clock was corrected, or went back to winter time. */
export const CLOCK_STEP = 2 * 3_600_000;
/** The lines of several programs may be stamped in another order. */
export const STAMP_ORDER = 2_000;
/** How long a message, and its queue id, is known to later runs: longer than any mailer keeps one by default. */
export const LONGEST_OPEN = 30 * 24 * 3_600_000;
/** An administrator requeues a message a few times; log lines and events are written by strangers. */
export const MAX_REQUEUES = 100;

/** Two host names of which one is the other's beginning are one: `mx1` and `mx1.example.com`. */
export function differ(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return false;
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one !== other && !one.startsWith(`${other}.`) && !other.startsWith(`${one}.`);
}

/** The sender and the Message-ID of an entry: those that were told last before it, of the same message. */
export function envelopeAt(
  envelopes: readonly Envelope[],
  entry: Pick<QueueLine, "time" | "reportingMta">,
): Pick<Envelope, "sender" | "messageId"> {
  let begins: Envelope | null = null;
  let sender: Envelope | null = null;
  for (const envelope of envelopes) {
    if (!mayPrecede(envelope, entry)) continue;
    if (envelope.messageId !== null && isNotBefore(envelope, begins)) begins = envelope;
    if (envelope.sender !== null && isNotBefore(envelope, sender)) sender = envelope;
  }
  const isOfAnother = sender !== null && !isNotBefore(sender, begins);
  return { sender: isOfAnother ? null : (sender?.sender ?? null), messageId: begins?.messageId ?? null };
}

function mayPrecede(envelope: Envelope, { time, reportingMta }: Pick<QueueLine, "time" | "reportingMta">) {
  if (time !== null && envelope.time !== null && envelope.time > time) return false;
  return !differ(envelope.reportingMta, reportingMta);
}

function isNotBefore(a: Envelope, b: Envelope | null): boolean {
  return b === null || a.time === null || b.time === null || a.time >= b.time;
}
