// Who misses mail: a list for those who ask for it, and none for the others.

import { expect, test } from "vitest";
import { createObservationCount } from "../../src/counting/count-observations.ts";
import { rejection } from "../support/events.ts";

function recipientsOf(options: { keepRecipients?: boolean }): string[] {
  const period = { from: null, to: null };
  const counting = createObservationCount({
    period,
    before: null,
    timezone: "UTC",
    keepEvents: false,
    ...options,
  });
  const observations = ["user@gmail.com", "anna@gmail.com"].map((recipient, number) =>
    rejection({ id: `${number}`, replyId: `${number}`, queueId: `A${number}`, recipient, action: "failed" }),
  );
  counting.add([{ observations, newRefusals: 0, failure: null }]);
  return counting.finish().recipients;
}

test("who misses mail is listed unless nobody asks", () => {
  expect(recipientsOf({})).toEqual(["anna@gmail.com", "user@gmail.com"]);
  expect(recipientsOf({ keepRecipients: true })).toEqual(["anna@gmail.com", "user@gmail.com"]);
  expect(recipientsOf({ keepRecipients: false })).toEqual([]);
});
