// Gmail's refusals for the sender's records: each counted once, whatever tells it, by reason, domain and address.

import { expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import { refusalGroupsOf } from "../../src/counting/refusal-cells.ts";
import type { AnalysisEvent } from "../../src/model/events.ts";
import type { RefusalGroup } from "../../src/model/refusals.ts";
import { at, outcome, rejection, senderRefusal as refusal } from "../support/events.ts";

function grouped(events: AnalysisEvent[], keepEvents = false) {
  const grouping = createGrouping(keepEvents);
  for (const event of events) grouping.add(event);
  const counted = grouping.finish();
  return { ...counted, senderRefusals: refusalGroupsOf(counted) };
}

const counted = (events: AnalysisEvent[]) => grouped(events).senderRefusals;
const told = ({ domain, sendingIp, counts }: RefusalGroup) => [
  domain,
  sendingIp,
  counts.attempts,
  counts.affected,
];

test("a retry is an attempt more and no delivery more; what was delivered later is not lost", () => {
  const [group] = counted([
    refusal(),
    refusal({ recipient: "second@gmail.com" }),
    refusal({ replyId: "token-2", time: at("11:00") }),
    outcome({ outcome: "delivered", queueId: "Q1", recipient: "user@gmail.com", time: at("12:00") }),
    outcome({ outcome: "failed", queueId: "Q1", recipient: "second@gmail.com", time: at("13:00") }),
  ]);
  expect(group!.counts).toEqual({
    attempts: 2,
    messages: 1,
    affected: 2,
    lost: 1,
    retrying: 0,
    delivered: 1,
  });
  expect(group!.codes).toEqual({ "421-4.7.27": 2 });
});

test("the log's line and the bounce are one refusal, which knows of the bounce who signed", () => {
  const events = [
    refusal({ action: "failed", code: "550-5.7.32", cause: "from_not_aligned" }),
    refusal({
      action: "failed",
      code: "550-5.7.32",
      cause: "from_not_aligned",
      via: "dsn",
      fromDomain: "example.org",
      signedBy: "s1@example.net",
    }),
  ];
  for (const order of [events, events.toReversed()]) {
    const [group, ...more] = counted(order);
    expect(more).toEqual([]);
    expect(group).toMatchObject({
      domain: "example.org",
      domainSource: "header",
      senderDomains: [{ domain: "example.com", affected: 1 }],
      selectors: [{ selector: "s1", domain: "example.net" }],
      counts: { attempts: 1, lost: 1 },
    });
  }
});

test("groups are by reason, domain and address, with the most harm first", () => {
  const groups = counted([
    refusal(),
    refusal({ replyId: "t2", queueId: "Q2", sendingIp: "203.0.113.6" }),
    refusal({ replyId: "t3", queueId: "Q3", sender: "a@example.net", action: "failed" }),
    refusal({ replyId: "t4", queueId: "Q4", cause: "tls_not_used", code: "421-4.7.29" }),
  ]);
  expect(groups.map(told)).toEqual([
    ["example.net", "203.0.113.5", 1, 1],
    [null, "203.0.113.5", 1, 1],
    ["example.com", "203.0.113.5", 1, 1],
    ["example.com", "203.0.113.6", 1, 1],
  ]);
});

test.each([
  [
    "named by the reply",
    { namedDomain: "bounces.example.net", namedAs: "spf" },
    "bounces.example.net",
    "reply",
  ],
  ["of the envelope", {}, "example.com", "envelope"],
  ["international", { sender: "a@BÜCHER.example" }, "xn--bcher-kva.example", "envelope"],
  ["of a bounce", { sender: "<>" }, null, null],
  ["not known", { sender: null }, null, null],
  ["no domain at all", { sender: "a@-; rm -rf" }, null, null],
  [
    "DMARC's, named",
    { cause: "dmarc_policy_forbids", namedDomain: "example.org", namedAs: "from" },
    "example.org",
    "reply",
  ],
  ["DMARC's, not named", { cause: "dmarc_not_published" }, "example.com", "assumed"],
  ["DMARC's, returned", { cause: "dmarc_not_published", fromDomain: "example.org" }, "example.org", "header"],
] as const)("a domain %s", (_name, change, domain, source) => {
  expect(counted([refusal(change)])).toMatchObject([{ domain, domainSource: source }]);
});

test("each address has its own reply for an example", () => {
  const groups = counted([
    refusal({ reply: "SPF with ip: [203.0.113.5]" }),
    refusal({ replyId: "t2", queueId: "Q2", sendingIp: "203.0.113.6", reply: "SPF with ip: [203.0.113.6]" }),
  ]);
  for (const { sendingIp, reply } of groups) expect(reply).toContain(`[${sendingIp}]`);
});

test("a delivery that was not offered is affected, and no attempt", () => {
  const suspended = refusal({ id: "suspended", recipient: "b@gmail.com", suspended: true, replyId: null });
  expect(counted([refusal(), suspended])).toMatchObject([{ counts: { attempts: 1, affected: 2 } }]);
});

test("reverse DNS counts none of it", () => {
  const { attempts, senderRefusals } = grouped([rejection(), refusal({ queueId: "Q1", replyId: "other" })]);
  expect(attempts).toHaveLength(1);
  expect(senderRefusals).toHaveLength(1);
});

test("kept events give the same groups when they are read again", () => {
  const events = [
    refusal({ sender: null }),
    refusal({ via: "dsn", fromDomain: "example.org", signedBy: "s1@example.net", action: "failed" }),
    refusal({ replyId: "t2", recipient: "b@gmail.com" }),
    outcome({ outcome: "delivered", queueId: "Q1", recipient: "b@gmail.com", time: at("12:00") }),
  ];
  const first = grouped(events, true);
  expect(grouped(first.events, true).senderRefusals).toEqual(first.senderRefusals);
  expect(counted(events)).toEqual(first.senderRefusals);
});
