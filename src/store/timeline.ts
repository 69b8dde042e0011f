// Refusals over time, from their counts by the hour.

import type { Cells } from "../counting/cells.ts";
import { bucketsOf, timelineOf } from "../counting/tally.ts";
import type { Period } from "../model/options.ts";
import type { Timeline } from "../model/report.ts";
import type { Details } from "./snapshot.ts";

const HOUR = 3_600_000;

export function timelineOfHours(
  hours: Details["hours"],
  { addresses }: Cells,
  period: Period,
): Timeline | null {
  const seen = [...addresses.values()].filter(({ first }) => first !== null);
  if (seen.length === 0) return null;
  const first = Math.min(...seen.map((cell) => cell.first!));
  const last = Math.max(...seen.map((cell) => cell.last!));
  const buckets = bucketsOf({ first, last }, period);
  return timelineOf(buckets, inBuckets(hours, buckets));
}

function* inBuckets(hours: Details["hours"], { start, length }: { start: number; length: number }) {
  for (const [ip, own] of hours)
    for (const [hour, attempts] of own)
      if (attempts > 0) yield { ip, bucket: Math.floor((hour * HOUR - start) / length), attempts };
}
