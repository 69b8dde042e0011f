// Reads bounce mail: from the raw bytes of a message to events.

import type { Cut } from "./dsn/limits.ts";
import { mayHoldRefusal } from "./dsn/prefilter.ts";
import { mayBeTextReport, readRawReport } from "./dsn/raw-report.ts";
import { readReport } from "./dsn/report.ts";
import type { AnalysisEvent, DeliveryAttempt, SourcePosition } from "./model.ts";
import { isoTime } from "./iso-time.ts";
import { judge, toEvent } from "./rejection.ts";

/** Ends every reply of Google's; a message with it may report another refusal, to be counted apart. */
const googleMark = Buffer.from("gsmtp");

/** Why a message is read: it may report a refusal for reverse DNS, or another one that is only counted. */
export type Concern = "refusal" | "other";

/** Null for the many messages that are neither; `raw` is an excerpt. Told from the bytes, at a fraction of the cost of reading. */
export function concernOf(raw: Buffer): Concern | null {
  if (mayHoldRefusal(raw)) return "refusal";
  return raw.includes(googleMark) ? "other" : null;
}

/**
 * Emits what one message reports; nothing for a message that is no bounce. `raw` is an excerpt, and `cuts` is added to.
 * Throws when the message cannot be parsed.
 */
export async function readConcern(
  raw: Buffer,
  concern: Concern,
  source: SourcePosition,
  emit: (event: AnalysisEvent) => void,
  cuts: Set<Cut>,
): Promise<void> {
  const attempts = concern === "refusal" ? await readReport(raw, cuts) : await readOther(raw, cuts);
  emitAttempts(attempts, source, emit);
}

/** The fields are enough to count a refusal; few bounces have none. */
async function readOther(raw: Buffer, cuts: Set<Cut>): Promise<DeliveryAttempt[]> {
  return readRawReport(raw, cuts) ?? (mayBeTextReport(raw) ? readReport(raw, cuts) : []);
}

/** What the receivers' rules say of each. */
export function emitAttempts(
  attempts: readonly DeliveryAttempt[],
  source: SourcePosition,
  emit: (event: AnalysisEvent) => void,
): void {
  for (const attempt of attempts) {
    const judged = judge(attempt);
    if (!judged) continue;
    const event = toEvent(attempt, judged.reply, judged.verdict, source);
    if (event) emit(event);
    if (judged.verdict.kind === "ptr") emitFailure(attempt, emit);
  }
}

/** The refusal may be known from a log, where the delivery was still to be retried: now it is lost. */
function emitFailure(attempt: DeliveryAttempt, emit: (event: AnalysisEvent) => void): void {
  const { action, time, queueId, reportingMta, recipient } = attempt;
  if (action !== "failed" || queueId === null) return;
  emit({
    schema: "whybounce.outcome/1",
    outcome: "failed",
    time: isoTime(time),
    queueId,
    reportingMta,
    recipient,
  });
}
