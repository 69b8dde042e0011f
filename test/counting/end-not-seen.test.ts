// Deliveries whose ends are not in what was read: they count as retrying, and a report says how many of these are old.

import { describe, expect, test } from "vitest";
import { createObservationCount } from "../../src/counting/count-observations.ts";
import type { Observation } from "../../src/model/observations.ts";
import { mailCounts } from "../../src/report/document/address.ts";
import { delayed, outcome, suspension } from "../support/events.ts";

const DAY = 24 * 3_600_000;
const START = Date.parse("2026-02-01T00:00:00Z");
const day = (number: number) => new Date(START + number * DAY).toISOString();
const retried = (id: string, time: string) =>
  delayed({ id: `${id} ${time}`, replyId: `${id} ${time}`, queueId: id, recipient: `${id}@gmail.com`, time });

function count(
  observations: readonly Observation[],
  newest: number | null = null,
  period = { from: null as number | null, to: null as number | null },
) {
  const counting = createObservationCount({ period, before: null, timezone: "UTC", keepEvents: true });
  counting.add([{ observations, newRefusals: 0, failure: null }]);
  return counting.finish(newest);
}

describe("the newest time in the input is what counts, and five days", () => {
  test.each([
    ["a refusal of another message", [retried("A", day(0)), retried("B", day(5.1))], null, 1],
    ["the last line of the log", [retried("A", day(0))], START + 5.1 * DAY, 1],
    ["not yet", [retried("A", day(0)), retried("B", day(4.9))], null, undefined],
    ["nothing newer at all, however long ago that is", [retried("A", day(0))], null, undefined],
  ])("%s", (_what, events, newest, expected) => {
    const { totals, sendingIps } = count(events, newest);
    expect(totals.endNotSeen).toBe(expected);
    expect(sendingIps[0]!.endNotSeen).toBe(expected);
    expect(totals.retrying).toBe(events.length);
  });

  test("what has an end is not among them", () => {
    const ended = outcome({ outcome: "delivered", queueId: "A", recipient: "A@gmail.com", time: day(1) });
    expect(count([retried("A", day(0)), ended], START + 20 * DAY).totals).not.toHaveProperty("endNotSeen");
  });

  test("a server that tries for longer than five days shows it", () => {
    const long = [0, 3, 6.5].map((number) => retried("A", day(number)));
    expect(count([...long, retried("B", day(0))], START + 6.4 * DAY).totals.endNotSeen).toBeUndefined();
    expect(count([...long, retried("B", day(0))], START + 6.6 * DAY).totals.endNotSeen).toBe(1);
  });

  test("a refusal that is only repeated is a word, too, also when it is read from events", () => {
    const told = (number: number) =>
      suspension({ queueId: "A", recipient: "A@gmail.com", time: day(number) });
    const first = count([told(0), told(3), retried("B", day(0))], START + 7 * DAY);
    expect(first.totals.endNotSeen).toBe(1);
    const again = count(first.events, START + 7 * DAY);
    expect(again.totals.endNotSeen).toBe(1);
  });

  test("in a period, a word after it counts", () => {
    const period = { from: START, to: START + DAY };
    const events = [retried("A", day(0.5)), retried("A", day(6)), retried("B", day(0.5))];
    const { totals } = count(events, START + 7 * DAY, period);
    expect([totals.retrying, totals.endNotSeen]).toEqual([2, 1]);
  });
});

test("a report says it in words", () => {
  const counts = { attempts: 3, messages: 3, affected: 3, lost: 0, retrying: 3, delivered: 0, endNotSeen: 2 };
  expect(mailCounts(counts)).toBe("3 messages, 3 deliveries: 3 still being retried (the end of 2 not seen)");
});
