// How a delivery of a period ended counts whenever that was, also when only a later refusal says it.

import { describe, expect, test } from "vitest";
import { createObservationCount } from "../../src/counting/count-observations.ts";
import type { AnalysisEvent, SenderRefusal } from "../../src/model/events.ts";
import type { Period } from "../../src/model/options.ts";
import { delayed, outcome, rejection } from "../support/events.ts";

const DAY = 24 * 3_600_000;
const MONDAY = Date.parse("2026-02-02T00:00:00Z");
const WEEK: Period = { from: MONDAY, to: MONDAY + 7 * DAY };
const day = (number: number) => new Date(MONDAY + number * DAY).toISOString();
const queueId = "4WkXyf3qTmz9rxK";
const told = (number: number) => ({
  id: `id${number}`,
  replyId: `token-${number}`,
  queueId,
  time: day(number),
});
const retriedOn = (number: number) => delayed(told(number));
const refusedOn = (number: number) => rejection(told(number));

function count(observations: readonly AnalysisEvent[], period: Period = WEEK, before: Period | null = null) {
  const counting = createObservationCount({ period, before, timezone: "UTC", keepEvents: true });
  counting.add([{ observations, newRefusals: 0, failure: null }]);
  return counting.finish();
}

describe("a delivery that was delayed in the week", () => {
  test.each([
    ["was refused for good two days after it", [retriedOn(6), refusedOn(8)], { lost: 1, retrying: 0 }],
    ["was refused for good weeks after it", [retriedOn(6), refusedOn(30)], { lost: 1, retrying: 0 }],
    ["was refused for good in it", [retriedOn(3), refusedOn(4)], { lost: 1, retrying: 0 }],
    ["is tried on after it", [retriedOn(6), retriedOn(8)], { lost: 0, retrying: 1 }],
    [
      "was refused after it, and then taken",
      [retriedOn(6), refusedOn(8), outcome({ queueId, outcome: "delivered", time: day(9) })],
      { lost: 0, delivered: 1 },
    ],
    [
      "went to one who got it, and another who was refused after it",
      [retriedOn(6), rejection({ ...told(8), recipient: "other@gmail.com" })],
      { lost: 0, retrying: 1 },
    ],
  ])("%s", (_what, events, expected) => {
    for (const order of [events, events.toReversed()]) {
      const { totals, recipients, events: kept } = count(order);
      expect(totals).toMatchObject({ affected: 1, ...expected });
      expect(recipients).toHaveLength(expected.lost);
      // Events are the same report, and say nothing more.
      expect(count(kept, { from: null, to: null }).totals).toEqual(totals);
    }
  });

  test("counts no attempt of the other week", () => {
    const { totals, weeks } = count([retriedOn(6), refusedOn(8)]);
    expect(totals.attempts).toBe(1);
    expect(weeks).toMatchObject([{ code: "421-4.7.23", attempts: 1, lost: 1 }]);
  });

  test("is as lost when the week is compared with", () => {
    const next = { from: MONDAY + 7 * DAY, to: MONDAY + 14 * DAY };
    expect(count([retriedOn(6), refusedOn(8)], next, WEEK).before?.totals).toMatchObject({ lost: 1 });
  });

  test("is as lost when the sender's records were the reason", () => {
    const { reply, ...refusal } = refusedOn(8);
    const asSender = (event: Omit<typeof refusal, "schema">): SenderRefusal => ({
      ...event,
      schema: "whybounce.sender-refusal/1",
      cause: "spf_and_dkim_missing" as SenderRefusal["cause"],
      namedDomain: null,
      namedAs: null,
      reply,
    });
    const first = { ...refusal, ...told(6), action: "delayed" as const, temporary: true };
    const { senderRefusals } = count([asSender(first), asSender(refusal)]);
    expect(senderRefusals).toMatchObject([{ counts: { affected: 1, lost: 1, retrying: 0 } }]);
  });
});

test("refusals without a time lie in no week, and are told apart from those of other weeks", () => {
  const timeless = ["a", "b"].map((id) => rejection({ id, replyId: id, queueId: id, time: null }));
  const counted = count([...timeless, rejection({ ...told(9), queueId: "4WkXyf3qTmz9rxL" })]);
  expect(counted.outsidePeriod).toEqual({ attempts: 3, withoutTime: 2, from: day(9), to: day(9) });
});

test.each([
  ["before", (mentions: AnalysisEvent[]) => mentions],
  ["after", (mentions: AnalysisEvent[]) => mentions.toReversed()],
])("a refusal has a time if one of its mentions does, told %s the other", (_when, order) => {
  const mentions = [rejection({ ...told(9), time: null, via: "dsn" }), rejection(told(9))];
  expect(count(order(mentions)).outsidePeriod).toEqual({ attempts: 1, from: day(9), to: day(9) });
});
