import { describe, expect, test } from "vitest";
import type { DeliveryAttempt } from "../../../src/model/delivery.ts";
import { gmail } from "../../../src/refusals/receivers/gmail.ts";
import { receivers } from "../../../src/refusals/receivers/index.ts";
import { judge } from "../../../src/refusals/judge.ts";
import { needlesOf } from "../../../src/refusals/receivers/marks.ts";
import { foundNeedles } from "../../support/found-needles.ts";

const MARK = " d75a77b69052e-3b2a1c4si93755ad.12 - gsmtp";

/** Null when the refusal is not Gmail's. */
function verdict(reply: string, remoteMta: string | null): string | null {
  const attempt = { reply, remoteMta } as DeliveryAttempt;
  const judged = judge(attempt)?.verdict;
  if (!judged || judged.kind === "other-ptr") return null;
  return judged.kind === "ptr" ? "ptr" : judged.meaning;
}

const GOOGLE = "gmail-smtp-in.l.google.com";
const OTHER = "mx.example.net";

describe("refusals for reverse DNS", () => {
  test.each([
    [
      "since 2024",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. As a policy, Gmail does not accept messages",
    ],
    [
      "2020",
      "550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record setup.",
    ],
    [
      "in Google's pages",
      "550 5.7.25 This message was blocked because the sending IP address doesn't have a PTR record",
    ],
    [
      "temporary",
      "421-4.7.23 [203.0.113.5      23] The IP address sending this message does not have a PTR record",
    ],
    [
      "temporary, in Google's table",
      "451 4.7.23 The sending IP address for this message doesn’t have a PTR record, or the PTR record’s forward DNS entry doesn’t match the sending IP address.",
    ],
    ["temporary, cut short", "421 4.7.23 rate limited"],
    [
      "4.7.0",
      "421-4.7.0 [203.0.113.5      15] The IP address sending this message does not have 421-4.7.0 a PTR record, or the corresponding forward DNS entry does not point to the sending IP.",
    ],
    [
      "IPv6",
      "550-5.7.1 [2001:db8::1      16] Our system has detected that this message does 550-5.7.1 not meet IPv6 sending guidelines regarding PTR records and authentication.",
    ],
    [
      "IPv6, since 2024",
      "550-5.7.1 [2001:db8::1] Gmail has detected that this message does not meet IPv6 sending guidelines regarding PTR records and authentication.",
    ],
    [
      "until 2019",
      "550-5.7.1 [203.0.113.5] The IP address sending this message does not have a PTR 550-5.7.1 record setup. As a policy, Gmail does not accept messages from IPs",
    ],
  ])("%s", (_name, reply) => {
    expect(verdict(reply, GOOGLE)).toBe("ptr");
    // Marks from the first word to the last: the address right after the code, and the token.
    if (/^\S+( \S+)? ?\[/.test(reply)) expect(verdict(reply + MARK, null)).toBe("ptr");
  });

  test.each([
    ["gmail-smtp-in.l.google.com"],
    ["alt4.gmail-smtp-in.l.google.com"],
    ["aspmx.l.google.com"],
    ["aspmx3.googlemail.com"],
    ["smtp.google.com"],
    ["SMTP.GOOGLE.COM."],
  ])("from %s", (host) => {
    expect(verdict("550 5.7.25 no PTR record", host)).toBe("ptr");
  });
});

describe("Gmail's other refusals", () => {
  test.each([
    ["550-5.1.1 The email account that you tried to reach does not exist.", "does not exist"],
    ["452-4.2.2 The recipient's inbox is out of storage space", "mailbox is full"],
    ["450-4.2.1 The user you are trying to contact is receiving mail at a rate", "too high a rate"],
    [
      "550-5.7.26 [203.0.113.5] This mail has been blocked because the sender is unauthenticated.",
      "unauthenticated",
    ],
    [
      "421-4.7.26 [203.0.113.5] This mail has been rate limited because it is unauthenticated.",
      "unauthenticated",
    ],
    ["550-5.7.27 [203.0.113.5] SPF did not pass", "SPF"],
    ["421-4.7.28 [203.0.113.5] Gmail has detected an unusual rate of unsolicited mail", "unusual rate"],
    ["550-5.7.29 not over TLS", "TLS"],
    ["550-5.7.30 DKIM", "DKIM"],
    ["421-4.7.32 not aligned", "aligned"],
    ["550-5.7.40 no DMARC", "DMARC"],
    ["451-4.7.24 SPF record has suspicious entries", "suspicious entries"],
    [
      "421-4.7.0 [203.0.113.5      15] suspicious due to the very low reputation of the sending IP",
      "reputation",
    ],
    ["421 4.7.0 Try again later, closing connection.", "deferred"],
    [
      "550-5.7.1 [203.0.113.5      12] Our system has detected that this message is likely unsolicited mail.",
      "spam",
    ],
    [
      "550-5.7.1 [203.0.113.5] The IP you're using to send mail is not authorized to send email directly",
      "not send mail directly",
    ],
    [
      "550-5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits",
      "daily limit",
    ],
    [
      "550-5.7.1 [203.0.113.5      19] Our system has detected that this message is likely suspicious due to the very low reputation of the sending domain. To best protect our users from spam, the message has been blocked.",
      "reputation",
    ],
    ["550-5.7.1 Email quota exceeded.", "daily limit"],
    ["550-5.7.1 Invalid credentials for relay [203.0.113.5].", "relaying"],
    ["550-5.7.0 Mail Sending denied.", "relaying"],
    ["454-4.7.0 Cannot authenticate due to temporary system problem.", "log-in"],
    ["554-5.6.0 Message exceeded 50 hops, this may indicate a mail loop.", "circles"],
    ["452-4.5.3 Domain policy size per transaction exceeded", "recipient's domain"],
    ["451-4.3.0 Multiple destination domains per transaction is unsupported.", "several domains"],
    [
      "550-5.7.1 [203.0.113.5      12] This message is not RFC 5322 compliant, the issue is: duplicate From headers. To reduce the amount of spam sent to Gmail, this message has been blocked.",
      "RFC 5322",
    ],
    ["550-5.7.1 The user or domain that you are sending to (or from) has a policy", "policy"],
    ["599-5.9.99 something new", "not in Google's published list"],
    ["554 no enhanced code", "not in Google's published list"],
  ])("%s", (reply, meaning) => {
    expect(verdict(reply, GOOGLE)).toContain(meaning);
  });

  test("an address or a name with PTR in it makes no refusal for reverse DNS", () => {
    expect(verdict("550-5.7.1 [203.0.113.5] likely unsolicited mail https://x/CPTRX", GOOGLE)).not.toBe(
      "ptr",
    );
  });
});

describe("look-alikes", () => {
  test.each([
    [
      "Microsoft, IPv6",
      "550 5.7.25 Service unavailable, sending IPv6 address [2001:db8::5] must have a reverse DNS record",
      OTHER,
    ],
    ["another Postfix", "550 5.7.25 Client host rejected: cannot find your hostname, [203.0.113.5]", OTHER],
    [
      "another Postfix, temporary",
      "450 4.7.25 Client host rejected: cannot find your reverse hostname, [203.0.113.5]",
      OTHER,
    ],
    ["SPF of another receiver", "550 5.7.23 SPF validation failed", OTHER],
    ["SPF of another receiver, temporary", "421 4.7.23 [203.0.113.5] SPF check failed", OTHER],
    ["GMX", "554-Bad DNS PTR resource record.", OTHER],
    ["Yahoo", "421 4.7.0 [TSS04] Messages from 203.0.113.5 temporarily deferred", OTHER],
    [
      "a gateway that quotes Gmail",
      `550 5.7.25 Rejected by the next host: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a PTR record${MARK}`,
      OTHER,
    ],
    [
      "a gateway, host unknown",
      `554 5.0.0 next host said: 550-5.7.25 [203.0.113.5] no PTR record${MARK}`,
      null,
    ],
    ["code alone", "550 5.7.25 [203.0.113.5] no PTR record", null],
    ["Google's name within another", "550 5.7.25 no PTR record", "gmail-smtp-in.l.google.com.example.net"],
    ["Google's name at the end of another", "550 5.7.25 no PTR record", "notgoogle.com"],
    ["the sender's own relay at Google", "550 5.7.1 Invalid credentials for relay", "smtp-relay.gmail.com"],
    ["an acceptance", `250 2.0.0 OK 1795406540${MARK}`, GOOGLE],
    ["a deferral that is no reply", "lost connection", GOOGLE],
  ])("%s", (_name, reply, remoteMta) => {
    expect(verdict(reply, remoteMta)).toBeNull();
  });
});

test.each([
  ["status=sent (250 2.0.0 OK  1795406540 d75a77b69052e-ae78si532.105 - ", true],
  ['C="250 2.0.0 OK  1795406540 d75a77b69052e-ae78si532.105 - ', true],
  ["250 2.1.5 OK ae78si532.105 - ", true],
  ["550 5.7.25  https://support.google.com/a?p=sender-guidelines. d75a - ", false],
  ["250 3.0.0 OK - ", false],
  ["status=sent (250 2.0.0 OK ae78si532.105 - )\n550 d75a - ", false],
  ["OK - ", false],
  ["", false],
])("an acceptance is passed over for what stands in front of the mark: %s", (before, isPassedOver) => {
  expect(foundNeedles(`${before}gsmtp`, needlesOf([gmail])).includes("gsmtp")).toBe(!isPassedOver);
});

test("one of the needles is left in every refusal that is cut short", () => {
  expect(receivers).toContain(gmail);
  const reply = `550-5.7.25 [203.0.113.5] does not have a PTR record${MARK}`;
  for (const part of [reply, reply.slice(0, 40), reply.slice(11, 60), reply.slice(-40)])
    expect(needlesOf([gmail]).some(({ text }) => part.includes(text))).toBe(true);
});
