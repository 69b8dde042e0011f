// Refusals over time as a row of bars: how buckets become columns, and columns become characters.

import type { Timeline } from "../../model/report.ts";
import { duration, grouped } from "../../base/words/quantities.ts";

export interface Columns {
  /** Milliseconds since the epoch. */
  from: number;
  /** What one column stands for. */
  seconds: number;
  counts: number[];
}

/** Null when everything happened within one bucket: a single bar says nothing. */
export function drawnTimeline(timeline: Timeline | null): Timeline | null {
  return timeline !== null && timeline.bucketCount > 1 ? timeline : null;
}

/** The buckets of some addresses, neighbors added up until there are at most `maximum`; null when they have none. */
export function columnsOf(
  timeline: Timeline | null,
  ips: readonly string[],
  maximum: number,
): Columns | null {
  if (timeline === null) return null;
  const known = rowsOf(timeline);
  const rows = ips.flatMap((ip) => known.get(ip) ?? []);
  if (rows.length === 0) return null;
  const merged = Math.max(1, Math.ceil(timeline.bucketCount / maximum));
  const counts = Array.from({ length: Math.ceil(timeline.bucketCount / merged) }, () => 0);
  for (const row of rows)
    for (const [bucket, amount] of row.counts.entries()) counts[Math.floor(bucket / merged)]! += amount;
  return { from: Date.parse(timeline.from), seconds: timeline.bucketSeconds * merged, counts };
}

type Row = Timeline["sendingIps"][number];

/** By address; kept with the timeline, for each of ten thousand addresses asks for its own. */
function rowsOf(timeline: Timeline): Map<string, Row> {
  const known = rowsOfTimelines.get(timeline) ?? new Map(timeline.sendingIps.map((row) => [row.ip, row]));
  rowsOfTimelines.set(timeline, known);
  return known;
}

const rowsOfTimelines = new WeakMap<Timeline, Map<string, Row>>();

const unicodeBars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
/** From thin to thick, without letters and digits. */
const asciiBars = [".", ":", "-", "=", "+", "*", "#", "@"];

/** Even one refusal is a visible bar. */
export function sparkline(counts: readonly number[], unicode: boolean): string {
  const bars = unicode ? unicodeBars : asciiBars;
  const none = unicode ? "·" : "_";
  const highest = counts.reduce((most, amount) => Math.max(most, amount), 1);
  return counts
    .map((amount) => (amount === 0 ? none : bars[Math.ceil((amount / highest) * bars.length) - 1]))
    .join("");
}

/** `1 column = 6 hours, at most 42` */
export function columnText({ seconds, counts }: Columns): string {
  const highest = counts.reduce((most, amount) => Math.max(most, amount), 0);
  return `1 column = ${duration(seconds)}, at most ${grouped(highest)}`;
}
