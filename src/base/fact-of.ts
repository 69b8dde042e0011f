// What a history tells of a queue id, as the reading of a log tells it.

import type { QueueFact } from "../model/delivery.ts";
import type { FactEvent } from "../model/fact-events.ts";
import { timeOf } from "./standards/iso-time.ts";

export function factOf(event: FactEvent): QueueFact {
  const { queueId, reportingMta } = event;
  const line = { queueId, reportingMta, time: event.time === null ? null : timeOf(event.time) };
  if (event.schema === "whybounce.removal/1")
    return { kind: "removal", removal: { ...line, reason: event.reason } };
  const { sender, messageId, begins } = event;
  return { kind: "envelope", envelope: { ...line, sender, messageId, begins } };
}
