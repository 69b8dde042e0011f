import { expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { AnalysisEvent, Outcome } from "../../src/model/events.ts";
import { render } from "../../src/report/recipients.ts";
import { tallyRecipients } from "../../src/counting/tally.ts";
import { delayed, outcome } from "../support/events.ts";
import { HOSTILE, nothingFound, sampleResults } from "./sample.ts";

const target = { width: 80, color: false, unicode: false };
const lines = (recipients: string[]) => [...render({ ...sampleResults, recipients }, target)].join("");

test("one per line, and nothing else", () => {
  expect(lines(["anna@example.org", "User@example.org"])).toBe("anna@example.org\nUser@example.org\n");
  expect([...render({ ...nothingFound, recipients: [] }, target)]).toEqual([]);
});

test("no line is two, and nothing is a command to a terminal", () => {
  expect(lines(["a\nb@example.org", HOSTILE])).toMatch(/^a\\x0ab@example\.org\n[\x20-\x7e]*\n$/);
});

const refused = (queueId: string, recipient: string | null) => delayed({ queueId, recipient, replyId: null });
const ended = (queueId: string, recipient: string | null, end: Outcome["outcome"]) =>
  outcome({ outcome: end, time: null, queueId, recipient });

function recipientsOf(events: AnalysisEvent[]): string[] {
  const grouping = createGrouping(false);
  for (const event of events) grouping.add(event);
  return tallyRecipients(grouping.finish());
}

test.each<[string, AnalysisEvent[], string[]]>([
  ["still in the queue: to be retried by itself", [refused("Q1", "anna@example.org")], []],
  ["lost", [refused("Q1", "anna@example.org"), ended("Q1", null, "failed")], ["anna@example.org"]],
  ["delivered later", [refused("Q1", "anna@example.org"), ended("Q1", "anna@example.org", "delivered")], []],
  [
    "one message delivered, another lost",
    [
      refused("Q1", "anna@example.org"),
      ended("Q1", "anna@example.org", "delivered"),
      refused("Q2", "anna@example.org"),
      ended("Q2", "anna@example.org", "failed"),
    ],
    ["anna@example.org"],
  ],
  [
    "sorted, one spelling",
    ["user@example.org", "User@Example.org", "bob@example.org"].flatMap((recipient, index) => [
      refused(`Q${index}`, recipient),
      ended(`Q${index}`, recipient, "failed"),
    ]),
    ["bob@example.org", "User@Example.org"],
  ],
  ["no name", [refused("Q1", null)], []],
])("%s", (_name, events, want) => {
  expect(recipientsOf(events)).toEqual(want);
  expect(recipientsOf(events.toReversed())).toEqual(want);
});
