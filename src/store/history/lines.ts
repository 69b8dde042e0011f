// Observations as the lines of a history.

import { hash } from "node:crypto";
import { isoTime } from "../../base/standards/iso-time.ts";
import type { QueueFact } from "../../model/delivery.ts";
import type { AnalysisEvent, RequeueEvent } from "../../model/events.ts";
import type { FactEvent } from "../../model/fact-events.ts";
import type { Observation } from "../../model/observations.ts";
import { monthOf } from "./months.ts";

/** An event, or a fact as a line. */
export type StoredEvent = AnalysisEvent | FactEvent;

export interface HistoryLine {
  event: StoredEvent;
  month: string;
  /** The same for the same words, wherever they were read: a log that was rotated has another name. */
  mention: string;
  text: string;
}

export function lineOf(observation: Observation): HistoryLine {
  const event = "schema" in observation ? observation : eventOf(observation);
  const text = JSON.stringify(event);
  return { event, month: monthOf(event.time), mention: mentionOf(text), text };
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
const SOURCE = ',"source":{';

export function mentionOf(line: string): string {
  return hash("sha256", withoutSource(line), "base64").slice(0, 16);
}

/** As the pattern does, which takes twice as long; it is asked where a name within has a brace. */
function withoutSource(line: string): string {
  const start = line.indexOf(SOURCE);
  if (start < 0) return line;
  const end = line.indexOf("}", start);
  const brace = line.indexOf("{", start + SOURCE.length);
  if (end < 0) return line;
  if (brace >= 0 && brace < end) return line.replace(source, "");
  return line.slice(0, start) + line.slice(end + 1);
}
