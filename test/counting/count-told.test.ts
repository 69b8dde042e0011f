// A run that hands on what it reads holds no event: it says how many refusals are told, and how far the logs reach.

import { join } from "node:path";
import { expect, test } from "vitest";
import type { Observation } from "../../src/model/observations.ts";
import { analyzeFiles } from "../support/analyze.ts";
import { at, delayed, outcome, rejection, toNdjson } from "../support/events.ts";

const log = join(import.meta.dirname, "../../fixtures/demo/mail.log");

test("the same is handed on, from the same inputs, and no report is counted", async () => {
  const [handedOn, counted]: [Observation[], Observation[]] = [[], []];
  const whole = await analyzeFiles([log], { onObservations: (seen) => void counted.push(...seen) });
  const told = await analyzeFiles([log], {
    keepEvents: false,
    keepCounts: false,
    onObservations: (seen) => void handedOn.push(...seen),
  });
  expect(handedOn).toEqual(counted);
  expect(handedOn.length).toBeGreaterThan(10);
  expect(told.report.inputs).toEqual(whole.report.inputs);
  expect(told.newest).toBe(whole.newest);
  expect([told.report.totals.attempts, told.report.sendingIps, told.events]).toEqual([0, [], []]);
});

test("refusals of the period count, and times of events without one", async () => {
  const events = [rejection({ time: at("10:00") }), delayed({ time: at("12:00"), replyId: "2" }), outcome()];
  const period = { from: Date.parse(at("11:00")), to: null };
  const told = await analyzeFiles(["-"], { keepCounts: false, period, stdin: toNdjson(events) });
  expect(told.report.inputs).toEqual([expect.objectContaining({ records: 3, rejections: 1 })]);
  expect(told.newest).toBe(Date.parse(at("12:00")));
});
