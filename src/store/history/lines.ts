// Observations as the lines of a history.

import { hash } from "node:crypto";
import { isoTime } from "../../base/standards/iso-time.ts";
import type { QueueFact } from "../../model/delivery.ts";
import type { RequeueEvent } from "../../model/events.ts";
import type { FactEvent } from "../../model/fact-events.ts";
import type { Observation } from "../../model/observations.ts";
import { monthOf } from "./months.ts";

export interface HistoryLine {
  month: string;
  /** The same for the same words, wherever they were read: a log that was rotated has another name. */
  mention: string;
  text: string;
}

export function lineOf(observation: Observation): HistoryLine {
  const event = "schema" in observation ? observation : eventOf(observation);
  const text = JSON.stringify(event);
  return { month: monthOf(event.time), mention: mentionOf(text), text };
}

function eventOf(fact: QueueFact): FactEvent | RequeueEvent {
  switch (fact.kind) {
    case "envelope": {
      const { time, ...words } = fact.envelope;
      return { schema: "whybounce.envelope/1", time: isoTime(time), ...words };
    }
    case "removal": {
      const { time, ...words } = fact.removal;
      return { schema: "whybounce.removal/1", time: isoTime(time), ...words };
    }
    case "requeue": {
      const { time, ...words } = fact.requeue;
      return { schema: "whybounce.requeue/1", time: isoTime(time), ...words };
    }
  }
}

/** A source is flat. */
const source = /,"source":\{[^{}]*\}/;

export function mentionOf(line: string): string {
  return hash("sha256", line.replace(source, ""), "base64").slice(0, 16);
}
