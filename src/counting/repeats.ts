// Refusals that only repeat what others tell better.

import { repeatKeys } from "./keys.ts";
import { byTimeAndKey, earlier, type Refusal } from "./refusal.ts";

/**
 * A DSN that lost Gmail's token on its way repeats a refusal that is known from elsewhere: from the log, or
 * from a DSN that has the token. So does a DSN with the token where the log has none, as Sendmail's. It adds
 * its action, and no attempt.
 */
export function withoutVagueRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
  const known = new Map<string, Refusal>();
  const remember = (refusal: Refusal) => {
    for (const key of repeatKeys(refusal)) known.set(key, later(known.get(key), refusal));
  };
  const cutInLog = new Set(refusals.filter(isCutInLog).flatMap(repeatKeys));
  const isRepeat = (refusal: Refusal) =>
    isVague(refusal) || (refusal.via !== "log" && repeatKeys(refusal).some((key) => cutInLog.has(key)));
  const vague = refusals.filter(isRepeat);
  if (vague.length === 0) return refusals;
  const clear = refusals.filter((refusal) => !isRepeat(refusal));
  for (const refusal of clear) remember(refusal);
  const unheard = vague.toSorted(byTimeAndKey).filter((refusal) => {
    const original = repeatKeys(refusal)
      .map((key) => known.get(key))
      .find((found) => found !== undefined);
    if (original) absorb(original, refusal);
    else remember(refusal);
    return original === undefined;
  });
  return [...clear, ...unheard];
}

/** What finally failed is the last attempt. */
function later(known: Refusal | undefined, refusal: Refusal): Refusal {
  return known && byTimeAndKey(known, refusal) > 0 ? known : refusal;
}

function isVague(refusal: Refusal): boolean {
  return refusal.via !== "log" && refusal.replyId === null;
}

/** Suspended deliveries have no reply of their own. */
function isCutInLog({ via, replyId, suspended }: Refusal): boolean {
  return via === "log" && replyId === null && !suspended;
}

function absorb(original: Refusal, repeat: Refusal): void {
  if (repeat.action === "failed") original.action = "failed";
  if (isVague(original)) original.time = earlier(original.time, repeat.time);
}

/**
 * Exim logs a refusal for the host and then, maybe later, for each recipient: the line without recipient
 * says nothing more than when it was.
 */
export function withoutUnnamedRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
  const named = new Map<string, Refusal[]>();
  for (const { replyId, recipient } of refusals)
    if (replyId !== null && recipient === null) named.set(replyId, []);
  if (named.size === 0) return refusals;
  for (const refusal of refusals)
    if (refusal.replyId !== null && refusal.recipient !== null) named.get(refusal.replyId)?.push(refusal);
  return refusals.filter(({ replyId, recipient, time }) => {
    const repeats = recipient === null && replyId !== null ? (named.get(replyId) ?? []) : [];
    for (const refusal of repeats) refusal.time = earlier(refusal.time, time);
    return repeats.length === 0;
  });
}
