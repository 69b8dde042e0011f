// Counts what the inputs say: in the period asked for, in the one before it, and what lies outside.

import { timeOf } from "../base/standards/iso-time.ts";
import type { Observation, ObservationBatch } from "../model/observations.ts";
import type { Period } from "../model/options.ts";
import type { OutsidePeriod } from "../model/report.ts";
import { acceptancesOf } from "./acceptances.ts";
import { sendingIpsOf, totalsOf, weeksOf } from "./cells.ts";
import type { Counted } from "./counted.ts";
import { createGrouping } from "./grouping.ts";
import { createOutsideCount, type FarRefusal, isRefused, isWithin, mayBeWithin } from "./outside-period.ts";
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
  /** A refusal that lies far outside the period, and of which no more is read. */
  addFar: (refusal: FarRefusal) => void;
  /** Many such refusals, which were counted before. */
  addCounted: (counted: OutsidePeriod) => void;
  /** `newest` is the newest time in the input, also in lines that tell nothing. */
  finish: (newest?: number | null) => CountedObservations;
}

export function createObservationCount({
  period,
  before,
  timezone,
  keepEvents,
}: CountOptions): ObservationCount {
  const grouping = createGrouping(keepEvents, period);
  const outside = createOutsideCount();
  let newestTold = -Infinity;

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
    if (!("schema" in observation)) return grouping.add(observation);
    see(observation);
    const isNear = [period, ...(before ? [before] : [])].some((one) => mayBeWithin(observation, one));
    // By its own time: for the few at the border that other mentions draw in, nobody asks.
    if (!isWithin(observation, period)) outside.add(observation);
    if (!isNear) return false;
    if (isRefused(observation)) return grouping.add(observation) && isWithin(observation, period);
    if (isWithin(observation, period)) return grouping.add(observation);
    return false;
  }

  /** The newest time that an event tells. */
  function see(event: { time: string | null; repeated?: string | null }): void {
    for (const time of [event.time, event.repeated ?? null])
      if (time !== null) newestTold = Math.max(newestTold, timeOf(time));
  }

  function addFar(refusal: FarRefusal): void {
    see(refusal);
    outside.addFar(refusal);
  }

  function addCounted(counted: OutsidePeriod): void {
    see({ time: counted.to });
    outside.addCounted(counted);
  }

  function finish(seen: number | null = null): CountedObservations {
    const newest = Math.max(newestTold, seen ?? -Infinity);
    const grouped = grouping.finish(period, newest);
    const cells = cellsOf(grouped, timezone);
    const cellsBefore = before && cellsOf(grouping.within(before, newest), timezone);
    return {
      newest: Number.isFinite(newest) ? newest : null,
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
      givenHosts: grouped.givenHosts,
      acceptances: acceptancesOf(grouped.deliveries, grouped.attempts),
      replies: grouped.replies,
      sightings: grouped.sightings,
      events: grouped.events,
      before: cellsBefore && { totals: totalsOf(cellsBefore), sendingIps: sendingIpsOf(cellsBefore) },
    };
  }

  return {
    add: (batches) => batches.forEach(addBatch),
    addFar,
    addCounted,
    finish,
  };
}

function isRefusal(observation: Observation): boolean {
  return "schema" in observation && observation.schema === "whybounce.rejection/1";
}
