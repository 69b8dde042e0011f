// Turns since, until, week and timezone into a Period.
// A day or an ISO week begins and ends at local midnight of the given zone, whatever summer time does.

import { UserError } from "../errors.ts";
import type { Period } from "../../model/options.ts";
import { isoWeek } from "./iso-week.ts";
import { parseMoment } from "./moment.ts";
import { DAY } from "./time-span.ts";
import { isZone, wallToUtc } from "./time-zone.ts";

export interface PeriodRequest {
  since?: string | undefined;
  until?: string | undefined;
  week?: string | undefined;
}

const WEEK = 7 * DAY;
const weekPattern = /^(?<year>\d{4})-?W(?<number>\d{2})$/i;

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
  // A date lasts a day, so that until 2026-02-22 includes the 22nd; a time or an age is one instant.
  const from = since === undefined ? null : parseMoment("since", since, { now, timezone }).start;
  const to = until === undefined ? null : parseMoment("until", until, { now, timezone }).end;
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
