// Which refusals were counted in the rounds before: a bounce may come days after the line of the log that tells the same reply, or the
// log may be read after it. What makes two mentions one is what a report goes by (`counting/repeats.ts`); kept are short sums of it, no
// addresses.

import { hash } from "node:crypto";
import { attemptKey, messageKey, repeatKeys } from "../counting/keys.ts";
import type { Rejection } from "../model/events.ts";
import { LONGEST_OPEN } from "../model/queue-facts.ts";
import type { WatchState } from "../model/watch.ts";

/** A mailbox is read minutes after the log, and a bounce beyond that many refusals may count once more: a megabyte is written for them. */
export const MAX_TOLD = 30_000;
/** Of a SHA-256 in base64, 72 bits: enough to tell this many apart. */
const SUM_LENGTH = 12;

export interface ToldRefusals {
  /** Whether it was counted before; either way it is known from now on. */
  isRepeat: (rejection: Rejection) => boolean;
  /** For the next round. */
  kept: () => NonNullable<WatchState["told"]>;
  /** More were told than are kept. */
  isFull: () => boolean;
}

/**
 * How a refusal is known: as an attempt, or by its message, recipient and code (a mention that lost Gmail's token). Of the latter: told at
 * all, told by a log without the token, or by a bounce (without the token, with it) that no line of a log has matched yet.
 */
type Mark = "attempt" | "any" | "cut" | "vague bounce" | "clear bounce";

export function createToldRefusals(before: WatchState["told"], now: number): ToldRefusals {
  const oldest = now - LONGEST_OPEN;
  const known = new Map(
    Object.entries(before ?? {}).filter(([, time]) => time * 1000 > oldest && time * 1000 <= now),
  );
  let isFull = false;
  const seconds = Math.floor(now / 1000);
  const has = (mark: Mark, keys: readonly string[]) => keys.some((key) => known.has(sumOf(mark, key)));
  function note(mark: Mark, keys: readonly string[]): void {
    for (const key of keys) {
      const sum = sumOf(mark, key);
      // What was heard of last stays longest.
      known.delete(sum);
      known.set(sum, seconds);
    }
    while (known.size > MAX_TOLD) {
      isFull = true;
      known.delete(known.keys().next().value!);
    }
  }
  /** Each bounce is matched by one line: the next one is another attempt. */
  function take(mark: Mark, keys: readonly string[]): boolean {
    const isKnown = has(mark, keys);
    if (isKnown) for (const key of keys) known.delete(sumOf(mark, key));
    return isKnown;
  }
  function isLoggedRepeat(keys: readonly string[], isCut: boolean): boolean {
    const isTold = take("vague bounce", keys) || (isCut && take("clear bounce", keys));
    if (isCut) note("cut", keys);
    return isTold;
  }
  function isBouncedRepeat(keys: readonly string[], isVague: boolean): boolean {
    const isTold = has(isVague ? "any" : "cut", keys);
    if (!isTold) note(isVague ? "vague bounce" : "clear bounce", keys);
    return isTold;
  }
  function isRepeat(rejection: Rejection): boolean {
    const { via, replyId } = rejection;
    const attempt = [keyOf(rejection)];
    const keys = repeatKeys(rejection);
    const isSame = has("attempt", attempt);
    const isWithoutToken = replyId === null;
    const isOther =
      !isSame &&
      (via === "log" ? isLoggedRepeat(keys, isWithoutToken) : isBouncedRepeat(keys, isWithoutToken));
    note("attempt", attempt);
    note("any", keys);
    return isSame || isOther;
  }
  return { isRepeat, kept: () => Object.fromEntries(known), isFull: () => isFull };
}

/** One reply to several recipients is one attempt, as in a report. */
function keyOf(rejection: Rejection): string {
  const time = rejection.time === null ? null : Date.parse(rejection.time);
  return attemptKey({ ...rejection, message: messageKey({ originalQueueId: null, ...rejection }), time });
}

function sumOf(mark: Mark, key: string): string {
  return hash("sha256", `${mark} ${key}`, "base64url").slice(0, SUM_LENGTH);
}
