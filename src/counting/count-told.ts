// Counts no more than how many refusals are told: where what is read is only handed on, nobody asks for a report, and no event
// is held.

import { timeOf } from "../base/standards/iso-time.ts";
import type { Observation, ObservationBatch } from "../model/observations.ts";
import { createObservationCount, type CountOptions, type ObservationCount } from "./count-observations.ts";
import { isWithin } from "./outside-period.ts";

/** A refusal that several inputs tell of counts each time: to know it again, all of them would have to be kept. */
export function createToldCount(options: CountOptions): Pick<ObservationCount, "add" | "finish"> {
  const nothing = createObservationCount(options);
  let newest = -Infinity;

  function see(observation: Observation): void {
    if (!("schema" in observation)) return;
    const { time, repeated = null } = observation as typeof observation & { repeated?: string | null };
    for (const one of [time, repeated]) if (one !== null) newest = Math.max(newest, timeOf(one));
  }

  function isCounted(observation: Observation): boolean {
    if (!("schema" in observation) || observation.schema !== "whybounce.rejection/1") return false;
    return isWithin(observation, options.period);
  }

  return {
    add(batches: readonly ObservationBatch[]) {
      for (const batch of batches) {
        batch.observations.forEach(see);
        batch.newRefusals += batch.observations.filter(isCounted).length;
      }
    },
    finish: (seen = null) => nothing.finish(Math.max(newest, seen ?? -Infinity)),
  };
}
