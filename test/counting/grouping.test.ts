// The counting rules, on events.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import type { AnalysisEvent, Rejection } from "../../src/model/events.ts";
import { sendingIpsOf, totalsOf, weeksOf } from "../../src/counting/cells.ts";
import { cellsOf } from "../../src/counting/tally.ts";
import { tallyOthers } from "../../src/counting/tally-others.ts";
import { at, delayed, otherRefusal, outcome, rejection, suspension } from "../support/events.ts";

function group(events: readonly AnalysisEvent[]) {
  const grouping = createGrouping(true);
  const isNew = events.map((event) => grouping.add(event));
  const grouped = grouping.finish();
  const cells = cellsOf(grouped, "UTC");
  return { grouped, isNew, totals: totalsOf(cells, -Infinity), ips: sendingIpsOf(cells, -Infinity) };
}

/** `attempts/messages/affected lost/retrying/delivered`, and what is unattributed. */
function counts(events: readonly AnalysisEvent[]): string {
  const { attempts, messages, affected, lost, retrying, delivered, unattributed } = group(events).totals;
  const rest = unattributed === 0 ? "" : ` unattributed ${unattributed}`;
  return `${attempts}/${messages}/${affected} ${lost}/${retrying}/${delivered}${rest}`;
}

test("Sendmail's log has no token, its DSN has: one refusal", () => {
  const logged = delayed({ replyId: null, mta: "sendmail" });
  const later = delayed({ replyId: null, mta: "sendmail", time: at("11:00") });
  const bounced = delayed({ via: "dsn", mta: "sendmail", action: "failed", time: at("11:00") });
  for (const events of [
    [logged, later, bounced],
    [bounced, later, logged],
  ])
    expect(counts(events)).toBe("2/1/1 1/0/0");
});

test("bounces without Message-ID and queue id were one message: each tells of its own", () => {
  const bounce = { via: "dsn", queueId: null, messageId: null } as const;
  const [one, other] = ["a@gmail.com", "b@gmail.com"].map((recipient) => rejection({ ...bounce, recipient }));
  expect(counts([one!, other!])).toBe("1/1/2 2/0/0");
  const next = rejection({ ...bounce, replyId: "token-2", recipient: "c@gmail.com" });
  expect(counts([one!, other!, next])).toBe("2/2/3 3/0/0");
});

describe("counts", () => {
  test.each<[string, AnalysisEvent[], string]>([
    ["nothing", [], "0/0/0 0/0/0"],
    ["one refusal", [rejection()], "1/1/1 1/0/0"],
    ["one still in the queue", [delayed()], "1/1/1 0/1/0"],
    ["the same twice", [rejection(), rejection()], "1/1/1 1/0/0"],
    [
      "one reply, three recipients",
      ["a@gmail.com", "b@gmail.com", "c@gmail.com"].map((recipient) => rejection({ recipient })),
      "1/1/3 3/0/0",
    ],
    [
      "retries: each reply is an attempt, the delivery is one",
      [delayed(), delayed({ replyId: "token-2", time: at("11:00") })],
      "2/1/1 0/1/0",
    ],
    [
      "recipients differ in case",
      [delayed(), delayed({ replyId: "token-2", recipient: "User@Gmail.COM" })],
      "2/1/1 0/1/0",
    ],
    ["delayed, then bounced", [delayed(), outcome()], "1/1/1 1/0/0"],
    ["delayed, then expired as a whole", [delayed(), outcome({ recipient: null })], "1/1/1 1/0/0"],
    [
      "expired as a whole: what was delivered before is not lost",
      [
        delayed(),
        delayed({ recipient: "b@gmail.com" }),
        outcome({ recipient: "b@gmail.com", outcome: "delivered", time: at("11:00") }),
        outcome({ recipient: null }),
      ],
      "1/1/2 1/0/1",
    ],
    ["delayed, then accepted", [delayed(), outcome({ outcome: "delivered" })], "1/1/1 0/0/1"],
    ["the outcome of another message", [delayed(), outcome({ queueId: "Q7" })], "1/1/1 0/1/0"],
    [
      "no recipient named, then accepted by the next host",
      [delayed({ recipient: null }), outcome({ outcome: "delivered" })],
      "1/1/1 0/0/1",
    ],
    [
      "no recipient named, then accepted by the next host of the same name",
      [
        delayed({ recipient: null, pid: "297" }),
        outcome({ outcome: "delivered", remoteMta: "alt1.gmail-smtp-in.l.google.com", pid: "297" }),
      ],
      "1/1/1 0/0/1",
    ],
    [
      "no recipient named, and another process delivered to somebody else",
      [
        delayed({ recipient: null, pid: "125" }),
        outcome({ outcome: "delivered", time: at("10:00"), pid: "134" }),
      ],
      "1/1/0 0/0/0",
    ],
    [
      "no recipient named, and another exchanger took somebody else's mail",
      [delayed({ recipient: null }), outcome({ outcome: "delivered", remoteMta: "aspmx.l.google.com" })],
      "1/1/0 0/0/0",
    ],
    ["no recipient named, and nothing else known", [delayed({ recipient: null })], "1/1/0 0/0/0"],
    [
      "no recipient named, then refused by the next host",
      [delayed({ recipient: null }), delayed({ replyId: "token-2" })],
      "2/1/1 0/1/0",
    ],
    [
      "the same reply first without, then with its recipient (Exim)",
      [delayed({ recipient: null }), delayed({ time: at("10:01") })],
      "1/1/1 0/1/0",
    ],
    [
      "the same reply without recipient says nothing of another recipient",
      [delayed({ recipient: null }), delayed(), outcome({ recipient: "b@gmail.com", outcome: "delivered" })],
      "1/1/1 0/1/0",
    ],
    ["never offered: affected, but no attempt", [suspension()], "0/1/1 0/1/0"],
    ["never offered, several times", [suspension(), suspension({ time: at("11:00") })], "0/1/1 0/1/0"],
    [
      "never offered, then expired",
      [suspension(), outcome({ queueId: "Q2", recipient: null })],
      "0/1/1 1/0/0",
    ],
    ["never offered because of another's refusal", [delayed(), suspension()], "1/2/2 0/2/0"],
    ["no address", [rejection({ sendingIp: null })], "1/1/1 1/0/0 unattributed 1"],
    [
      "no address, but the message's other refusal has one",
      [delayed(), delayed({ replyId: "token-2", sendingIp: null })],
      "2/1/1 0/1/0",
    ],
    [
      "no address, and the message's others have two",
      [
        delayed(),
        delayed({ replyId: "token-2", sendingIp: "203.0.113.6" }),
        delayed({ replyId: "token-3", sendingIp: null }),
      ],
      "3/1/1 0/1/0 unattributed 1",
    ],
    [
      "without token: message, time and recipient tell attempts apart",
      [delayed({ replyId: null }), delayed({ replyId: null }), delayed({ replyId: null, time: at("11:00") })],
      "2/1/1 0/1/0",
    ],
    [
      "a bounce that lost the token repeats the log's refusal",
      [rejection({ via: "dsn", replyId: null, time: at("10:02"), queueId: "Q1" }), rejection()],
      "1/1/1 1/0/0",
    ],
    [
      "a bounce that lost the token: now the delivery is lost",
      [delayed(), delayed({ via: "dsn", replyId: null, action: "failed", time: at("15:00") })],
      "1/1/1 1/0/0",
    ],
    [
      "a warning and a bounce that lost the token",
      [
        delayed({ via: "dsn", replyId: null, time: at("11:00") }),
        delayed({ via: "dsn", replyId: null, action: "failed", time: at("15:00") }),
      ],
      "1/1/1 1/0/0",
    ],
    [
      "a bounce joined by Message-ID alone",
      [
        rejection({ messageId: "<1@example.com>" }),
        rejection({
          via: "dsn",
          replyId: null,
          queueId: null,
          messageId: "<1@example.com>",
          time: at("10:02"),
        }),
      ],
      "1/1/1 1/0/0",
    ],
    [
      "log and bounce",
      [
        delayed(),
        delayed({ via: "dsn", action: "failed", time: at("15:00"), reportingMta: "mx1.example.com" }),
      ],
      "1/1/1 1/0/0",
    ],
  ])("%s", (_name, events, want) => {
    expect(counts(events)).toBe(want);
    expect(counts(events.toReversed())).toBe(want);
  });

  test("by address: a delivery belongs to each that was refused", () => {
    const { ips, totals } = group([
      delayed({ sendingIp: "2001:db8::5" }),
      delayed({ replyId: "token-2" }),
      delayed({ replyId: "token-3", queueId: "Q3", sender: "shop@example.org" }),
    ]);
    expect(ips).toMatchObject([
      { ip: "203.0.113.5", family: 4, attempts: 2, messages: 2, affected: 2 },
      { ip: "2001:db8::5", family: 6, attempts: 1, messages: 1, affected: 1 },
    ]);
    expect(totals).toMatchObject({ attempts: 3, messages: 2, affected: 2 });
    expect(ips[0]?.senderDomains).toEqual([
      { domain: "example.com", affected: 1 },
      { domain: "example.org", affected: 1 },
    ]);
  });

  test("by code, with the first and the last time", () => {
    const { ips } = group([
      delayed({ time: at("12:00") }),
      delayed({ replyId: "token-2", time: at("09:00") }),
      rejection({ replyId: "token-3", time: at("10:00") }),
    ]);
    expect(ips[0]).toMatchObject({
      byCode: { "421-4.7.23": 2, "550-5.7.25": 1 },
      firstSeen: at("09:00"),
      lastSeen: at("12:00"),
    });
  });

  test("a host has one name", () => {
    const { ips } = group([
      delayed({ reportingMta: "mx1" }),
      delayed({ replyId: "token-2", reportingMta: "mx1.example.com" }),
      delayed({ replyId: "token-3", reportingMta: "mx2" }),
    ]);
    expect(ips[0]?.reportingMtas).toEqual(["mx1.example.com", "mx2"]);
  });

  test("by week", () => {
    const { grouped } = group([
      rejection({ time: "2026-02-22T22:59:00.000Z" }),
      rejection({ replyId: "token-2", queueId: "Q2", time: "2026-02-22T23:00:00.000Z" }),
    ]);
    expect(weeksOf(cellsOf(grouped, "Europe/Berlin"))).toMatchObject([
      { week: "2026-W08", weekStart: "2026-02-16", attempts: 1, messages: 1, affected: 1, lost: 1 },
      { week: "2026-W09", weekStart: "2026-02-23", attempts: 1, messages: 1, affected: 1, lost: 1 },
    ]);
  });

  test("Gmail's other refusals: of two tellings of one the one that knows more, in any order", () => {
    const log = otherRefusal({ sendingIp: "203.0.113.5", namedAs: "ip" });
    const bounce = otherRefusal({ sendingIp: "203.0.113.5", senderDomain: "example.com", namedAs: "ip" });
    for (const keepEvents of [true, false]) {
      for (const order of [
        [log, bounce],
        [bounce, log, log],
      ]) {
        const grouping = createGrouping(keepEvents);
        for (const event of order) grouping.add(event);
        const [kept, ...more] = grouping.finish().others;
        expect([kept, more.length]).toMatchObject([
          { attempts: 1, senderDomain: "example.com", sendingIp: "203.0.113.5", namedAs: "ip" },
          0,
        ]);
      }
    }
  });

  test("Gmail's other refusals: counted by code, sender, address and domain, no matter how many senders there are", () => {
    const grouping = createGrouping(false);
    for (let i = 0; i < 50_000; i++)
      grouping.add(otherRefusal({ replyId: `token-${i}`, senderDomain: `s${i % 25_000}.example.com` }));
    const { others } = grouping.finish();
    expect(others.length).toBeLessThanOrEqual(20_001);
    expect(others[0]).toMatchObject({ senderDomain: "s0.example.com", attempts: 2 });
    const [row, ...more] = tallyOthers(others);
    expect(more).toEqual([]);
    expect(row).toMatchObject({ code: "550-5.7.26", meaning: "unauthenticated sender", attempts: 50_000 });
    expect(row?.senderDomains).toHaveLength(100);
  });

  test("Gmail's other refusals: whose mail it was, and from where, the largest first", () => {
    const { grouped } = group([
      otherRefusal({ replyId: "1", senderDomain: "example.net", sendingIp: "203.0.113.6" }),
      otherRefusal({ replyId: "2", senderDomain: "example.com", sendingIp: "203.0.113.5" }),
      otherRefusal({ replyId: "3", senderDomain: "example.com", sendingIp: "203.0.113.5" }),
      otherRefusal({ replyId: "4", senderDomain: null, sendingIp: null }),
    ]);
    expect(tallyOthers(grouped.others)).toEqual([
      {
        code: "550-5.7.26",
        meaning: "unauthenticated sender",
        attempts: 4,
        senderDomains: [
          { domain: "example.com", attempts: 2 },
          { domain: "example.net", attempts: 1 },
        ],
        sendingIps: ["203.0.113.5", "203.0.113.6"],
      },
    ]);
  });

  test("Gmail's other refusals, once for each token", () => {
    const { grouped } = group([
      otherRefusal(),
      otherRefusal(),
      otherRefusal({ replyId: "token-8" }),
      otherRefusal({
        replyId: null,
        code: "550-5.1.1",
        meaning: "the recipient does not exist",
        attempts: 5,
      }),
      otherRefusal({
        replyId: null,
        code: "550-5.1.1",
        meaning: "the recipient does not exist",
        attempts: 2,
      }),
    ]);
    expect(tallyOthers(grouped.others).map(({ code, attempts }) => `${code} ${attempts}`)).toEqual([
      "550-5.1.1 7",
      "550-5.7.26 2",
    ]);
  });
});

describe("events", () => {
  test("are told once", () => {
    const { grouped, isNew } = group([rejection(), rejection(), outcome(), suspension()]);
    expect(isNew).toEqual([true, false, true, true]);
    expect(grouped.events.map(({ schema }) => schema)).toEqual([
      "whybounce.rejection/1",
      "whybounce.suspension/1",
      "whybounce.outcome/1",
    ]);
  });

  test("say what all mentions of a refusal say together", () => {
    const { grouped } = group([
      delayed({
        reportingMta: null,
        sender: null,
        via: "dsn",
        action: "failed",
        time: at("15:00"),
        messageId: "<1@x>",
      }),
      delayed(),
    ]);
    expect(grouped.events).toMatchObject([
      { via: "log", action: "failed", sender: "news@example.com", messageId: "<1@x>", time: at("10:00") },
    ]);
  });

  test("a refusal without recipient is told only if no line of its reply names one", () => {
    const told = (events: AnalysisEvent[]) =>
      group(events).grouped.events.map((event) => (event as Rejection).recipient);
    expect(told([delayed({ recipient: null })])).toEqual([null]);
    expect(told([delayed({ recipient: null }), delayed()])).toEqual(["user@gmail.com"]);
  });

  test("are not kept unless they are wanted", () => {
    const grouping = createGrouping(false);
    grouping.add(rejection());
    expect(grouping.finish().events).toEqual([]);
  });
});

describe("whatever the order, and fed back", () => {
  const token = fc.constantFrom("token-1", "token-2", "token-3", "token-4", null);
  const queueId = fc.constantFrom("Q1", "Q2");
  const recipient = fc.constantFrom("a@gmail.com", "b@gmail.com");
  const time = fc.constantFrom(at("09:00"), at("10:00"), at("11:00"));
  // What one reply says does not change: its code, address and message follow from the token.
  const attempt = fc
    .record({ replyId: token, recipient: fc.option(recipient), time, queueId })
    .map(({ replyId, queueId: any, ...rest }) => {
      const fixed = replyId === "token-1" || replyId === "token-2" ? "Q1" : "Q2";
      return delayed({ ...rest, replyId, queueId: replyId === null ? any : fixed });
    });
  const event: fc.Arbitrary<AnalysisEvent> = fc.oneof(
    { weight: 4, arbitrary: attempt },
    fc.record({ queueId, recipient, time }).map(suspension),
    fc.record({ queueId, recipient: fc.option(recipient), time }).map((change) => outcome(change)),
    fc
      .record({ queueId, recipient })
      .map((change) => outcome({ ...change, outcome: "delivered", time: at("13:00") })),
    fc.constantFrom(otherRefusal(), otherRefusal({ replyId: "token-8" })),
  );
  const events = fc.array(event, { maxLength: 12 });
  const report = (list: readonly AnalysisEvent[]) => {
    const { grouped, totals, ips } = group(list);
    return { totals, ips, others: tallyOthers(grouped.others) };
  };

  test("the counts are the same", () => {
    const shuffled = events.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, reordered]) => {
        expect(report(reordered)).toEqual(report(list));
      }),
      { numRuns: 500 },
    );
  });

  test("events fed back give the same counts", () => {
    fc.assert(
      fc.property(events, (list) => {
        expect(report(group(list).grouped.events)).toEqual(report(list));
      }),
      { numRuns: 500 },
    );
  });

  test("what adds up adds up", () => {
    fc.assert(
      fc.property(events, (list) => {
        const { totals, ips } = report(list);
        expect(totals.lost + totals.retrying + totals.delivered).toBe(totals.affected);
        expect(ips.reduce((sum, { attempts }) => sum + attempts, 0) + totals.unattributed).toBe(
          totals.attempts,
        );
      }),
    );
  });
});
