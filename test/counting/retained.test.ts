// A stored refusal must not hold on to the line or the message that its words were cut out of.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { Outcome, Rejection } from "../../src/model/events.ts";
import { outcome, rejection } from "../support/events.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const LINE_LENGTH = 1 << 20;
const LINES = 200;

/** The beginning of a line; the engine keeps the whole line for it. */
function cutOut(text: string): string {
  return `${text}${" ".repeat(LINE_LENGTH)}`.replace(/ $/, "-").slice(0, text.length);
}

function refused(number: number): Rejection {
  return rejection({
    id: `id ${number}`,
    sender: cutOut(`newsletter-${number}@example.com`),
    recipient: cutOut(`user-number-${number}@gmail.com`),
    queueId: `4vc9dgKZQLg${number}`,
    replyId: null,
  });
}

function delivered(number: number): Outcome {
  const recipient = cutOut(`user-number-${number}@gmail.com`);
  return outcome({ outcome: "delivered", queueId: `4vc9dgKZQLg${number}`, recipient });
}

test.each([false, true])("refusals and outcomes do not keep their lines (events kept: %s)", (keepEvents) => {
  const grouping = createGrouping(keepEvents);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let number = 0; number < LINES; number++) {
    grouping.add(refused(number));
    grouping.add(delivered(number));
  }
  collectGarbage();
  const kept = process.memoryUsage().heapUsed - before;
  // A twentieth of the lines is more than enough for everything else that the heap may do meanwhile.
  expect(kept).toBeLessThan((LINES * LINE_LENGTH) / 20);
  expect(grouping.finish().deliveries).toHaveLength(LINES);
});
