// A message with a refusal, as it is known while logs are read.

import type { Envelope, QueueLine, Removal } from "../../model/delivery.ts";
import { CLOCK_STEP } from "../../model/queue-facts.ts";
import type { SavedMessage } from "../../model/reader-state.ts";
import type { MessageTimes } from "./rereading.ts";

export const NOT_REFUSED = -1;

export interface FollowedMessage extends MessageTimes {
  queueId: string;
  envelopes: readonly Envelope[];
  /** Told only when the id is met again: it mostly is not. */
  removals: readonly Removal[];
  /** The reading of a log in which its last line was a refusal, and when that was. */
  refusedIn: number;
  refusedAt: number | null;
  /** True when what is known of it was told, as there is more than stands with its refusals. */
  isTold: boolean;
  /** The numbers of its latest deliveries, where the mailer numbers them. */
  words: readonly string[];
}

export const none = [] as const;

/** In a log that an earlier run read. */
export const MET_BEFORE = -1;

export function savedMessage(message: FollowedMessage): SavedMessage {
  const {
    metIn: _metIn,
    lacksSenderAt: _lacksSenderAt,
    refusedIn: _refusedIn,
    refusedAt: _at,
    ...saved
  } = message;
  const { words, ...known } = saved;
  return words.length === 0 ? known : { ...known, words };
}

export function emptyMessage(queueId: string, metIn: number): FollowedMessage {
  return {
    queueId,
    metIn,
    envelopes: none,
    removals: none,
    lacksSenderAt: Infinity,
    refusedIn: NOT_REFUSED,
    refusedAt: null,
    firstTime: null,
    lastTime: null,
    firstEnd: null,
    isMessageIdKnown: false,
    isTold: false,
    words: none,
  };
}

export function isBefore(a: QueueLine, b: Pick<QueueLine, "time">): boolean {
  return a.time !== null && b.time !== null && a.time < b.time;
}

export function earlier(known: number | null, time: number): number {
  return Math.min(known ?? time, time);
}

/** A clock that differs more from Google's tells nothing. */
const LONGEST_ERROR = 2 * 24 * 3_600_000;

/**
 * When a line was written that stands after a refusal and says `time`: it is later than that, also when the clock was set
 * back in between.
 */
export function timeAfter(
  { refusedAt }: Pick<FollowedMessage, "refusedAt">,
  time: number | null,
  accepted: number | null,
  isNewestFirst: boolean,
): number | null {
  if (time === null || refusedAt === null || time >= refusedAt) return time;
  if (accepted !== null && accepted >= refusedAt && accepted - time < LONGEST_ERROR) return accepted;
  return !isNewestFirst && refusedAt - time < CLOCK_STEP ? refusedAt : time;
}
