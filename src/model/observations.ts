// What the reading hands to the counting, and what the counting answers.

import type { QueueFact } from "./delivery.ts";
import type { AnalysisEvent } from "./events.ts";

/** What an input says: an event, or what a log tells of a queue id besides its refusals and ends. */
export type Observation = AnalysisEvent | QueueFact;

/** One for each observation. */
export type Lines = readonly (string | null)[];

/** What was read from a stretch of a log, or from one message. */
export interface ObservationBatch {
  observations: readonly Observation[];
  /** Of events that were read as such: the line of each, null where it does not say just what the event does. */
  lines?: Lines;
  /** Told by an earlier run, and told again. */
  isToldAgain?: true;
  /** Refusals in it that were not known: filled in by the counting. */
  newRefusals: number;
  /** What went wrong while it was counted, null if nothing did: filled in by the counting. */
  failure: unknown;
}
