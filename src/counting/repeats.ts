// Refusals that only repeat what others tell better.

import { mailboxOf, repeatKeys } from "./keys.ts";
import { byTimeAndKey, earlier, type Refusal } from "./refusal.ts";

/** A line without recipient may tell an earlier time, by which one that was cut short is known: so these come first and last. */
export function withoutRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
  return withoutCutRepeats(withoutUnnamedRepeats(withoutVagueRepeats(withoutCutRepeats(refusals))));
}

/**
 * A copy of a log may end within a line, before Gmail's token. The whole line tells the same: of this recipient, in
 * the same second, by the same host. No mailer asks a host twice in a second.
 */
function withoutCutRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
  const cut = new Map<string, Refusal | null>();
  for (const refusal of refusals) if (isCutInLog(refusal)) cut.set(lineKey(refusal), null);
  if (cut.size === 0) return refusals;
  for (const refusal of refusals) {
    if (refusal.via !== "log" || refusal.replyId === null) continue;
    const key = lineKey(refusal);
    if (cut.has(key)) cut.set(key, refusal);
  }
  return refusals.filter((refusal) => {
    const whole = isCutInLog(refusal) ? cut.get(lineKey(refusal)) : null;
    if (whole) absorb(whole, refusal);
    return !whole;
  });
}

function lineKey({ queueId, recipient, code, time, remoteMta }: Refusal): string {
  const second = time === null ? null : Math.floor(time / 1000);
  return [queueId, mailboxOf(recipient), code, second, remoteMta].join(" ");
}

/**
 * A DSN that lost Gmail's token on its way repeats a refusal that is known from elsewhere: from the log, or
 * from a DSN that has the token. So does a DSN with the token where the log has none, as Sendmail's. It adds
 * its action, and no attempt.
 */
function withoutVagueRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
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
function withoutUnnamedRepeats(refusals: readonly Refusal[]): readonly Refusal[] {
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
