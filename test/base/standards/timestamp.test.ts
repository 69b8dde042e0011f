import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { parseStamp } from "../../../src/base/standards/timestamp.ts";
import { wallToUtc } from "../../../src/base/standards/time-zone.ts";

const CHANGED = "2026-11-23T05:00:00Z";

function read(line: string, timezone = "UTC", changed = CHANGED): string | null {
  const stamp = parseStamp(line, { timezone, notAfter: Date.parse(changed) });
  return stamp && `${new Date(stamp.time).toISOString()} ${stamp.length}`;
}

describe("forms", () => {
  test.each([
    ["Nov 23 04:01:31 mx1 postfix", "2026-11-23T04:01:31.000Z 15"],
    ["Nov  3 04:01:31 mx1 postfix", "2026-11-03T04:01:31.000Z 15"],
    ["Nov 03 04:01:31 mx1 postfix", "2026-11-03T04:01:31.000Z 15"],
    ["Nov 23 04:01:31.250 mx1 postfix", "2026-11-23T04:01:31.250Z 19"],
    ["2026-11-23T04:01:31+00:00 mx1", "2026-11-23T04:01:31.000Z 25"],
    ["2026-11-23T04:01:31.123456+01:00 mx1", "2026-11-23T03:01:31.123Z 32"],
    ["2026-11-23T04:01:31.5Z mx1", "2026-11-23T04:01:31.500Z 22"],
    ["2026-11-23T04:01:31+0100 mx1", "2026-11-23T03:01:31.000Z 24"],
    ["2026-11-23 04:01:31 1xVLFN-0000Nt-1x", "2026-11-23T04:01:31.000Z 19"],
    ["2026-11-23 04:01:31.230 1xVLFN-0000Nt-1x", "2026-11-23T04:01:31.230Z 23"],
    ["2026-11-23 04:01:31 -0500 1xVLFN-0000Nt-1x", "2026-11-23T09:01:31.000Z 25"],
    ["2026-11-23 04:01:31,230 x", "2026-11-23T04:01:31.230Z 23"],
    ["@400000006b03bad11dcd6500 delivery 1: success: x", "2026-11-23T04:02:15.500Z 25"],
    ["2026-11-23T04:01:31.999999999Z", "2026-11-23T04:01:31.999Z 30"],
  ])("%s", (line, want) => {
    expect(read(line)).toBe(want);
  });

  test.each([
    [""],
    ["postfix/smtp[1]: x"],
    ["Foo 23 04:01:31 mx1"],
    ["Nov 23 4:01:31 mx1"],
    ["Nov 23 04:01 mx1"],
    ["Nov 23 04:01:31mx1"],
    ["2026-11-23"],
    ["421-4.7.23 have a PTR record"],
    ["From MAILER-DAEMON Mon Nov 23 04:00:29 2026"],
  ])("none in %j", (line) => {
    expect(read(line)).toBeNull();
  });
});

describe("the year of a stamp without one", () => {
  test.each([
    ["December, in a log last changed in January", "Dec 31 23:59:59 x", "2027-01-01T00:10:00Z", "2026-12-31"],
    ["January, in the same log", "Jan  1 00:00:01 x", "2027-01-01T00:10:00Z", "2027-01-01"],
    ["a rotated log of last summer", "Jul  1 00:00:01 x", "2026-02-01T00:00:00Z", "2025-07-01"],
    ["a little after the last change: clocks differ", "Nov 23 06:00:00 x", CHANGED, "2026-11-23"],
    ["days after the last change: last year's", "Nov 25 06:00:00 x", CHANGED, "2025-11-25"],
    ["a change on New Year's Eve", "Jan  1 00:30:00 x", "2026-12-31T23:40:00Z", "2027-01-01"],
    ["February 29 in a leap year", "Feb 29 12:00:00 x", "2028-03-01T00:00:00Z", "2028-02-29"],
    [
      "February 29, read in the January after next",
      "Feb 29 12:00:00 x",
      "2029-01-10T00:00:00Z",
      "2028-02-29",
    ],
  ])("%s", (_name, line, changed, want) => {
    expect(read(line, "UTC", changed)?.slice(0, 10)).toBe(want);
  });
});

describe("time zones of stamps without one", () => {
  test.each([
    ["winter", "2026-11-23 04:01:31 x", "Europe/Berlin", "2026-11-23T03:01:31"],
    ["summer", "2026-07-23 04:01:31 x", "Europe/Berlin", "2026-07-23T02:01:31"],
    ["before summer time begins", "2026-03-29 01:59:59 x", "Europe/Berlin", "2026-03-29T00:59:59"],
    ["after summer time began", "2026-03-29 03:00:00 x", "Europe/Berlin", "2026-03-29T01:00:00"],
    ["before summer time ends", "2026-10-25 01:59:59 x", "Europe/Berlin", "2026-10-24T23:59:59"],
    ["in the hour passed twice: the first", "2026-10-25 02:30:00 x", "Europe/Berlin", "2026-10-25T00:30:00"],
    ["after summer time ended", "2026-10-25 03:00:00 x", "Europe/Berlin", "2026-10-25T02:00:00"],
    ["half an hour", "2026-07-23 04:00:00 x", "Asia/Kolkata", "2026-07-22T22:30:00"],
    ["west", "2026-07-23 22:00:00 x", "America/New_York", "2026-07-24T02:00:00"],
    ["a stamp with a zone keeps its own", "2026-07-23T04:00:00Z x", "Asia/Kolkata", "2026-07-23T04:00:00"],
  ])("%s", (_name, line, timezone, want) => {
    expect(read(line, timezone)?.slice(0, 19)).toBe(want);
  });

  test("agree with the calendar, the hours of a change aside", () => {
    const zones = fc.constantFrom(
      "Europe/Berlin",
      "America/St_Johns",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
    );
    const times = fc.integer({ min: Date.parse("2020-01-01"), max: Date.parse("2030-01-01") });
    fc.assert(
      fc.property(times, zones, (time, zone) => {
        const local = DateTime.fromMillis(time, { zone });
        const wall = time + local.offset * 60_000;
        const chosen = wallToUtc(wall, zone);
        // Whatever was chosen, it is a moment at which the clocks showed this.
        expect(chosen + DateTime.fromMillis(chosen, { zone }).offset * 60_000).toBe(wall);
      }),
    );
  });
});

test("a stamp like the last one, but for the zone behind it", () => {
  const timeOf = (line: string, timezone = "UTC") => {
    const stamp = parseStamp(line, { timezone, notAfter: Date.UTC(2026, 11, 1) });
    return stamp && `${new Date(stamp.time).toISOString()} ${stamp.length}`;
  };
  const line = "2026-11-23 04:01:31 1xVLFN-0000Nt-1x";
  const want = "2026-11-23T04:01:31.000Z 19";
  expect([timeOf(line), timeOf(line)]).toEqual([want, want]);
  expect(timeOf("2026-11-23 04:01:31 -0500 1xVLFN-0000Nt-1x")).toBe("2026-11-23T09:01:31.000Z 25");
  expect(timeOf("2026-11-23 04:01:31 +0100 1xVLFN-0000Nt-1x")).toBe("2026-11-23T03:01:31.000Z 25");
  expect(timeOf(line)).toBe(want);
  expect(timeOf("2026-11-23 04:01:31 Z x")).toBe("2026-11-23T04:01:31.000Z 21");
  expect(timeOf("2026-11-23 04:01:31.5 x")).toBe("2026-11-23T04:01:31.500Z 21");
  expect(timeOf(line, "Europe/Berlin")).toBe("2026-11-23T03:01:31.000Z 19");
});

test("a stamp means the same after any other of its hour, also where the clock, a year or the log turns", () => {
  const turns = [
    "2026-10-25T01:00:00Z",
    "2026-03-29T01:00:00Z",
    "2026-12-31T23:00:00Z",
    "2026-11-23T05:00:00Z",
  ];
  const second = fc.integer({ min: -7_200, max: 7_200 });
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu");
  const changes = fc.constantFrom(...turns, "2027-01-01T00:10:00Z", "2026-11-24T05:07:00Z");
  fc.assert(
    fc.property(
      fc.constantFrom(...turns),
      second,
      second,
      zones,
      changes,
      (turn, one, other, timezone, changed) => {
        const context = { timezone, notAfter: Date.parse(changed) };
        const line = (seconds: number) =>
          `${DateTime.fromMillis(Date.parse(turn) + seconds * 1000, { zone: timezone }).toFormat("LLL dd HH:mm:ss")} mx1 x`;
        parseStamp("Feb 10 12:00:00 mx1 x", { timezone: "UTC", notAfter: 0 });
        const alone = parseStamp(line(other), context);
        parseStamp(line(one), context);
        expect(parseStamp(line(other), context)).toEqual(alone);
      },
    ),
    { numRuns: 1_000 },
  );
});
