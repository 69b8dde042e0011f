// The ISO week of a time, fast enough for many times. A week begins on Monday at local midnight and belongs to the year of
// its Thursday.

import { createMemory, type Memory } from "../memory/remember.ts";
import { wallToUtc, zoneOffset } from "./time-zone.ts";

export interface WeekSpan {
  /** `2026-W08`. */
  week: string;
  /** Monday of that week: `2026-02-16`. */
  weekStart: string;
  /** Milliseconds since the epoch; `to` is exclusive. */
  from: number;
  to: number;
}

interface ZoneWeeks {
  latest: WeekSpan;
  /** Keyed by `floor(time / a week)`: each slot touches at most two ISO weeks. */
  slots: Memory<number, WeekSpan[]>;
}

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** A slot holds two weeks at most. */
const SPAN_BYTES = 300;
/** Enough for every week since mail was invented. */
const WEEKS_BYTES = 1 << 20;
const zones = createMemory<string, ZoneWeeks>(16 * WEEKS_BYTES);

/** The ISO week of a time. Logs run forward in time: nearly every call is two comparisons. */
export function isoWeek(timeMs: number, timezone: string): WeekSpan {
  const zone = zones.get(timezone) ?? openZone(timeMs, timezone);
  if (!contains(zone.latest, timeMs)) zone.latest = findWeek(zone, timeMs, timezone);
  return zone.latest;
}

function openZone(timeMs: number, timezone: string): ZoneWeeks {
  const zone = { latest: weekSpan(timeMs, timezone), slots: createMemory<number, WeekSpan[]>(WEEKS_BYTES) };
  zones.set(timezone, zone, WEEKS_BYTES);
  return zone;
}

function findWeek(zone: ZoneWeeks, timeMs: number, timezone: string): WeekSpan {
  const slot = Math.floor(timeMs / WEEK);
  const spans = zone.slots.get(slot) ?? [];
  const known = spans.find((span) => contains(span, timeMs));
  if (known) return known;
  const span = weekSpan(timeMs, timezone);
  zone.slots.set(slot, [...spans, span], SPAN_BYTES);
  return span;
}

function contains(span: WeekSpan, timeMs: number): boolean {
  return timeMs >= span.from && timeMs < span.to;
}

function weekSpan(timeMs: number, timezone: string): WeekSpan {
  const monday = mondayBefore(timeMs + zoneOffset(timezone, timeMs));
  return {
    week: weekName(monday + 3 * DAY),
    weekStart: new Date(monday).toISOString().slice(0, "2026-02-16".length),
    from: wallToUtc(monday, timezone),
    to: wallToUtc(monday + WEEK, timezone),
  };
}

/** January 1, 1970, was a Thursday. */
function mondayBefore(wall: number): number {
  return Math.floor((wall + 3 * DAY) / WEEK) * WEEK - 3 * DAY;
}

function weekName(thursday: number): string {
  const year = new Date(thursday).getUTCFullYear();
  const number = Math.floor((thursday - Date.UTC(year, 0, 1)) / WEEK) + 1;
  return `${String(year).padStart(4, "0")}-W${String(number).padStart(2, "0")}`;
}
