// A point in time as people write it, and as journalctl takes it: systemd.time(7).

import { UserError } from "../errors.ts";
import { DAY, parseTimeSpan } from "./time-span.ts";
import { isZone, wallToUtc, zoneOffset } from "./time-zone.ts";

/** What a word or a date names: a day lasts from its midnight to the next, anything else is one instant. */
export interface Moment {
  start: number;
  end: number;
}

/** What the words count from. */
export interface Clock {
  now: number;
  timezone: string;
}

/** For `--since` and `--until`, in their help and in the complaint about what they cannot be. */
export const MOMENT_EXAMPLES =
  'a date (2026-02-16), a time (2026-02-16T08:00, 08:00), today, yesterday, or an age (30m, 24h, 7days, "1 hour ago")';

/** `option` names where the text was written. */
export function parseMoment(option: string, text: string, clock: Clock): Moment {
  const words = text.trim().replaceAll(/\s+/g, " ");
  const time = instantIn(words, clock);
  if (time !== null) return { start: time, end: time };
  const stamp = readStamp(words, clock);
  if (stamp === null) throw new UserError({ option, value: text, nextStep: `write ${MOMENT_EXAMPLES}` });
  const moment = momentOf(stamp, clock);
  if (typeof moment !== "string") return moment;
  throw new UserError({ option, value: text, problem: moment });
}

// ---------------------------------------------------------------- ages and seconds

const agoPattern = /^(?:-(?<past>.+)|\+(?<future>.+)|(?<span>.+?)(?: (?<word>ago|left))?)$/i;
/** Ten digits last until the year 2286. */
const secondsPattern = /^@(?<seconds>\d{1,10})(?:\.\d{1,9})?$/;

/** Null for what is no single instant by itself. */
function instantIn(text: string, { now }: Clock): number | null {
  if (text.toLowerCase() === "now") return now;
  const seconds = secondsPattern.exec(text)?.groups?.["seconds"];
  if (seconds !== undefined) return Number(seconds) * 1000;
  const { past, future, span: bare = "", word = "" } = agoPattern.exec(text)?.groups ?? {};
  const span = parseTimeSpan(past ?? future ?? bare);
  if (span === null) return null;
  // Without a sign or a word it is an age: who asks for the last 7d never means the next.
  const isAhead = future !== undefined || word.toLowerCase() === "left";
  return isAhead ? now + span : now - span;
}

// ---------------------------------------------------------------- dates and times of day

interface Stamp {
  weekday: string | undefined;
  /** A date, or a word for one. */
  day: string;
  clock: string | undefined;
  /** `Z`, an offset, or the name of a zone. */
  zone: string | undefined;
}

const stampPattern =
  /^(?:(?<weekday>[a-z]{3,9}),? )?(?<day>\d{4}-\d{2}-\d{2}|today|yesterday|tomorrow)(?:[T ](?<clock>\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?))?(?: ?(?<zone>Z|[+-]\d{2}(?::?\d{2})?)| (?<name>[a-z][\w+/-]{1,39}))?$/i;
/** A time of day alone is one of today. */
const clockPattern = /^\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?: |Z|$)/i;

function readStamp(text: string, { timezone }: Clock): Stamp | null {
  const dated = clockPattern.test(text) ? `today ${text}` : text;
  const { weekday, day, clock, zone, name } = stampPattern.exec(dated)?.groups ?? {};
  if (day === undefined) return null;
  if (weekday !== undefined && dayNumber(weekday) === null) return null;
  if (name !== undefined && !isZone(name)) return null;
  return { weekday, day: day.toLowerCase(), clock, zone: zone ?? name ?? timezone };
}

/** Or what is wrong with it, in words. */
function momentOf({ weekday, day, clock, zone = "UTC" }: Stamp, { now }: Clock): Moment | string {
  const midnight = midnightOf(day, now, zone);
  const ofDay = millisecondsOf(clock ?? "00:00");
  if (midnight === null || ofDay === null) return "the calendar has no such date or time";
  if (weekday !== undefined && dayNumber(weekday) !== new Date(midnight).getUTCDay())
    return "that day is another day of the week";
  const start = toUtc(midnight + ofDay, zone);
  return { start, end: clock === undefined ? toUtc(midnight + DAY, zone) : start };
}

const dayOffsets: Record<string, number> = { yesterday: -DAY, today: 0, tomorrow: DAY };

/** The midnight that a clock there shows, as if it were UTC's; null for February 30. */
function midnightOf(day: string, now: number, zone: string): number | null {
  const offset = dayOffsets[day];
  if (offset !== undefined) return Math.floor((now + aheadOfUtc(now, zone)) / DAY) * DAY + offset;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date.parse takes February 30 for March 2.
  const isKnown = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return isKnown ? midnight : null;
}

/** Null for 25 o'clock. */
function millisecondsOf(clock: string): number | null {
  const [hours = "", minutes = "", seconds = "", fraction = ""] = clock.split(/[:.,]/);
  const ofDay = [Number(hours), Number(minutes), Number(seconds)] as const;
  if (ofDay[0] > 23 || ofDay[1] > 59 || ofDay[2] > 59) return null;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return ((ofDay[0] * 60 + ofDay[1]) * 60 + ofDay[2]) * 1000 + milliseconds;
}

const weekdays = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

/** `Mon`, `Monday`; null for another word. */
function dayNumber(name: string): number | null {
  const lower = name.toLowerCase();
  const number = weekdays.findIndex((day) => day === lower || day.slice(0, 3) === lower);
  return number === -1 ? null : number;
}

// ---------------------------------------------------------------- zones

const offsetPattern = /^[+-]/;

function toUtc(wall: number, zone: string): number {
  const offset = fixedOffset(zone);
  return offset === null ? wallToUtc(wall, zone) : wall - offset;
}

function aheadOfUtc(time: number, zone: string): number {
  return fixedOffset(zone) ?? zoneOffset(zone, time);
}

/** Null for a zone with a name. */
function fixedOffset(zone: string): number | null {
  if (zone.toUpperCase() === "Z") return 0;
  if (!offsetPattern.test(zone)) return null;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(":", ""));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
