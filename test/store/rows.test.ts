// What the engine counts by: the columns of a row are the keys of the counting.

import { expect, test } from "vitest";
import { toRow } from "../../src/store/rows.ts";
import { dayOf } from "../../src/store/tables.ts";
import * as events from "../support/events.ts";

test.each([
  [events.rejection({ originalQueueId: "Q0", recipient: "User@gmail.com" }), "Q0", "user@gmail.com"],
  [events.suspension({ queueId: null }), "news@example.com", "user@gmail.com"],
  [events.outcome({ recipient: null }), "Q1", ""],
  [events.requeue(), "Q1", ""],
  [events.otherRefusal(), "token-9", undefined],
  [events.otherReceiverRefusal({ queueId: null, messageId: "<1@x>" }), "<1@x>", "user@att.example"],
  [events.unread(), "unread-1", undefined],
])("$schema", (event, message, mailbox) => {
  expect(toRow(event, 0)).toMatchObject({ message, schema: event.schema, event: JSON.stringify(event) });
  expect(toRow(event, 0)["mailbox"]).toBe(mailbox);
});

test("the same words are the same row, wherever they were read", () => {
  const [one, other] = ["mail.log", "mail.log.1"].map((path) =>
    toRow(events.rejection({ source: { path, line: 1 } }), 0),
  );
  expect(one?.mention).toBe(other?.mention);
  expect(toRow(events.rejection({ time: null }), 0)).toMatchObject({ day: "1970-01-01", time: null });
});

test.each([
  [-1, "1970-01-01"],
  [Date.parse("2026-02-23T10:00:00Z"), "2026-02-23"],
  [Date.parse("2300-01-01T00:00:00Z"), "2105-12-31"],
])("the engine's day of %i is %s", (time, day) => {
  expect(dayOf(time)).toBe(day);
});
