// Turns since, until, week and timezone into a Period.
// A date or an ISO week begins and ends at local midnight of the given zone, whatever summer time does.

import { UserError } from "../errors.ts";
import type { Period } from "../../model/options.ts";
import { isoWeek } from "./iso-week.ts";
import { wallToUtc } from "./time-zone.ts";

export interface PeriodRequest {
  since?: string | undefined;
  until?: string | undefined;
  week?: string | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const unitMilliseconds: Record<string, number> = { m: MINUTE, h: HOUR, d: DAY, w: WEEK };

/** Five digits: the longest age, 99999 weeks, still is a year that ISO 8601 can write. */
const agePattern = /^(?<amount>\d{1,5})(?<unit>[mhdw])$/;
const datePattern = /^(?<date>\d{4}-\d{2}-\d{2})$/;
const timePattern =
  /^(?<date>\d{4}-\d{2}-\d{2})[T ](?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?<zone>Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const weekPattern = /^(?<year>\d{4})-?W(?<number>\d{2})$/i;

const momentExamples = "a date (2026-02-16), a time (2026-02-16T08:00) or an age (30m, 24h, 7d, 2w)";

/** A name that nobody knows is the caller's mistake. */
export function parseTimezone(name: string): string {
  if (isZone(name)) return name;
  throw new UserError({
    option: "timezone",
    value: name,
    problem: "no such time zone",
    nextStep: "write an IANA name such as Europe/Berlin or UTC",
  });
}

function isZone(name: string): boolean {
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions();
    return timeZone !== "";
  } catch {
    return false;
  }
}

/** The period asked for. `now` is what ages and `this` week count from. */
export function parsePeriod(request: PeriodRequest, now: number, timezone: string): Period {
  const { since, until, week } = request;
  if (week === undefined) return parseBounds(since, until, now, timezone);
  if (since === undefined && until === undefined) return parseWeek(week, now, timezone);
  const other = since === undefined ? "until" : "since";
  throw new UserError({
    option: "week",
    value: week,
    predicate: ["does not go with ", { option: other }],
    nextStep: "leave one of them out",
  });
}

function parseBounds(
  since: string | undefined,
  until: string | undefined,
  now: number,
  timezone: string,
): Period {
  const from = since === undefined ? null : parseMoment("since", since, now, timezone).start;
  const to = until === undefined ? null : parseMoment("until", until, now, timezone).end;
  if (from !== null && to !== null && from >= to) {
    throw new UserError({
      option: "since",
      value: since,
      predicate: ["is not before ", { option: "until", value: until }],
      nextStep: "the period would be empty",
    });
  }
  return { from, to };
}

/** A date lasts a day, so that until 2026-02-22 includes the 22nd; a time or an age is one instant. */
function parseMoment(
  option: string,
  text: string,
  now: number,
  timezone: string,
): { start: number; end: number } {
  const age = agePattern.exec(text)?.groups;
  if (age) {
    const instant = now - Number(age["amount"]) * (unitMilliseconds[age["unit"] ?? ""] ?? 0);
    return { start: instant, end: instant };
  }
  const parts = (datePattern.exec(text) ?? timePattern.exec(text))?.groups;
  if (!parts) throw new UserError({ option, value: text, nextStep: `write ${momentExamples}` });
  const wall = wallTime(parts);
  if (wall === null)
    throw new UserError({ option, value: text, problem: "the calendar has no such date or time" });
  const start = instantOf(wall, parts["zone"], timezone);
  return { start, end: datePattern.test(text) ? wallToUtc(wall + DAY, timezone) : start };
}

type Parts = Partial<Record<string, string>>;

/** The time that a clock shows, as if it were UTC's; null for February 30 and 25 o'clock. */
function wallTime({
  date = "",
  hour = "00",
  minute = "00",
  second = "00",
  fraction = "",
}: Parts): number | null {
  const day = Date.parse(`${date}T00:00:00Z`);
  // Date.parse takes February 30 for March 2.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, date.length) !== date) return null;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null;
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, "0"));
  return day + Number(hour) * HOUR + Number(minute) * MINUTE + Number(second) * 1000 + milliseconds;
}

function instantOf(wall: number, zone: string | undefined, timezone: string): number {
  if (zone === undefined) return wallToUtc(wall, timezone);
  if (zone.toUpperCase() === "Z") return wall;
  const ahead = Number(zone.slice(1, 3)) * HOUR + Number(zone.slice(3).replace(":", "")) * MINUTE;
  return zone.startsWith("-") ? wall + ahead : wall - ahead;
}

function parseWeek(text: string, now: number, timezone: string): Period {
  const monday = firstDayOfWeek(text, now, timezone);
  return { from: wallToUtc(monday, timezone), to: wallToUtc(monday + WEEK, timezone) };
}

/** Midnight of its Monday, as a clock there shows it. */
function firstDayOfWeek(text: string, now: number, timezone: string): number {
  const thisMonday = Date.parse(isoWeek(now, timezone).weekStart);
  if (text === "this") return thisMonday;
  if (text === "last") return thisMonday - WEEK;
  const { year, number } = weekPattern.exec(text)?.groups ?? {};
  if (year === undefined || number === undefined) {
    throw new UserError({
      option: "week",
      value: text,
      nextStep: "write last, this or an ISO week such as 2026-W08",
    });
  }
  return mondayOf(year, Number(number), text);
}

function mondayOf(year: string, weekNumber: number, text: string): number {
  const first = firstMonday(year);
  const weeks = (firstMonday(String(Number(year) + 1).padStart(4, "0")) - first) / WEEK;
  if (weekNumber >= 1 && weekNumber <= weeks) return first + (weekNumber - 1) * WEEK;
  const problem = `${year} has the weeks ${year}-W01 to ${year}-W${weeks}`;
  throw new UserError({ option: "week", value: text, problem });
}

/** ISO 8601: January 4 is always in the first week. */
function firstMonday(year: string): number {
  return Date.parse(isoWeek(Date.parse(`${year}-01-04T00:00:00Z`), "UTC").weekStart);
}
