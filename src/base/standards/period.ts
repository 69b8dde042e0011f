// What since, until, week and timezone mean: words become a Period.
// A date or an ISO week begins and ends at local midnight of the given zone, whatever summer time does.

import { DateTime, IANAZone } from "luxon";
import { UserError } from "../errors.ts";
import type { Period } from "../../model/options.ts";

export interface PeriodRequest {
  since?: string | undefined;
  until?: string | undefined;
  week?: string | undefined;
}

const MINUTE = 60_000;
const unitMilliseconds: Record<string, number> = {
  m: MINUTE,
  h: 60 * MINUTE,
  d: 24 * 60 * MINUTE,
  w: 7 * 24 * 60 * MINUTE,
};

/** Five digits: the longest age, 99999 weeks, still is a year that ISO 8601 can write. */
const agePattern = /^(?<amount>\d{1,5})(?<unit>[mhdw])$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const timePattern =
  /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const weekPattern = /^(?<year>\d{4})-?W(?<number>\d{2})$/i;

const momentExamples = "a date (2026-02-16), a time (2026-02-16T08:00) or an age (30m, 24h, 7d, 2w)";

/** The name of the zone as IANA spells it; a name nobody knows is the caller's mistake. */
export function parseTimezone(name: string): string {
  if (IANAZone.isValidZone(name)) return IANAZone.create(name).name;
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
  if (!datePattern.test(text) && !timePattern.test(text)) {
    throw new UserError({ option, value: text, nextStep: `write ${momentExamples}` });
  }
  const moment = DateTime.fromISO(text.toUpperCase().replace(" ", "T"), { zone: timezone });
  if (!moment.isValid)
    throw new UserError({ option, value: text, problem: "the calendar has no such date or time" });
  const end = datePattern.test(text) ? moment.plus({ days: 1 }) : moment;
  return { start: moment.toMillis(), end: end.toMillis() };
}

function parseWeek(text: string, now: number, timezone: string): Period {
  const monday = firstDayOfWeek(text, now, timezone);
  return { from: monday.toMillis(), to: monday.plus({ weeks: 1 }).toMillis() };
}

function firstDayOfWeek(text: string, now: number, timezone: string): DateTime {
  const thisMonday = DateTime.fromMillis(now, { zone: timezone }).startOf("week");
  if (text === "this") return thisMonday;
  if (text === "last") return thisMonday.minus({ weeks: 1 });
  const { year, number } = weekPattern.exec(text)?.groups ?? {};
  if (year === undefined || number === undefined) {
    throw new UserError({
      option: "week",
      value: text,
      nextStep: "write last, this or an ISO week such as 2026-W08",
    });
  }
  return mondayOf(Number(year), Number(number), text, timezone);
}

function mondayOf(weekYear: number, weekNumber: number, text: string, timezone: string): DateTime {
  const weeks = DateTime.fromObject({ weekYear, weekNumber: 1 }, { zone: timezone }).weeksInWeekYear;
  if (weekNumber >= 1 && weekNumber <= weeks) {
    return DateTime.fromObject({ weekYear, weekNumber, weekday: 1 }, { zone: timezone });
  }
  const name = String(weekYear).padStart(4, "0");
  const problem = `${name} has the weeks ${name}-W01 to ${name}-W${weeks}`;
  throw new UserError({ option: "week", value: text, problem });
}
