// What was counted, as events again: fed back, they give the same counts.

import { isoTime, timeOf } from "../base/standards/iso-time.ts";
import type { Requeue } from "../model/delivery.ts";
import type { AnalysisEvent, Outcome, Rejection, RequeueEvent, Suspension } from "../model/events.ts";
import { receivedFields, type Refusal } from "./refusal.ts";

export function ofRequeue({ queueId, originalQueueId, reportingMta, time }: RequeueEvent): Requeue {
  return { queueId, originalQueueId, reportingMta, time: time === null ? null : timeOf(time) };
}

export function keepRejection(rejections: Map<string, Rejection>, event: Rejection): void {
  const known = rejections.get(event.id);
  if (!known || placeOf(event) < placeOf(known)) rejections.set(event.id, event);
}

/** Sorts what a log tells before what a bounce tells. */
function placeOf({ via, source, reply }: Rejection): string {
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
    const { key, sendingIp, sender, queueId, messageId, reportingMta, action } = refusal;
    const time = isoTime(refusal.time);
    const rejection = rejections.get(key);
    if (rejection)
      return [
        {
          ...rejection,
          time,
          action,
          sendingIp,
          sender,
          queueId,
          messageId,
          reportingMta,
          ...messageOf(refusal),
          ...receivedFields(refusal.received),
        },
      ];
    const suspension = suspensions.get(key);
    if (!suspension) return [];
    const { repeated: _repeated, ...told } = suspension;
    const isRepeated = refusal.lastTime !== refusal.time;
    const last = isRepeated ? { repeated: isoTime(refusal.lastTime) } : {};
    return [{ ...told, time, sender, reportingMta, ...last, ...messageOf(refusal) }];
  });
}

/** Rare: what tells the message of a queue id that is not its own, or not its own alone. */
function messageOf({ originalQueueId, arrived }: Refusal): Pick<Rejection, "originalQueueId" | "arrived"> {
  return { ...(originalQueueId ? { originalQueueId } : {}), ...(arrived ? { arrived } : {}) };
}
