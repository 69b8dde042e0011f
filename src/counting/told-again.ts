// What was counted, as events again: fed back, they give the same counts.

import { isoTime, timeOf } from "../base/standards/iso-time.ts";
import type { Requeue } from "../model/delivery.ts";
import type {
  AnalysisEvent,
  Outcome,
  Rejection,
  RequeueEvent,
  SenderRefusal,
  Suspension,
} from "../model/events.ts";
import { receivedFields, type Refusal } from "./refusal.ts";

export function ofRequeue({ queueId, originalQueueId, reportingMta, time }: RequeueEvent): Requeue {
  return { queueId, originalQueueId, reportingMta, time: time === null ? null : timeOf(time) };
}

export function keepRejection(rejections: Map<string, Rejection>, event: Rejection): void {
  const known = rejections.get(event.id);
  if (!known || isFirstOf(event, known)) rejections.set(event.id, event);
}

type Quoting = Pick<Rejection, "via" | "source" | "reply">;

/** Of two mentions of one refusal, in whatever order they come, a log's is kept before a bounce's. */
export function isFirstOf(event: Quoting, other: Quoting): boolean {
  return placeOf(event) < placeOf(other);
}

function placeOf({ via, source, reply }: Quoting): string {
  return [via === "log" ? 0 : 1, JSON.stringify(source), reply].join(" ");
}

export function requeueEvents(requeues: readonly Requeue[]): RequeueEvent[] {
  return requeues.map(({ queueId, originalQueueId, reportingMta, time }) => ({
    schema: "whybounce.requeue/1",
    time: isoTime(time),
    queueId,
    originalQueueId,
    reportingMta,
  }));
}

/** How a delivery ended, without the refusal that said so: that belongs to another period. */
export function endEvents(refusals: readonly Refusal[]): Outcome[] {
  return refusals.flatMap((refusal): Outcome[] => {
    const { queueId, reportingMta, recipient } = refusal;
    if (queueId === null) return [];
    const end = { queueId, reportingMta, recipient, ...messageOf(refusal) };
    return [{ schema: "whybounce.outcome/1", outcome: "failed", time: isoTime(refusal.time), ...end }];
  });
}

/** Each event says what all mentions of its refusal said together: fed back, it gives the same counts. */
export function refusalEvents(
  refusals: readonly Refusal[],
  rejections: ReadonlyMap<string, Rejection>,
  suspensions: ReadonlyMap<string, Suspension>,
): AnalysisEvent[] {
  return refusals.flatMap((refusal): AnalysisEvent[] => {
    const rejection = rejections.get(refusal.key);
    if (rejection) return [{ ...rejection, ...sharedFields(refusal), ...receivedFields(refusal.received) }];
    const suspension = suspensions.get(refusal.key);
    if (!suspension) return [];
    const { repeated: _repeated, ...told } = suspension;
    const { time, sender, reportingMta } = sharedFields(refusal);
    return [{ ...told, time, sender, reportingMta, ...lastOf(refusal), ...messageOf(refusal) }];
  });
}

/** The same for a refusal for the sender's records. */
export function senderRefusalEvent(event: SenderRefusal, refusal: Refusal): SenderRefusal {
  const { repeated: _repeated, ...told } = event;
  return { ...told, ...sharedFields(refusal), ...lastOf(refusal) };
}

/** What the mentions of a refusal may tell one for the other. */
function sharedFields(refusal: Refusal) {
  const { action, sendingIp, sender, queueId, messageId, reportingMta } = refusal;
  const fields = { action, sendingIp, sender, queueId, messageId, reportingMta };
  return { time: isoTime(refusal.time), ...fields, ...messageOf(refusal) };
}

/** When it was told last, if it was told several times. */
function lastOf({ time, lastTime }: Refusal): Pick<Suspension, "repeated"> {
  return lastTime === time ? {} : { repeated: isoTime(lastTime) };
}

/** Rare: what tells the message of a queue id that is not its own, or not its own alone. */
function messageOf({ originalQueueId, arrived }: Refusal): Pick<Rejection, "originalQueueId" | "arrived"> {
  return { ...(originalQueueId ? { originalQueueId } : {}), ...(arrived ? { arrived } : {}) };
}
