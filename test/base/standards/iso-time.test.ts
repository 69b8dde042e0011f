import fc from "fast-check";
import { expect, test } from "vitest";
import { isoTime, timeOf } from "../../../src/base/standards/iso-time.ts";

const time = fc.integer({ min: -62_167_219_200_000, max: 8_640_000_000_000_000 - 1 });

test("times are written as Date writes them, in whatever order they come", () => {
  const near = fc.integer({ min: 1_795_406_000_000, max: 1_795_406_000_000 + 200_000_000 });
  const any = fc.oneof(time, near);
  fc.assert(
    fc.property(any, (at) => {
      expect(isoTime(at)).toBe(new Date(at).toISOString());
    }),
  );
});

test("what was written last, and anything else, is read back", () => {
  fc.assert(
    fc.property(time, time, (at, other) => {
      const text = isoTime(at);
      expect(timeOf(text)).toBe(at);
      expect(timeOf(new Date(other).toISOString())).toBe(other);
    }),
  );
  expect(timeOf("2026-11-23T04:01:31+01:00")).toBe(Date.UTC(2026, 10, 23, 3, 1, 31));
});

test("times of one day, and texts that are nearly times, are read as Date reads them", () => {
  const near = fc.integer({ min: 1_795_406_000_000, max: 1_795_406_000_000 + 100_000_000 });
  const character = fc.constantFrom(..."0123456789:.TZ-+ /x".split(""));
  const place = fc.nat({ max: 24 });
  fc.assert(
    fc.property(near, fc.array(fc.tuple(place, character), { maxLength: 2 }), (at, changes) => {
      let text = new Date(at).toISOString();
      for (const [index, other] of changes) text = text.slice(0, index) + other + text.slice(index + 1);
      timeOf(new Date(at).toISOString());
      expect(timeOf(text)).toBe(Date.parse(text));
    }),
    { numRuns: 2_000 },
  );
});

test("the first text of a process may be any", () => {
  expect(timeOf("1970-01-01T00:00:01.000Z")).toBe(1_000);
  expect(timeOf("2026-02-23T24:00:00.000Z")).toBe(Date.UTC(2026, 1, 24));
  expect(timeOf("2026-02-23T10:60:00.000Z")).toBeNaN();
});

test("an unknown time stays unknown, and one that the calendar does not know is no time", () => {
  expect(isoTime(null)).toBeNull();
  expect(() => isoTime(8.65e15)).toThrow(RangeError);
});
