import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { UserError } from "../../../src/base/errors.ts";
import { isoWeek } from "../../../src/base/standards/iso-week.ts";
import { parsePeriod, parseTimezone, type PeriodRequest } from "../../../src/base/standards/period.ts";

/** A Monday, half an hour before noon in Berlin. */
const NOW = Date.parse("2026-02-23T10:30:00Z");

function period(request: PeriodRequest, timezone = "UTC"): { from: string | null; to: string | null } {
  const { from, to } = parsePeriod(request, NOW, timezone);
  return { from: iso(from), to: iso(to) };
}

const iso = (time: number | null) =>
  time === null ? null : new Date(time).toISOString().replace(".000Z", "Z");

describe("since and until", () => {
  test.each([
    ["nothing", {}, null, null],
    ["a date", { since: "2026-02-16" }, "2026-02-16T00:00:00Z", null],
    ["a time", { since: "2026-02-16T08:15" }, "2026-02-16T08:15:00Z", null],
    ["a time with a blank", { since: "2026-02-16 08:15:30" }, "2026-02-16T08:15:30Z", null],
    ["a time with its zone", { since: "2026-02-16T08:15+01:00" }, "2026-02-16T07:15:00Z", null],
    ["minutes", { since: "30m" }, "2026-02-23T10:00:00Z", null],
    ["hours", { since: "24h" }, "2026-02-22T10:30:00Z", null],
    ["days", { since: "7d" }, "2026-02-16T10:30:00Z", null],
    ["weeks", { since: "2w", until: "1w" }, "2026-02-09T10:30:00Z", "2026-02-16T10:30:00Z"],
    ["until a date includes it", { until: "2026-02-22" }, null, "2026-02-23T00:00:00Z"],
    ["one day", { since: "2026-02-20", until: "2026-02-20" }, "2026-02-20T00:00:00Z", "2026-02-21T00:00:00Z"],
    ["until a time is that instant", { until: "2026-02-22T12:00" }, null, "2026-02-22T12:00:00Z"],
  ])("%s", (_name, request, from, to) => {
    expect(period(request)).toEqual({ from, to });
  });

  test("a date is one of the given zone", () => {
    expect(period({ since: "2026-02-16" }, "Europe/Berlin").from).toBe("2026-02-15T23:00:00Z");
    expect(period({ since: "2026-07-01" }, "Asia/Kolkata").from).toBe("2026-06-30T18:30:00Z");
  });

  test("the day on which summer time begins has 23 hours", () => {
    const { from, to } = parsePeriod({ since: "2026-03-29", until: "2026-03-29" }, NOW, "Europe/Berlin");
    expect(Number(to) - Number(from)).toBe(23 * 3_600_000);
  });
});

describe("weeks", () => {
  test.each([
    ["this", "2026-02-22T23:00:00Z", "2026-03-01T23:00:00Z"],
    ["last", "2026-02-15T23:00:00Z", "2026-02-22T23:00:00Z"],
    ["2026-W08", "2026-02-15T23:00:00Z", "2026-02-22T23:00:00Z"],
    ["2026w08", "2026-02-15T23:00:00Z", "2026-02-22T23:00:00Z"],
    ["2026-W01", "2025-12-28T23:00:00Z", "2026-01-04T23:00:00Z"],
    ["2026-W53", "2026-12-27T23:00:00Z", "2027-01-03T23:00:00Z"],
    ["2026-W13", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"],
  ])("%s", (week, from, to) => {
    expect(period({ week }, "Europe/Berlin")).toEqual({ from, to });
  });
});

describe("mistakes", () => {
  test.each([
    [
      { since: "soon" },
      'since "soon": write a date (2026-02-16), a time (2026-02-16T08:00, 08:00), today, yesterday, or an age (30m, 24h, 7days, "1 hour ago")',
    ],
    [{ since: "7" }, 'since "7": write a date'],
    [{ since: "" }, 'since "": write a date'],
    [{ until: "2026-02-30" }, 'until "2026-02-30": the calendar has no such date or time'],
    [{ until: "2026-02-20T25:00" }, 'until "2026-02-20T25:00": the calendar has no such date or time'],
    [{ since: "1d", until: "2d" }, 'since "1d" is not before until "2d"; the period would be empty'],
    [{ since: "1d", until: "1d" }, 'since "1d" is not before until "1d"'],
    [{ week: "2026-W60" }, 'week "2026-W60": 2026 has the weeks 2026-W01 to 2026-W53'],
    [{ week: "2025-W53" }, 'week "2025-W53": 2025 has the weeks 2025-W01 to 2025-W52'],
    [{ week: "2026-W00" }, 'week "2026-W00": 2026 has the weeks'],
    [{ week: "mail.log" }, 'week "mail.log": write last, this or an ISO week such as 2026-W08'],
    [{ week: "last", since: "7d" }, 'week "last" does not go with since'],
    [{ week: "last", until: "7d" }, 'week "last" does not go with until'],
  ])("%o", (request, message) => {
    expect(() => period(request)).toThrow(UserError);
    expect(() => period(request)).toThrow(message);
  });

  test("a zone nobody knows", () => {
    expect(() => parseTimezone("Mars/Olympus")).toThrow(
      'timezone "Mars/Olympus": no such time zone; write an IANA name such as Europe/Berlin or UTC',
    );
    expect(parseTimezone("Europe/Berlin")).toBe("Europe/Berlin");
  });
});

test("a local time and a week are what another calendar makes of them", () => {
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia");
  const minutes = fc.integer({ min: Date.UTC(1996, 0) / 60_000, max: Date.UTC(2036, 0) / 60_000 });
  fc.assert(
    fc.property(zones, minutes, (zone, minute) => {
      const text = new Date(minute * 60_000).toISOString().slice(0, 16);
      const local = DateTime.fromISO(text, { zone });
      // A clock that is put forward never shows some times, and shows others twice when it is put back.
      if (local.toFormat("yyyy-MM-dd'T'HH:mm") === text && local.getPossibleOffsets().length === 1)
        expect(parsePeriod({ since: text }, NOW, zone).from).toBe(local.toMillis());
      const week = local.toFormat("kkkk-'W'WW");
      const monday = DateTime.fromISO(`${week}-1`, { zone });
      const to = monday.plus({ weeks: 1 }).toMillis();
      expect(parsePeriod({ week }, NOW, zone)).toEqual({ from: monday.toMillis(), to });
    }),
    { numRuns: 2_000 },
  );
});

describe("the ISO week of a time", () => {
  test.each([
    ["2026-02-22T22:59:59Z", "Europe/Berlin", "2026-W08", "2026-02-16"],
    ["2026-02-22T23:00:00Z", "Europe/Berlin", "2026-W09", "2026-02-23"],
    ["2026-02-22T23:00:00Z", "UTC", "2026-W08", "2026-02-16"],
    ["2027-01-03T12:00:00Z", "UTC", "2026-W53", "2026-12-28"],
    ["2025-12-29T00:00:00Z", "UTC", "2026-W01", "2025-12-29"],
  ])("%s in %s", (time, timezone, week, weekStart) => {
    expect(isoWeek(Date.parse(time), timezone)).toMatchObject({ week, weekStart });
  });

  test("agrees with the calendar for any time in any order", () => {
    const time = fc.integer({ min: Date.parse("1999-01-01"), max: Date.parse("2037-01-01") });
    const timezone = fc.constantFrom("UTC", "system", "Europe/Berlin", "America/St_Johns", "Pacific/Apia");
    fc.assert(
      fc.property(time, timezone, (timeMs, zone) => {
        const monday = DateTime.fromMillis(timeMs, { zone }).startOf("week");
        expect(isoWeek(timeMs, zone)).toMatchObject({
          week: String(monday.toISOWeekDate()).slice(0, 8),
          weekStart: monday.toISODate(),
        });
      }),
    );
  });
});
