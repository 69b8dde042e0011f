import fc from "fast-check";
import { expect, test } from "vitest";
import type { Grouped } from "../../src/counting/grouping.ts";
import type { Timeline } from "../../src/model/report.ts";
import { render as renderHtml } from "../../src/report/print/html.ts";
import { render as renderMarkdown } from "../../src/report/print/markdown.ts";
import { columnsOf, columnText, sparkline } from "../../src/report/document/sparkline.ts";
import { render as renderTable } from "../../src/report/print/table.ts";
import { tallyTimeline } from "../../src/counting/tally.ts";
import { sampleResults } from "./sample.ts";

const open = { from: null, to: null };
const sum = (counts: readonly number[]) => counts.reduce((total, amount) => total + amount, 0);

function refusedAt(...times: (number | null)[]): Grouped {
  const attempts = times.map((time) => ({
    sendingIp: "203.0.113.5",
    code: "550-5.7.25",
    message: "m",
    time,
  }));
  return {
    attempts,
    deliveries: [],
    refusals: new Map(),
    sent: new Map(),
    toldHosts: new Set<string>(),
    others: [],
    events: [],
    reportingMtas: new Map(),
    givenHosts: new Set<string>(),
    lastWords: { of: () => null, longestTried: 0 },
    localIps: new Map(),
    replies: new Map(),
    sightings: new Map(),
  };
}

test("hours for a week, days for a year, weeks for more", () => {
  const day = 86_400_000;
  const length = (span: number) => tallyTimeline(refusedAt(0, span), open)?.bucketSeconds;
  expect(
    [length(7 * day), length(30 * day), length(4000 * day)].map((seconds) => (seconds ?? 0) / 3600),
  ).toEqual([1, 24, 24 * 7 * 2]);
});

test("a period with both ends is shown whole", () => {
  const period = { from: Date.parse("2026-02-16"), to: Date.parse("2026-02-23") };
  expect(tallyTimeline(refusedAt(Date.parse("2026-02-17T10:30")), period)).toMatchObject({
    from: "2026-02-16T00:00:00.000Z",
    bucketCount: 168,
  });
});

test("nothing without a time", () => {
  expect(tallyTimeline(refusedAt(null), open)).toBeNull();
});

test("no refusal is lost, in however many buckets and columns", () => {
  const time = fc.integer({ min: 0, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(fc.array(time, { minLength: 1 }), fc.integer({ min: 1, max: 100 }), (times, maximum) => {
      const timeline = tallyTimeline(refusedAt(...times), open);
      const [row] = timeline?.sendingIps ?? [];
      expect(row?.counts).toHaveLength(timeline?.bucketCount ?? -1);
      expect(timeline?.bucketCount).toBeLessThanOrEqual(402);
      const columns = columnsOf(timeline, ["203.0.113.5"], maximum);
      expect(sum(columns?.counts ?? [])).toBe(times.length);
      expect(columns?.counts.length).toBeLessThanOrEqual(maximum);
    }),
  );
});

test("bars", () => {
  expect(sparkline([0, 1, 4, 8], true)).toBe("·▁▄█");
  expect(sparkline([0, 1, 4, 8], false)).toBe("_.=@");
  expect(sparkline([1, 100_000], true)).toBe("▁█");
});

test("what a column stands for", () => {
  const timeline: Timeline = {
    from: "2026-02-16T00:00:00.000Z",
    bucketSeconds: 3600,
    bucketCount: 4,
    sendingIps: [{ ip: "203.0.113.5", counts: [1, 2, 3, 4] }],
  };
  const columns = columnsOf(timeline, ["203.0.113.5"], 2);
  expect(columns?.counts).toEqual([3, 7]);
  expect(columns && columnText(columns)).toBe("1 column = 2 hours, at most 7");
  expect(columnsOf(timeline, ["203.0.113.6"], 2)).toBeNull();
});

test("all within one hour: a single bar says nothing, and is not drawn", () => {
  const sendingIps = [{ ip: "203.0.113.5", counts: [1208] }];
  const timeline = { from: "2026-02-16T08:00:00.000Z", bucketSeconds: 3600, bucketCount: 1, sendingIps };
  const target = { width: 160, color: false, unicode: true };
  for (const render of [renderTable, renderMarkdown, renderHtml]) {
    expect(render(sampleResults, target)).toMatch(/over time/i);
    expect(render({ ...sampleResults, timeline }, target)).not.toMatch(/over time/i);
  }
});
