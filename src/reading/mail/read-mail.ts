// Reads bounce mail: from the raw bytes of a message to events.

import type { Cut } from "./limits.ts";
import { createPrefilter } from "./prefilter.ts";
import { mayBeTextReport, readRawReport } from "./bounce/fields-only.ts";
import { mayHoldMail } from "./bounce/attached.ts";
import { readExcerpt } from "./bounce/read-bounce.ts";
import { ownWords } from "./bounce/own-words.ts";
import type { DeliveryAttempt, SourcePosition } from "../../model/delivery.ts";
import type { AnalysisEvent, Outcome, Unread } from "../../model/events.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { receivers } from "../../refusals/receivers/index.ts";
import { otherMarks, reverseDnsMarks } from "../../refusals/receivers/marks.ts";
import { isFollowed, judge } from "../../refusals/judge.ts";
import { stableHash, toEvents } from "../../refusals/refusal-events.ts";
import { quotesRefusal } from "../unread.ts";

/** Why a message is read: it may report a refusal for reverse DNS, or another one that is only counted. */
export type Concern = "refusal" | "other";

const concerns: readonly Concern[] = ["refusal", "other"];
const findConcern = createPrefilter([reverseDnsMarks(receivers), otherMarks(receivers)]);
const findGooglesMark = createPrefilter([otherMarks(receivers)]);
const bearsGooglesMark = (raw: Buffer) => findGooglesMark(raw) === 0;

/** Null for the many messages that are neither; `raw` is an excerpt. Only the bytes are searched, at a fraction of the cost of reading. */
export function concernOf(raw: Buffer): Concern | null {
  return concerns[findConcern(raw)] ?? null;
}

/**
 * What one message reports; nothing for a message that is no bounce. `raw` is an excerpt. Adds to `cuts`.
 * Throws when the message cannot be parsed.
 */
export async function readConcern(
  raw: Buffer,
  concern: Concern,
  source: SourcePosition,
  cuts: Set<Cut>,
): Promise<Iterable<AnalysisEvent>> {
  const attempts = await attemptsIn(raw, concern, cuts);
  return attempts.length === 0 ? unreadIn(raw, source) : eventsOf(attempts, source);
}

/** The receivers' rules judge each attempt. */
export function* eventsOf(
  attempts: readonly DeliveryAttempt[],
  source: SourcePosition,
): Generator<AnalysisEvent> {
  for (const attempt of attempts) {
    const judged = judge(attempt);
    if (!judged) continue;
    yield* toEvents(attempt, judged.reply, judged.verdict, source);
    const failure = isFollowed(judged.verdict) ? failureOf(attempt) : null;
    if (failure) yield failure;
  }
}

/** A bounce that quotes Gmail's refusal, and from which nothing was read. */
async function unreadIn(raw: Buffer, source: SourcePosition): Promise<Unread[]> {
  const quoted = bearsGooglesMark(raw) ? (await ownWords(raw)).find(quotesRefusal) : undefined;
  if (quoted === undefined) return [];
  return [{ schema: "whybounce.unread/1", id: stableHash(quoted), time: null, source }];
}

/**
 * A refusal that is only counted is read without a parser if the fields are enough, or if no mailer wrote the mail or one that
 * is attached to it.
 */
async function attemptsIn(raw: Buffer, concern: Concern, cuts: Set<Cut>): Promise<DeliveryAttempt[]> {
  if (concern === "refusal" || mayHoldMail(raw)) return readExcerpt(raw, cuts);
  const attempts = readRawReport(raw, cuts);
  if (attempts === null && !mayBeTextReport(raw)) return [];
  return attempts !== null && attempts.length > 0 ? attempts : readExcerpt(raw, cuts);
}

/** The refusal may be known from a log, where the delivery was still to be retried: now it is lost. */
function failureOf(attempt: DeliveryAttempt): Outcome | null {
  const { action, time, queueId, reportingMta, recipient } = attempt;
  if (action !== "failed" || queueId === null) return null;
  return {
    schema: "whybounce.outcome/1",
    outcome: "failed",
    time: isoTime(time),
    queueId,
    reportingMta,
    recipient,
  };
}
