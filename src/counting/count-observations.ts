// Counts what the inputs say: in the period asked for, in the one before it, and what lies outside.

import { timeOf } from "../base/standards/iso-time.ts";
import type { Observation, ObservationBatch } from "../model/observations.ts";
import type { Period } from "../model/options.ts";
import type { OutsidePeriod } from "../model/report.ts";
import { acceptancesOf } from "./acceptances.ts";
import { sendingIpsOf, totalsOf, weeksOf } from "./cells.ts";
import type { Counted } from "./counted.ts";
import { firstHeardHour } from "./end-not-seen.ts";
import { createGrouping } from "./grouping.ts";
import { untold } from "./hosts.ts";
import { textsOf } from "./replies.ts";
import { createOutsideCount, type FarRefusal, isRefused, isWithin, mayBeWithin } from "./outside-period.ts";
import { refusalGroupsOf } from "./refusal-cells.ts";
import { cellsOf, tallyOtherReceivers, tallyRecipients, tallyTimeline } from "./tally.ts";
import { tallyOthers } from "./tally-others.ts";

export interface CountOptions {
  period: Period;
  /** The period to be compared with. */
  before: Period | null;
  timezone: string;
  keepEvents: boolean;
  keepRecipients?: boolean | undefined;
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
  keepRecipients = true,
}: CountOptions): ObservationCount {
  const grouping = createGrouping(keepEvents, period);
  const outside = createOutsideCount();
  const periods = before ? [period, before] : [period];
  let newestTold = -Infinity;
  let oldestTold = Infinity;

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
    const isNear = periods.some((one) => mayBeWithin(observation, one));
    const isOfPeriod = isWithin(observation, period);
    // By its own time: for the few at the border that other mentions draw in, nobody asks.
    if (!isOfPeriod) outside.add(observation);
    if (!isNear) return false;
    if (isRefused(observation)) return grouping.add(observation) && isOfPeriod;
    return isOfPeriod && grouping.add(observation);
  }

  /** The newest and the oldest time that an event tells. */
  function see(event: { time: string | null; repeated?: string | null }): void {
    for (const time of [event.time, event.repeated ?? null]) {
      if (time === null) continue;
      newestTold = Math.max(newestTold, timeOf(time));
      oldestTold = Math.min(oldestTold, timeOf(time));
    }
  }

  function addFar(refusal: FarRefusal): void {
    see(refusal);
    outside.addFar(refusal);
  }

  function addCounted(counted: OutsidePeriod): void {
    see({ time: counted.from, repeated: counted.to });
    outside.addCounted(counted);
  }

  function finish(seen: number | null = null): CountedObservations {
    const newest = Math.max(newestTold, seen ?? -Infinity);
    const grouped = grouping.finish(period);
    const cells = cellsOf(grouped, timezone);
    const limit = firstHeardHour(newest, grouped.lastWords.longestTried);
    return {
      newest: Number.isFinite(newest) ? newest : null,
      totals: totalsOf(cells, limit),
      sendingIps: sendingIpsOf(cells, limit),
      weeks: weeksOf(cells),
      timeline: tallyTimeline(grouped, period),
      recipients: keepRecipients ? tallyRecipients(grouped) : [],
      otherRefusals: tallyOthers(grouped.others),
      otherReceivers: tallyOtherReceivers(grouped.otherReceivers),
      senderRefusals: refusalGroupsOf(cells),
      unread: grouped.unread,
      outsidePeriod: outside.finish(),
      localIps: grouped.localIps,
      givenHosts: untold(grouped.givenHosts, grouped.toldHosts),
      acceptances: acceptancesOf(grouped.deliveries, grouped.attempts),
      replies: textsOf(grouped.replies),
      sightings: grouped.sightings,
      events: grouped.events,
      before: before && countBefore(before, newest),
      oldest: Number.isFinite(oldestTold) ? oldestTold : null,
    };
  }

  function countBefore(earlier: Period, newest: number): NonNullable<Counted["before"]> {
    const counts = grouping.within(earlier);
    const limit = firstHeardHour(newest, counts.lastWords.longestTried);
    const cells = cellsOf(counts, timezone);
    return {
      totals: totalsOf(cells, limit),
      sendingIps: sendingIpsOf(cells, limit),
      senderRefusals: refusalGroupsOf(cells),
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
