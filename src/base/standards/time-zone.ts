// How far the clocks of a time zone are from UTC. Starting Intl's calendar takes as long as reading a small log, so it is
// asked only about zones that Date does not know.

import { createMemory } from "../memory/remember.ts";

const HOUR = 3_600_000;

/** The zone of this machine, whatever its name is. */
export const MACHINE_ZONE = "system";

/** Whether Intl knows a zone of that name. */
export function isZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
    return timeZone !== "";
  } catch {
    return false;
  }
}

/**
 * Local wall time to UTC. The hour that comes twice when summer time ends is taken for the first of the two: the stamp
 * does not say which it was.
 */
export function wallToUtc(wall: number, timezone: string): number {
  if (timezone === "UTC") return wall;
  const before = zoneOffset(timezone, wall - 14 * HOUR);
  const guess = wall - before;
  if (zoneOffset(timezone, guess) === before) return guess;
  return wall - zoneOffset(timezone, wall - zoneOffset(timezone, guess));
}

/** Clocks go back by an hour; on Lord Howe Island by half of one. */
const turns = [HOUR, HOUR / 2];

/** The later time at which the clock showed the same, in the hour that comes twice; else null. */
export function laterPassage(time: number, timezone: string): number | null {
  if (timezone === "UTC") return null;
  const offset = zoneOffset(timezone, time);
  const back = turns.find((turn) => zoneOffset(timezone, time + turn) === offset - turn);
  return back === undefined ? null : time + back;
}

/** True when clocks went back between the two times. */
export function hasTurn(from: number, to: number, timezone: string): boolean {
  return timezone !== "UTC" && zoneOffset(timezone, to) < zoneOffset(timezone, from);
}

// Asking Intl for an offset costs microseconds, and dense logs ask for the same few hours.
const offsets = createMemory<string, number>();

/** Milliseconds that the zone is ahead of UTC. */
export function zoneOffset(timezone: string, time: number): number {
  if (timezone === "UTC") return 0;
  if (timezone === MACHINE_ZONE) return new Date(time).getTimezoneOffset() * -60_000;
  // Offsets change at full quarters of an hour.
  const quarter = Math.floor(time / (HOUR / 4));
  const key = `${timezone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = offsetOfName(timezone, quarter * (HOUR / 4));
    offsets.set(key, offset);
  }
  return offset;
}

const clocks = createMemory<string, Intl.DateTimeFormat>();
/** Bytes that Intl holds for a zone. */
const CLOCK_BYTES = 50_000;

/** The wall clock there, read as if it were UTC's. */
function offsetOfName(timezone: string, time: number): number {
  const clock = clocks.get(timezone) ?? openClock(timezone);
  const shown = new Map(clock.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const part = (type: Intl.DateTimeFormatPartTypes) => shown.get(type) ?? 0;
  const day = [part("year"), part("month") - 1, part("day")] as const;
  return Date.UTC(...day, part("hour"), part("minute"), part("second")) - time;
}

function openClock(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric" } as const;
  const clock = new Intl.DateTimeFormat("en-US", {
    ...numeric,
    minute: "numeric",
    second: "numeric",
    hourCycle: "h23",
    timeZone,
  });
  clocks.set(timeZone, clock, CLOCK_BYTES);
  return clock;
}
