// Whether a log that was read too early may tell more of a message.

import { STAMP_ORDER } from "../../model/queue-facts.ts";

/** What is known about a message that is followed. */
export interface MessageTimes {
  /** The log in which it was first met, by its place in the order of reading. */
  metIn: number;
  /** Time of the earliest refusal whose sender is not known; Infinity when there is none. */
  lacksSenderAt: number;
  /** Times of its first and its latest refusal. */
  firstTime: number | null;
  lastTime: number | null;
  /** When the first of its deliveries ended. */
  firstEnd: number | null;
  isMessageIdKnown: boolean;
}

/** What is known about a log: its first and last line in time. */
export interface LogSpan {
  /** Its place in the order of reading, from 0. */
  order: number;
  firstTime: number | null;
  lastTime: number | null;
  /** False when the end of a message may stand before its refusal. */
  isInOrder: boolean;
  /** True when it holds refusals by a mailer whose other lines were not looked for. */
  isPartial: boolean;
}

export function mayTellMore(
  { order, firstTime, lastTime, isInOrder, isPartial }: LogSpan,
  message: MessageTimes,
): boolean {
  if (overlaps(message.lacksSenderAt, firstTime, lastTime)) return true;
  const wasReadEarlier = message.metIn > order || (message.metIn === order && (!isInOrder || isPartial));
  return (wasReadEarlier || mayBeTwo(message)) && isNotAfter(message.firstTime, lastTime);
}

/** It was refused after an end, and no Message-ID tells whether that was the end of another message. */
function mayBeTwo({ isMessageIdKnown, firstEnd, lastTime }: MessageTimes): boolean {
  return !isMessageIdKnown && firstEnd !== null && lastTime !== null && lastTime > firstEnd + STAMP_ORDER;
}

/** Postfix gives up after five days, Exim after four, unless they are told otherwise. */
const MAX_QUEUE_TIME = 7 * 24 * 3_600_000;

/** True when a log of this span may hold the arrival of a message: up to MAX_QUEUE_TIME before its refusal. */
function overlaps(refused: number, first: number | null, last: number | null): boolean {
  if (!Number.isFinite(refused)) return refused < 0;
  return isNotAfter(first, refused) && isNotAfter(refused - MAX_QUEUE_TIME, last);
}

function isNotAfter(a: number | null, b: number | null): boolean {
  return a === null || b === null || a <= b;
}
