// What a log tells of a queue id, as lines of NDJSON: a history keeps them beside the events, because they tell apart the
// messages that had one id.

import type { Removal } from "./delivery.ts";

export interface EnvelopeEvent {
  schema: "whybounce.envelope/1";
  time: string | null;
  queueId: string;
  reportingMta: string | null;
  sender: string | null;
  messageId: string | null;
  /** True for the line that a mailer writes once, as the message comes in. */
  begins: boolean;
}

export interface RemovalEvent {
  schema: "whybounce.removal/1";
  time: string | null;
  queueId: string;
  reportingMta: string | null;
  reason: Removal["reason"];
}

export type FactEvent = EnvelopeEvent | RemovalEvent;
