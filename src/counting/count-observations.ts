// Counts what the inputs say: in the period asked for, in the one before it, and what lies outside.

import type { Observation, ObservationBatch } from "../model/observations.ts";
import type { Period } from "../model/options.ts";
import { acceptancesOf } from "./acceptances.ts";
import { sendingIpsOf, totalsOf, weeksOf } from "./cells.ts";
import type { Counted } from "./counted.ts";
import { createGrouping } from "./grouping.ts";
import { createOutsideCount, isWithin } from "./outside-period.ts";
import { cellsOf, tallyOtherReceivers, tallyRecipients, tallyTimeline } from "./tally.ts";
import { tallyOthers } from "./tally-others.ts";

export interface CountOptions {
  period: Period;
  /** The period to be compared with. */
  before: Period | null;
  timezone: string;
  keepEvents: boolean;
}

/** All but what is known of the inputs themselves. */
export type CountedObservations = Omit<Counted, "inputs" | "warnings" | "inputFailed" | "interrupted">;

export interface ObservationCount {
  /** Never throws: what goes wrong is written on the batch that it concerns, and the rest of that is not counted. */
  add: (batches: readonly ObservationBatch[]) => void;
  finish: () => CountedObservations;
}

export function createObservationCount({
  period,
  before,
  timezone,
  keepEvents,
}: CountOptions): ObservationCount {
  const grouping = createGrouping(keepEvents);
  const outside = createOutsideCount();
  const earlier = before && createGrouping(false);

  function addBatch(batch: ObservationBatch): void {
    try {
      for (const observation of batch.observations)
        if (addOne(observation) && isRefusal(observation)) batch.newRefusals++;
    } catch (error) {
      batch.failure = error;
    }
  }

  /** Adds the observation; nothing that lies outside the period is new. */
  function addOne(observation: Observation): boolean {
    const isEvent = "schema" in observation;
    if (before && (!isEvent || isWithin(observation, before))) earlier?.add(observation);
    if (!isEvent || isWithin(observation, period)) return grouping.add(observation);
    outside.add(observation);
    return false;
  }

  function finish(): CountedObservations {
    const grouped = grouping.finish();
    const cells = cellsOf(grouped, timezone);
    const cellsBefore = earlier && cellsOf(earlier.finish(), timezone);
    return {
      totals: totalsOf(cells),
      sendingIps: sendingIpsOf(cells),
      weeks: weeksOf(cells),
      timeline: tallyTimeline(grouped, period),
      recipients: tallyRecipients(grouped),
      otherRefusals: tallyOthers(grouped.others),
      otherReceivers: tallyOtherReceivers(grouped.otherReceivers),
      senderRefusals: grouped.senderRefusals,
      unread: grouped.unread,
      outsidePeriod: outside.finish(),
      localIps: grouped.localIps,
      acceptances: acceptancesOf(grouped.deliveries, grouped.attempts),
      replies: grouped.replies,
      sightings: grouped.sightings,
      events: grouped.events,
      before: cellsBefore && { totals: totalsOf(cellsBefore), sendingIps: sendingIpsOf(cellsBefore) },
    };
  }

  return { add: (batches) => batches.forEach(addBatch), finish };
}

function isRefusal(observation: Observation): boolean {
  return "schema" in observation && observation.schema === "whybounce.rejection/1";
}
