// What was seen of refusals that lie outside the period asked for: "none in this week" is another answer than
// "none at all".

import { timeOf } from "../base/standards/iso-time.ts";
import { ownAttemptKey } from "./keys.ts";
import { isOpen, isTimeWithin, mayBelong } from "./within-period.ts";
import type { AnalysisEvent, Rejection } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import type { OutsidePeriod, OutsideSum } from "../model/report.ts";

/** Above this number the exact one answers nobody's question. */
export const MAX_OUTSIDE = 100_000;

/** A refusal of which no more is read. */
export interface FarRefusal extends Pick<Rejection, "id" | "replyId" | "time"> {
  forSender: boolean;
}

export interface OutsideCount {
  add: (event: AnalysisEvent) => void;
  addFar: (refusal: FarRefusal) => void;
  /** Many of them, which were counted before. */
  addCounted: (counted: OutsidePeriod) => void;
  /** Undefined when nothing lies outside. */
  finish: () => OutsidePeriod | undefined;
}

export function createOutsideCount(): OutsideCount {
  const ofAddresses = createSum();
  const ofSenders = createSum();
  const sumFor = (forSender: boolean) => (forSender ? ofSenders : ofAddresses);
  return {
    add(event) {
      const { schema } = event;
      if (schema !== "whybounce.rejection/1" && schema !== "whybounce.sender-refusal/1") return;
      sumFor(schema === "whybounce.sender-refusal/1").add(ownAttemptKey(event), event.time);
    },
    addFar: (refusal) => sumFor(refusal.forSender).add(ownAttemptKey(refusal), refusal.time),
    addCounted({ forSenders, ...more }) {
      ofAddresses.addCounted(more);
      if (forSenders) ofSenders.addCounted(forSenders);
    },
    finish() {
      const [addresses, senders] = [ofAddresses.finish(), ofSenders.finish()];
      if (addresses === undefined && senders === undefined) return undefined;
      return { ...(addresses ?? NONE), ...(senders === undefined ? {} : { forSenders: senders }) };
    },
  };
}

const NONE: OutsideSum = { attempts: 0, from: null, to: null };

function createSum() {
  /** Whether one of its mentions has a time. */
  const attempts = new Map<string, boolean>();
  let counted = 0;
  let countedWithoutTime = 0;
  let from: string | null = null;
  let to: string | null = null;
  function reach(time: string | null): void {
    if (time === null) return;
    if (from === null || time < from) from = time;
    if (to === null || time > to) to = time;
  }
  return {
    add(key: string, time: string | null): void {
      if (attempts.size < MAX_OUTSIDE || attempts.has(key))
        attempts.set(key, time !== null || attempts.get(key) === true);
      reach(time);
    },
    addCounted(more: OutsideSum): void {
      counted += more.attempts;
      countedWithoutTime += more.withoutTime ?? 0;
      reach(more.from);
      reach(more.to);
    },
    finish(): OutsideSum | undefined {
      const all = attempts.size + counted;
      let withoutTime = countedWithoutTime;
      for (const isTimed of attempts.values()) if (!isTimed) withoutTime++;
      return all === 0 ? undefined : limitedOutside({ attempts: all, withoutTime, from, to });
    },
  };
}

export function limitedOutside({ attempts, withoutTime = 0, from, to }: OutsideSum): OutsideSum {
  const limited = { attempts: Math.min(attempts, MAX_OUTSIDE), from, to };
  return withoutTime === 0 ? limited : { ...limited, withoutTime: Math.min(withoutTime, MAX_OUTSIDE) };
}

/**
 * What became of a message counts whenever it was; a refusal of unknown time belongs to no limited period. Of what could
 * not be read no time may be known: it is told all the same.
 */
export function isWithin(event: AnalysisEvent, period: Period): boolean {
  if (event.schema === "whybounce.outcome/1" || event.schema === "whybounce.requeue/1") return true;
  if (event.time === null) return isOpen(period) || event.schema === "whybounce.unread/1";
  return isTimeWithin(timeOf(event.time), period);
}

/** Joined with its other mentions, it may lie within the period. */
export function mayBeWithin(event: AnalysisEvent, period: Period): boolean {
  if (!isRefused(event)) return isWithin(event, period);
  return mayBelong(event.time === null ? null : timeOf(event.time), period);
}

/** A refusal that is joined with its other mentions. */
export function isRefused({ schema }: AnalysisEvent): boolean {
  return (
    schema === "whybounce.rejection/1" ||
    schema === "whybounce.suspension/1" ||
    schema === "whybounce.sender-refusal/1"
  );
}
