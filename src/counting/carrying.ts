// Joins what a run was told about messages with a queue id, in whatever period, to find what the next run must know of it.

import type { Observation, ObservationBatch } from "../model/observations.ts";
import { createGrouping } from "./grouping.ts";

export interface Carrying {
  add: (batches: readonly ObservationBatch[]) => void;
  /** `newest` is the newest time in the logs. */
  carried: (newest: number | null) => Observation[];
}

export function createCarrying(): Carrying {
  const grouping = createGrouping(true);
  return {
    add(batches) {
      for (const { observations } of batches)
        for (const observation of observations) if (hasQueueId(observation)) grouping.add(observation);
    },
    carried: grouping.carried,
  };
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
