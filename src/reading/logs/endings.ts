// How followed messages end, as the entries of a log say it: delivered, failed, or taken out of the queue.

import type { DeliveryAttempt, DeliveryOutcome, Removal } from "../../model/delivery.ts";
import type { Observation } from "../../model/observations.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { isFollowed, judge } from "../../refusals/judge.ts";
import { attemptsOf, outcomesOf, type EntryRecord } from "./entries.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import type { LogClock } from "./log-clock.ts";

export interface Endings {
  /** What an entry tells of a followed message, but for its refusals. */
  tell: (entry: EntryRecord, clock: LogClock) => void;
  /** An attempt that failed for good. */
  tellFailure: (attempt: DeliveryAttempt, clock: LogClock) => void;
}

/** Adds what it is told to `observations`. */
export function createEndings(followed: FollowedMessages, observations: Observation[]): Endings {
  function tell({ record, accepted }: EntryRecord, clock: LogClock): void {
    if (record.kind === "outcome") {
      for (const outcome of outcomesOf(record)) tellOutcome(outcome, clock, accepted());
    } else if (record.kind === "attempt") {
      for (const attempt of attemptsOf(record)) tellRepeated(attempt, clock);
    } else if (record.kind !== "part") {
      if (record.kind === "removal") tellRemoval(record.removal, clock);
      followed.learn(record);
    }
  }

  /** A refusal is told where it is found; of others only counts that they were final. */
  function tellRepeated(attempt: DeliveryAttempt, clock: LogClock): void {
    const judged = attempt.suspended ? null : judge(attempt);
    const isRefusal = judged !== null && isFollowed(judged.verdict);
    if (isRefusal) followed.pass(attempt);
    else if (attempt.action === "failed") tellFailure(attempt, clock);
  }

  function tellRemoval(removal: Removal, clock: LogClock): void {
    const { queueId, reportingMta, reason } = removal;
    removal.time = followed.endOf(removal, null, clock.isNewestFirst());
    if (reason === "deleted" || reason === "unknown")
      tellOutcome(
        { outcome: "failed", time: removal.time, queueId, reportingMta, recipient: null },
        clock,
        null,
      );
  }

  function tellFailure(attempt: DeliveryAttempt, clock: LogClock): void {
    const { queueId, reportingMta, recipient, time } = attempt;
    if (queueId !== null)
      tellOutcome({ outcome: "failed", time, queueId, reportingMta, recipient }, clock, null);
  }

  function tellOutcome(outcome: DeliveryOutcome, clock: LogClock, accepted: number | null): void {
    if (!followed.has(outcome.queueId)) return;
    const time = followed.endOf(outcome, accepted, clock.isNewestFirst());
    followed.end(outcome.queueId, time);
    observations.push({ schema: "whybounce.outcome/1", ...outcome, time: isoTime(time) });
  }

  return { tell, tellFailure };
}
