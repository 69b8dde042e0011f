// Joins what a run was told about messages with a queue id, in whatever period, to find what the next run must know of it.

import { timeOf } from "../base/standards/iso-time.ts";
import type { Observation, ObservationBatch } from "../model/observations.ts";
import { createGrouping } from "./grouping.ts";

export interface Carrying {
  add: (batches: readonly ObservationBatch[]) => void;
  /** `newest` is the newest time in the logs. */
  carried: (newest: number | null) => Observation[];
}

/** A host of usual size has fewer in all of its logs. */
const HELD_AT_ONCE = 50_000;

/**
 * What a run carries over to the next one, told again, gives the same counts. So a long run goes on as if it were several: once
 * `heldAtOnce` more observations are held, only what has not ended is kept of them.
 */
export function createCarrying(heldAtOnce = HELD_AT_ONCE): Carrying {
  let grouping = createGrouping(true);
  let held = 0;
  let limit = heldAtOnce;
  let newest = -Infinity;

  function add(batches: readonly ObservationBatch[]): void {
    for (const { observations } of batches) {
      for (const observation of observations) if (hasQueueId(observation)) hold(observation);
      if (held > limit) keepOpen();
    }
  }

  function hold(observation: Observation): void {
    grouping.add(observation);
    held++;
    if ("time" in observation && observation.time !== null)
      newest = Math.max(newest, timeOf(observation.time));
  }

  function keepOpen(): void {
    const open = grouping.carried(Number.isFinite(newest) ? newest : null);
    grouping = createGrouping(true);
    held = 0;
    open.forEach(hold);
    // Where most of it is open, it is not gone through again and again.
    limit = 2 * held + heldAtOnce;
  }

  return { add, carried: (end) => grouping.carried(end) };
}

function hasQueueId(observation: Observation): boolean {
  if (!("schema" in observation)) return true;
  switch (observation.schema) {
    case "whybounce.rejection/1":
    case "whybounce.suspension/1":
    case "whybounce.sender-refusal/1":
    case "whybounce.outcome/1":
    case "whybounce.requeue/1":
      return true;
    case "whybounce.other/1":
    case "whybounce.other-receiver/1":
    case "whybounce.unread/1":
      return false;
  }
}
