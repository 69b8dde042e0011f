// Whether a log that was read too early may tell more of a message.

import { STAMP_ORDER } from "../../model/queue-facts.ts";

/** What is known of a message that is followed. */
export interface MessageTimes {
  /** Place of the log in which it was first met, in the order of reading. */
  metIn: number;
  /** Of the earliest refusal whose sender is not known; Infinity when there is none. */
  lacksSenderAt: number;
  /** Of its first and its latest refusal. */
  firstTime: number | null;
  lastTime: number | null;
  /** When a delivery of it ended first. */
  firstEnd: number | null;
  isMessageIdKnown: boolean;
}

/** What a log may tell: of its lines the first and the last in time. */
export interface LogSpan {
  /** Its place in the order of reading, from 0. */
  order: number;
  firstTime: number | null;
  lastTime: number | null;
  /** False when what became of a message may stand in front of its refusal. */
  isInOrder: boolean;
}

export function mayTellMore(
  { order, firstTime, lastTime, isInOrder }: LogSpan,
  message: MessageTimes,
): boolean {
  if (overlaps(message.lacksSenderAt, firstTime, lastTime)) return true;
  const isBehind = message.metIn > order || (message.metIn === order && !isInOrder);
  return (isBehind || mayBeTwo(message)) && isNotAfter(message.firstTime, lastTime);
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
