// What is kept of a refusal must not keep the line or the message that it was cut out of.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { Outcome, Rejection } from "../../src/model/events.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const LINE_LENGTH = 1 << 20;
const LINES = 200;

/** The beginning of a line; the engine keeps the whole line for it. */
function cutOut(text: string): string {
  return `${text}${" ".repeat(LINE_LENGTH)}`.replace(/ $/, "-").slice(0, text.length);
}

function refusal(number: number): Rejection {
  return {
    schema: "whybounce.rejection/1",
    id: `id ${number}`,
    time: "2026-02-23T04:01:31.000Z",
    receiver: "gmail",
    code: "550-5.7.25",
    replyCode: 550,
    enhancedStatusCode: "5.7.25",
    temporary: false,
    action: "failed",
    sendingIp: "203.0.113.25",
    sender: cutOut(`newsletter-${number}@example.com`),
    recipient: cutOut(`user-number-${number}@gmail.com`),
    queueId: `4vc9dgKZQLg${number}`,
    messageId: null,
    reportingMta: "mx1.example.com",
    remoteMta: null,
    remoteIp: null,
    localIp: null,
    mta: "postfix",
    via: "log",
    source: { path: "mail.log", line: number },
    replyId: null,
    reply: "The IP address sending this message does not have a PTR record",
  };
}

function outcome(number: number): Outcome {
  return {
    schema: "whybounce.outcome/1",
    outcome: "delivered",
    time: "2026-02-23T04:11:31.000Z",
    queueId: `4vc9dgKZQLg${number}`,
    reportingMta: "mx1.example.com",
    recipient: cutOut(`user-number-${number}@gmail.com`),
  };
}

test.each([false, true])("refusals and outcomes do not keep their lines (events kept: %s)", (keepEvents) => {
  const grouping = createGrouping(keepEvents);
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let number = 0; number < LINES; number++) {
    grouping.add(refusal(number));
    grouping.add(outcome(number));
  }
  collectGarbage();
  const kept = process.memoryUsage().heapUsed - before;
  // A twentieth of the lines is more than enough for everything else that the heap may do meanwhile.
  expect(kept).toBeLessThan((LINES * LINE_LENGTH) / 20);
  expect(grouping.finish().deliveries).toHaveLength(LINES);
});
