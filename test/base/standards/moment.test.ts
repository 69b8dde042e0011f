import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { parseMoment } from "../../../src/base/standards/moment.ts";
import { parsePeriod } from "../../../src/base/standards/period.ts";
import { parseTimeSpan } from "../../../src/base/standards/time-span.ts";

/** A Monday, half past eleven in Berlin. */
const NOW = Date.parse("2026-02-23T10:30:00Z");

function moment(text: string, timezone = "UTC"): [start: string, end: string] {
  const { start, end } = parseMoment("since", text, { now: NOW, timezone });
  return [iso(start), iso(end)];
}

const iso = (time: number) => new Date(time).toISOString().replace(".000Z", "Z");

describe("one instant", () => {
  test.each([
    ["now", "2026-02-23T10:30:00Z"],
    ["1 hour ago", "2026-02-23T09:30:00Z"],
    ["  1   HOUR  ago ", "2026-02-23T09:30:00Z"],
    ["7days", "2026-02-16T10:30:00Z"],
    ["7 days", "2026-02-16T10:30:00Z"],
    ["7 days ago", "2026-02-16T10:30:00Z"],
    ["-7d", "2026-02-16T10:30:00Z"],
    ["2h30min ago", "2026-02-23T08:00:00Z"],
    ["1 day 12 hours ago", "2026-02-21T22:30:00Z"],
    ["90min", "2026-02-23T09:00:00Z"],
    ["1.5h", "2026-02-23T09:00:00Z"],
    ["2 weeks ago", "2026-02-09T10:30:00Z"],
    ["30m", "2026-02-23T10:00:00Z"],
    // A month is a twelfth of a mean year, as in systemd.
    ["1M", "2026-01-24T00:00:00Z"],
    ["1 year ago", "2025-02-23T04:30:00Z"],
    ["+1h", "2026-02-23T11:30:00Z"],
    ["10min left", "2026-02-23T10:40:00Z"],
    ["@1771840000", "2026-02-23T09:46:40Z"],
    ["08:15", "2026-02-23T08:15:00Z"],
    ["08:15:30", "2026-02-23T08:15:30Z"],
    ["yesterday 08:15", "2026-02-22T08:15:00Z"],
    ["Mon 2026-02-16 08:15", "2026-02-16T08:15:00Z"],
    ["2026-02-16 08:15 UTC", "2026-02-16T08:15:00Z"],
    ["2026-02-16 08:15 Europe/Berlin", "2026-02-16T07:15:00Z"],
    ["2026-02-16T08:15:00,5+01:00", "2026-02-16T07:15:00.500Z"],
    ["2026-02-16 08:15 -0530", "2026-02-16T13:45:00Z"],
  ])("%s", (text, want) => {
    expect(moment(text)).toEqual([want, want]);
  });
});

describe("a day of the zone", () => {
  test.each([
    ["today", "2026-02-22T23:00:00Z", "2026-02-23T23:00:00Z"],
    ["Yesterday", "2026-02-21T23:00:00Z", "2026-02-22T23:00:00Z"],
    ["tomorrow", "2026-02-23T23:00:00Z", "2026-02-24T23:00:00Z"],
    ["2026-02-20", "2026-02-19T23:00:00Z", "2026-02-20T23:00:00Z"],
    ["Friday 2026-02-20", "2026-02-19T23:00:00Z", "2026-02-20T23:00:00Z"],
    ["2026-02-20 UTC", "2026-02-20T00:00:00Z", "2026-02-21T00:00:00Z"],
    ["2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
  ])("%s", (text, start, end) => {
    expect(moment(text, "Europe/Berlin")).toEqual([start, end]);
  });

  test("today in New Zealand began while it was yesterday in London", () => {
    expect(moment("today", "Pacific/Auckland")[0]).toBe("2026-02-22T11:00:00Z");
    expect(moment("today", "America/Los_Angeles")[0]).toBe("2026-02-23T08:00:00Z");
  });

  test("--since yesterday --until yesterday is the whole of it", () => {
    expect(parsePeriod({ since: "yesterday", until: "yesterday" }, NOW, "UTC")).toEqual({
      from: Date.parse("2026-02-22"),
      to: Date.parse("2026-02-23"),
    });
  });
});

const NO_TIMES = [
  "|7|ago|1 fortnight|hour|1h ago ago|1h2h3h4h|h1|99999999d|25:00x|@|@x|2026-02-16T|1771840000|noon|last week",
  "2026-2-1|26-02-16|2026-02-16 Mars/Olympus|someday 2026-02-16|yesterdays|5000 years ago",
].flatMap((line) => line.split("|"));

describe("no time", () => {
  test.each(NO_TIMES)('"%s"', (text) => {
    expect(() => moment(text)).toThrow(/: write a date \(2026-02-16\)/);
  });

  test.each([
    ["2026-02-30", "the calendar has no such date or time"],
    ["24:00", "the calendar has no such date or time"],
    ["yesterday 08:60", "the calendar has no such date or time"],
    ["Tue 2026-02-16", "that day is another day of the week"],
  ])("%s: what is wrong", (text, problem) => {
    expect(() => moment(text)).toThrow(`since "${text}": ${problem}`);
  });
});

const ZONES =
  "UTC system Europe/Berlin America/New_York America/St_Johns Asia/Kolkata Pacific/Apia Australia/Lord_Howe America/Sao_Paulo Africa/Cairo";
const zones = fc.constantFrom(...ZONES.split(" "));
const times = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2037, 0) });

test("the words for days are what another calendar makes of them, through every change of the clocks", () => {
  const words = fc.constantFrom(["yesterday", -1] as const, ["today", 0] as const, ["tomorrow", 1] as const);
  fc.assert(
    fc.property(zones, times, words, (timezone, now, [word, offset]) => {
      const local = DateTime.fromMillis(now, { zone: timezone });
      const midnight = (days: number) => {
        const date = local.plus({ days }).toISODate() ?? "";
        return DateTime.fromISO(date, { zone: timezone }).startOf("day");
      };
      // Apia left out December 30, 2011: the day before and after are no neighbors there.
      fc.pre(!(timezone === "Pacific/Apia" && Math.abs(now - Date.UTC(2011, 11, 30)) < 4 * 86_400_000));
      // Where clocks go back at midnight, it comes twice.
      fc.pre([offset, offset + 1].every((day) => midnight(day).getPossibleOffsets().length === 1));
      const { start, end } = parseMoment("since", word, { now, timezone });
      expect([start, end]).toEqual([midnight(offset).toMillis(), midnight(offset + 1).toMillis()]);
    }),
    { numRuns: 2_000 },
  );
});

test("a word for a day means the same as its date", () => {
  fc.assert(
    fc.property(zones, times, (timezone, now) => {
      const clock = { now, timezone };
      const today = DateTime.fromMillis(now, { zone: timezone }).toISODate() ?? "";
      expect(parseMoment("since", "today", clock)).toEqual(parseMoment("since", today, clock));
    }),
  );
});

test("an age is the same span before now, however it is written, in every zone", () => {
  const units = fc.constantFrom(
    ...(["s", "sec", "seconds"].map((unit) => [unit, 1]) as [string, number][]),
    ...(["m", "min", "minutes"].map((unit) => [unit, 60]) as [string, number][]),
    ...(["h", "hr", "hours"].map((unit) => [unit, 3600]) as [string, number][]),
    ...(["d", "day", "days"].map((unit) => [unit, 86_400]) as [string, number][]),
    ...(["w", "week", "weeks"].map((unit) => [unit, 604_800]) as [string, number][]),
  );
  const spans = fc.tuple(fc.integer({ min: 0, max: 9999 }), units);
  fc.assert(
    fc.property(zones, times, spans, fc.boolean(), (timezone, now, [amount, [unit, seconds]], isSpaced) => {
      const span = `${amount}${isSpaced ? " " : ""}${unit}`;
      const want = now - amount * seconds * 1000;
      for (const text of [span, `-${span}`, `${span} ago`])
        expect(parseMoment("since", text, { now, timezone })).toEqual({ start: want, end: want });
      expect(parseTimeSpan(span)).toBe(amount * seconds * 1000);
    }),
  );
});
