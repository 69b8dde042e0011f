// The lines that name a message's sender and Message-ID, or its end, as far as they are kept.

import { shared } from "../../base/memory/strings.ts";
import type { Envelope, Removal } from "../../model/delivery.ts";
import { differ, envelopeAt, STAMP_ORDER } from "../../model/queue-facts.ts";

/** Lines that are remembered for a queue id; a retry every few minutes for a week writes no new one. */
const MAX_KNOWN = 32;

/** Most messages have one line of a kind, or none: a list of them takes no more than it must. */
export function withMore<Line>(lines: readonly Line[], line: Line): readonly Line[] {
  return lines.length < MAX_KNOWN ? [...lines, line] : lines;
}

/** What the lines tell together, if they are about one message. */
export function mergedEnvelope(envelopes: readonly Envelope[]): Envelope | null {
  const [first, ...further] = envelopes;
  if (!first) return null;
  const merged = keptEnvelope(first);
  for (const { sender, messageId, reportingMta, time, begins } of further) {
    if (differ(merged.reportingMta, reportingMta)) return null;
    if (merged.sender !== null && sender !== null && merged.sender !== sender) return null;
    if (merged.messageId !== null && messageId !== null && merged.messageId !== messageId) return null;
    merged.sender ??= shared(sender);
    if (merged.begins && begins && messageId === null && !isSameTime(merged.time, time)) return null;
    merged.messageId ??= shared(messageId);
    merged.time = merged.time === null || time === null ? null : Math.min(merged.time, time);
    merged.begins ||= begins;
  }
  return merged;
}

/** A copy that does not keep the line in memory that its words were cut out of. */
export function keptEnvelope({ queueId, time, reportingMta, sender, messageId, begins }: Envelope): Envelope {
  return {
    queueId: shared(queueId),
    time,
    reportingMta: shared(reportingMta),
    sender: shared(sender),
    messageId: shared(messageId),
    begins,
  };
}

/** Nothing that the line says is new. */
export function isKnown(envelopes: readonly Envelope[], envelope: Envelope): boolean {
  const { sender, messageId } = envelopeAt(envelopes, envelope);
  // A message comes in once.
  if (envelope.begins && envelope.messageId === null)
    return envelopes.some(({ begins, time }) => begins && isSameTime(time, envelope.time));
  return (
    (envelope.sender === null || envelope.sender === sender) &&
    (envelope.messageId === null || envelope.messageId === messageId)
  );
}

export function keptRemoval({ queueId, time, reportingMta, reason }: Removal): Removal {
  return { queueId: shared(queueId), time, reportingMta: shared(reportingMta), reason };
}

function isSameTime(a: number | null, b: number | null): boolean {
  return a === null || b === null || Math.abs(a - b) <= STAMP_ORDER;
}
