// Many of Gmail's replies name no address: it is taken from other mail of the same host where nothing speaks against it.

import { expect, test } from "vitest";
import { createGrouping } from "../../src/counting/grouping.ts";
import { refusalGroupsOf } from "../../src/counting/refusal-cells.ts";
import type { AnalysisEvent, Rejection, SenderRefusal } from "../../src/model/events.ts";
import { rejection, senderRefusal } from "../support/events.ts";

/** Its reply names no address. */
const unnamed = (change: Partial<SenderRefusal> = {}) =>
  senderRefusal({ sendingIp: null, queueId: "Q9", replyId: "unnamed", ...change });
/** Refused for reverse DNS: that reply always names one. */
const named = (change: Partial<Rejection> = {}) => rejection(change);
const otherNamed = (change: Partial<Rejection> = {}) =>
  rejection({ sendingIp: "203.0.113.6", queueId: "Q2", replyId: "token-2", ...change });

function addressIn(events: readonly AnalysisEvent[]) {
  const grouping = createGrouping(true);
  for (const event of events) grouping.add(event);
  const counted = grouping.finish();
  const { events: told } = counted;
  const group = refusalGroupsOf(counted).find(({ codes }) => "421-4.7.27" in codes)!;
  return { group, told };
}

const IPV6 = "2001:db8::5";
const OF_EXIM = { reportingMta: null, source: { path: "/var/log/exim4/mainlog", line: 1 } };

test.each<[shows: string, unnamed: SenderRefusal, others: AnalysisEvent[]]>([
  ["of a refusal for reverse DNS", unnamed(), [named()]],
  [
    "of another refusal for the sender",
    unnamed(),
    [senderRefusal({ cause: "tls_not_used", code: "421-4.7.29" })],
  ],
  ["named twice", unnamed(), [named(), named({ replyId: "token-3", queueId: "Q3" })]],
  ["of a host in capitals", unnamed({ reportingMta: "MX1" }), [named()]],
  ["beside another host's", unnamed(), [named(), otherNamed({ reportingMta: "mx2" })]],
  ["beside that of a smarthost", unnamed(), [named(), otherNamed({ remoteMta: "smtp.example.net" })]],
  ["at another of Google's hosts", unnamed({ remoteMta: "aspmx2.googlemail.com" }), [named()]],
  ["of the family that was used", unnamed(), [named(), otherNamed({ sendingIp: IPV6 })]],
  [
    "of the way that was taken",
    unnamed({ localIp: "192.168.1.5" }),
    [named({ localIp: "192.168.1.5" }), otherNamed({ localIp: "192.168.1.6" })],
  ],
  ["of a log without host", unnamed(OF_EXIM), [named(OF_EXIM)]],
  [
    "of the log that was rotated",
    unnamed({ ...OF_EXIM, source: { path: "/var/log/exim4/mainlog.1", line: 7 } }),
    [named({ ...OF_EXIM, source: { path: "/var/log/exim4/mainlog.12.gz", line: 7 } })],
  ],
  [
    "of a log whose host has no name of its own",
    unnamed({ reportingMta: "localhost" }),
    [
      named({ reportingMta: "localhost" }),
      otherNamed({ reportingMta: "localhost", source: { path: "b/mail.log" } }),
    ],
  ],
])("the address %s is taken, and it is said that it is the host's", (_shows, refusal, others) => {
  for (const events of [
    [refusal, ...others],
    [...others, refusal],
  ]) {
    const { group, told } = addressIn(events);
    expect(group).toMatchObject({ sendingIp: "203.0.113.5", sendingIpSource: "host" });
    expect(group).not.toHaveProperty("possibleIps");
    // Who reads the events infers it anew, from all that is known there.
    expect(told.find((event) => "cause" in event && event.code === "421-4.7.27")).toMatchObject({
      sendingIp: null,
    });
    expect(addressIn(told).group).toEqual(group);
  }
});

test.each<[shows: string, unnamed: SenderRefusal, others: AnalysisEvent[]]>([
  ["nothing else is known", unnamed(), []],
  ["another host is named one", unnamed(), [named({ reportingMta: "mx2" })]],
  ["a smarthost was refused", unnamed(), [named({ remoteMta: "smtp.example.net" })]],
  ["an inner smarthost was refused", unnamed(), [named({ remoteMta: "10.0.0.2" })]],
  ["the host has one of the other family", unnamed({ remoteIp: IPV6 }), [named()]],
  [
    "the host has one on another way",
    unnamed({ localIp: "192.168.1.6" }),
    [named({ localIp: "192.168.1.5" })],
  ],
  [
    "another log without host has one",
    unnamed(OF_EXIM),
    [named({ ...OF_EXIM, source: { path: "b/mainlog" } })],
  ],
  [
    "a bounce names no host",
    unnamed({ via: "dsn", reportingMta: null }),
    [named({ via: "dsn", reportingMta: null })],
  ],
  ["the host's is only repeated", unnamed(), [senderRefusal({ suspended: true, cause: "tls_not_used" })]],
])("no address is taken where %s", (_shows, refusal, others) => {
  const { group } = addressIn([refusal, ...others]);
  expect(group).toMatchObject({ sendingIp: null, sendingIpSource: null });
  expect(group).not.toHaveProperty("possibleIps");
});

test("of several addresses none is taken, and all are told", () => {
  const { group, told } = addressIn([otherNamed(), unnamed(), named()]);
  expect(group).toMatchObject({
    sendingIp: null,
    sendingIpSource: null,
    possibleIps: ["203.0.113.5", "203.0.113.6"],
  });
  expect(addressIn(told).group).toEqual(group);
});

test("a reply that names the address is surer than the host's", () => {
  const { group } = addressIn([unnamed(), senderRefusal()]);
  expect(group).toMatchObject({
    sendingIp: "203.0.113.5",
    sendingIpSource: "reply",
    counts: { attempts: 2 },
  });
});
