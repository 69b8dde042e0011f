import { expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { AnalysisEvent, Outcome, Rejection } from "../../src/model/events.ts";
import { render } from "../../src/report/recipients.ts";
import { tallyRecipients } from "../../src/counting/tally.ts";
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

let serial = 0;
const refused = (queueId: string, recipient: string | null): Rejection => ({
  schema: "whybounce.rejection/1",
  id: String((serial += 1)),
  time: "2026-02-23T10:11:12.345Z",
  receiver: "gmail",
  code: "421-4.7.23",
  replyCode: 421,
  enhancedStatusCode: "4.7.23",
  temporary: true,
  action: "delayed",
  sendingIp: "203.0.113.5",
  sender: "news@example.com",
  recipient,
  queueId,
  messageId: null,
  reportingMta: "mx1",
  remoteMta: "gmail-smtp-in.l.google.com",
  remoteIp: null,
  localIp: null,
  mta: "postfix",
  via: "log",
  source: { path: "mail.log", line: serial },
  replyId: null,
  reply: "",
});
const ended = (queueId: string, recipient: string | null, outcome: Outcome["outcome"]): Outcome => ({
  schema: "whybounce.outcome/1",
  outcome,
  time: null,
  queueId,
  reportingMta: "mx1",
  recipient,
});

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
