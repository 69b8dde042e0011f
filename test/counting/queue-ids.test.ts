// A queue id that tells when it was given names one message, however long nothing was heard of it.

import { describe, expect, test } from "vitest";
import { createObservationCount } from "../../src/counting/count-observations.ts";
import { delayed, rejection } from "../support/events.ts";

function messagesOf(queueId: string, between: number): number {
  const first = delayed({ queueId, id: "a", replyId: "a", time: "2026-02-01T10:00:00.000Z" });
  const time = new Date(Date.parse(first.time!) + between * 24 * 3_600_000).toISOString();
  const last = rejection({ queueId, id: "b", replyId: "b", time });
  const period = { from: null, to: null };
  const counting = createObservationCount({ period, before: null, timezone: "UTC", keepEvents: false });
  counting.add([{ observations: [last, first], newRefusals: 0, failure: null }]);
  return counting.finish().totals.messages;
}

describe("two refusals under one id, a week apart", () => {
  test.each([
    ["Postfix, long", "4WkXyf3qTmz9rxK", 1],
    ["Postfix, short", "3F2A11C0DE", 2],
    ["Postfix, short, digits alone", "7120934561", 2],
    ["Exim", "1tGz9k-0004Qx-2B", 1],
    ["Exim since 4.97", "1tGz9k-00000004Qxy-2Bcd", 1],
    ["Sendmail", "5B1A2bXk012345", 1],
    ["qmail, an inode", "1834221", 2],
  ])("%s: %s", (_mailer, queueId, messages) => {
    expect(messagesOf(queueId, 7)).toBe(messages);
    expect(messagesOf(queueId, 3)).toBe(1);
  });

  test("months apart, they are two", () => {
    expect(messagesOf("4WkXyf3qTmz9rxK", 60)).toBe(2);
  });
});
