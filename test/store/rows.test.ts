// What the engine joins by: the columns of a row are the keys of the counting.

import { expect, test } from "vitest";
import { observationOf, storedRow, type EventRow, type OtherRow } from "../../src/store/rows.ts";
import { EVENTS } from "../../src/store/tables.ts";
import { dayOf, weekAt } from "../../src/store/weeks.ts";
import type { Observation } from "../../src/model/observations.ts";
import * as events from "../support/events.ts";

function rowOf(observation: Observation): EventRow | OtherRow {
  const stored = storedRow(observation, "UTC", 0);
  return stored.table === EVENTS ? stored.row.row() : stored.row;
}

test.each([
  ["a log's host", events.rejection({ reportingMta: "MX1.example.com" }), "mx1"],
  ["an end", events.outcome({ reportingMta: "mx1" }), "mx1"],
  ["a requeue", events.requeue({ reportingMta: "mx1" }), "mx1"],
  ["a host that is called as those that wait", events.outcome({ reportingMta: "@mx1" }), " @mx1"],
  ["a bounce waits", events.rejection({ via: "dsn" }), expect.stringMatching(/^@[0-9a-f]{2}$/)],
  ["a log without hosts", events.outcome({ reportingMta: null }), expect.stringMatching(/^@[0-9a-f]{2}$/)],
])("%s: the home", (_what, event, home) => {
  expect(rowOf(event)).toMatchObject({ home, schema: event.schema, event: JSON.stringify(event) });
});

test.each([
  [events.otherRefusal(), "token-9"],
  [events.otherReceiverRefusal({ queueId: null, messageId: "<1@x>" }), "<1@x>"],
  [events.unread(), "unread-1"],
])("$schema", (event, message) => {
  expect(rowOf(event)).toMatchObject({ message, schema: event.schema, event: JSON.stringify(event) });
});

test("a requeued message has the link of its first queue id", () => {
  const linkOf = (observation: Observation) => (rowOf(observation) as { queue_link: number }).queue_link;
  expect(linkOf(events.rejection({ queueId: "Q2", originalQueueId: "Q1" }))).toBe(
    linkOf(events.outcome({ queueId: "Q1" })),
  );
  expect(linkOf(events.rejection({ queueId: null }))).toBe(0);
});

test("what a log tells of a queue id comes back as it was", () => {
  const envelope = {
    queueId: "Q1",
    time: 1_771_837_872_000,
    reportingMta: "mx1",
    sender: "a@b",
    messageId: null,
    begins: true,
  };
  const removal = { queueId: "Q1", time: null, reportingMta: "mx1", reason: "done" as const };
  for (const fact of [
    { kind: "envelope" as const, envelope },
    { kind: "removal" as const, removal },
  ])
    expect(observationOf(rowOf(fact).event as string)).toEqual(fact);
});

test("the same words are the same row, wherever they were read", () => {
  const [one, other] = ["mail.log", "mail.log.1"].map((path) =>
    rowOf(events.rejection({ source: { path, line: 1 } })),
  );
  expect(one?.mention).toBe(other?.mention);
  expect(rowOf(events.rejection({ time: null }))).toMatchObject({ week: "1970-01-02", time: null });
});

test.each([
  [null, "UTC", "1970-01-02"],
  [Date.parse("2026-02-22T23:30:00Z"), "UTC", "2026-02-16"],
  [Date.parse("2026-02-22T23:30:00Z"), "Europe/Berlin", "2026-02-23"],
  [Date.parse("2300-01-01T00:00:00Z"), "UTC", "2105-12-28"],
  [-1, "UTC", "1970-01-05"],
])("the week of %s in %s is that of %s", (time, timezone, week) => {
  expect(weekAt(time, timezone)).toBe(week);
});

test.each([
  [-1, "1970-01-01"],
  [Date.parse("2026-02-23T10:00:00Z"), "2026-02-23"],
  [Date.parse("2300-01-01T00:00:00Z"), "2105-12-31"],
])("the engine's day of %i is %s", (time, day) => {
  expect(dayOf(time)).toBe(day);
});
