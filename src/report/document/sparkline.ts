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
  const wanted = new Set(ips);
  const rows = timeline?.sendingIps.filter(({ ip }) => wanted.has(ip)) ?? [];
  if (!timeline || rows.length === 0) return null;
  const merged = Math.max(1, Math.ceil(timeline.bucketCount / maximum));
  const counts = Array.from({ length: Math.ceil(timeline.bucketCount / merged) }, (_, column) =>
    sumOf(rows.flatMap((row) => row.counts.slice(column * merged, (column + 1) * merged))),
  );
  return { from: Date.parse(timeline.from), seconds: timeline.bucketSeconds * merged, counts };
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}

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
