// Which mentions are one: two that have a key in common.

import { expect, test } from "vitest";
import {
  attemptKey,
  deliveryKey,
  exchangerOf,
  messageKey,
  repeatKeys,
  replyKey,
  suspendedRefusal,
} from "../../src/counting/keys.ts";
import { at, otherReceiverRefusal, outcome, rejection, suspension } from "../support/events.ts";

test.each([
  ["the queue id", rejection({ messageId: "<1@x>" }), "Q1"],
  ["the first queue id", rejection({ originalQueueId: "Q0" }), "Q0"],
  ["the Message-ID without one", rejection({ queueId: null, messageId: "<1@x>" }), "<1@x>"],
  ["the sender without both", rejection({ queueId: null }), "news@example.com"],
  ["nothing", rejection({ queueId: null, sender: null }), ""],
  ["an end's queue id", outcome({ originalQueueId: "Q0", queueId: "Q5" }), "Q0"],
  ["a suspension's", suspension(), "Q2"],
])("a message is called by %s", (_name, event, key) => {
  expect(messageKey(event)).toBe(key);
});

test("capitals make no other delivery", () => {
  expect(deliveryKey("Q1", "User@Gmail.com")).toBe(deliveryKey("Q1", "user@gmail.com"));
  expect(suspendedRefusal(suspension({ recipient: "User@Gmail.com" })).id).toBe(
    suspendedRefusal(suspension()).id,
  );
});

test.each([
  ["one token", { replyId: "t" }, { replyId: "t", time: 90_000, recipient: "b@gmail.com" }, true],
  ["two tokens", { replyId: "t" }, { replyId: "u" }, false],
  ["one process in one second", { pid: "7" }, { pid: "7", recipient: "b@gmail.com", time: 1_900 }, true],
  ["one process, a second later", { pid: "7" }, { pid: "7", time: 2_000 }, false],
  ["two hosts in one second", { pid: "7" }, { pid: "7", remoteMta: "alt1.example.com" }, false],
  ["two recipients, no process", {}, { recipient: "b@gmail.com" }, false],
])("attempts: %s", (_name, one, other, isOne) => {
  const usual = { ...rejection({ replyId: null }), message: "Q1", time: 1_000 };
  expect(attemptKey({ ...usual, ...one }) === attemptKey({ ...usual, ...other })).toBe(isOne);
});

test("a bounce is known by its Message-ID where it names no queue id", () => {
  const logged = repeatKeys(rejection({ messageId: "<1@x>" }));
  expect(logged).toHaveLength(2);
  expect(logged).toContain(repeatKeys(rejection({ queueId: null, messageId: "<1@x>" }))[0]);
  expect(repeatKeys(rejection({ queueId: null }))).toEqual([]);
});

test("a line about a host is the reply that is logged for the recipients later", () => {
  const host = otherReceiverRefusal({ recipient: null });
  const recipient = otherReceiverRefusal({ time: at("10:00").replace("00.000", "03.000") });
  expect(replyKey(host, 3)).toBe(replyKey(recipient, 0));
  expect(replyKey(host, 2)).not.toBe(replyKey(recipient, 0));
});

test.each([
  ["alt1.gmail-smtp-in.l.google.com", "gmail-smtp-in"],
  ["aspmx2.googlemail.com", "aspmx"],
  ["ASPMX.L.google.com", "aspmx"],
  [null, ""],
])("the exchanger of %s is %s", (host, exchanger) => {
  expect(exchangerOf(host)).toBe(exchanger);
});
