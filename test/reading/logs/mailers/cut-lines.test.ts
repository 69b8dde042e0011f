// Lines that a syslog daemon, a terminal or a viewer cut off: what is left still says who refused, and for what.

import { expect, test } from "vitest";
import { createKeptParts } from "../../../../src/reading/logs/kept-parts.ts";
import { frameLine } from "../../../../src/reading/logs/frame.ts";
import type { Judged } from "../../../../src/refusals/known-wordings.ts";
import { mtaReaders } from "../../../../src/reading/logs/mailers/index.ts";
import type { DeliveryAttempt } from "../../../../src/model/delivery.ts";
import { judge } from "../../../../src/refusals/judge.ts";

const context = { timezone: "UTC", notAfter: Date.parse("2026-11-23T05:00:00Z") };

function read(line: string): { attempt: DeliveryAttempt; judged: Judged | null } | null {
  const framed = frameLine(line, context);
  for (const reader of framed ? mtaReaders : []) {
    const record = reader.read(framed!, createKeptParts());
    if (record) return record.kind === "attempt" ? { ...record, judged: judge(record.attempt) } : null;
  }
  return null;
}

const POSTFIX =
  "Nov 23 04:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=4.7.23, status=deferred (host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record. 421 4.7.23  https://support.google.com/a?p=sender-guidelines-ip d9443c01a7336-db4c9b1d8c8si080.30 - gsmtp (in reply to end of DATA command))";
const SENDMAIL =
  "Nov 23 04:02:16 mx1 sm-mta[1201]: 6AN42Fcd001200: to=<anna@gmail.com>,<liam@gmail.com>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=150342, relay=gmail-smtp-in.l.google.com. [192.0.2.26], dsn=4.7.23, reply=421-4.7.23 [203.0.113.5      23] The IP address sending this message does not, stat=Deferred: 421-4.7.23 [203.0.113.5      23] The IP address sending this message does not";

/** Every place after the first of these words. */
function cuts(line: string, words: string): string[] {
  const start = line.indexOf(words) + words.length;
  return Array.from({ length: line.length - start + 1 }, (_, i) => line.slice(0, start + i));
}

test("Postfix, cut anywhere behind the status", () => {
  for (const line of cuts(POSTFIX, "status=deferred (")) {
    const found = read(line);
    expect(found?.judged, line.slice(-40)).toMatchObject({
      verdict: { kind: "ptr", receiver: "gmail" },
      reply: { code: "421-4.7.23", bracketedIp: /\[203\.0\.113\.5 +\d/.test(line) ? "203.0.113.5" : null },
    });
    expect(found?.attempt).toMatchObject({
      recipient: "user@gmail.com",
      remoteMta: "gmail-smtp-in.l.google.com",
      remoteIp: "192.0.2.26",
      action: "delayed",
    });
  }
});

test("Sendmail, cut anywhere behind the reply's first code", () => {
  for (const line of cuts(SENDMAIL, "reply=421")) {
    if (/, stat=(?:Deferred: \d{1,2})?$/.test(line)) continue;
    expect(read(line)?.judged, line.slice(-40)).toMatchObject({
      verdict: { kind: "ptr" },
      reply: { code: "421-4.7.23" },
    });
  }
});

test.each([
  [
    "whole, and not refused by the host",
    "status=deferred (connect to gmail-smtp-in.l.google.com[192.0.2.26]:25: timed out)",
  ],
  ["cut, and not refused by the host", "status=deferred (connect to gmail-smtp-in.l.goo"],
  ["whole, the host left", "status=deferred (host not found)"],
])("Postfix, %s", (_name, end) => {
  expect(read(POSTFIX.replace(/status=.*/, end))).toBeNull();
});

const REPLY =
  "421-4.7.23 [203.0.113.5      23] The IP address sending this message does not4.7.23 have a PTR record.4.7.23  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp";
const DELIVERY =
  'evpid=f6e94209918f7e7b from=<news@example.com> to=<user@gmail.com> rcpt=<-> source="10.20.0.5"';

/** mta_session.c, mta_error; the older words are those of 5.9 and 6.0. */
test.each([
  `5df87c9ffd0e785d mta error reason=BANNER rejected: ${REPLY}`,
  `5df87c9ffd0e785d mta error reason=EHLO rejected: ${REPLY}`,
  `5df87c9ffd0e785d mta error reason=HELO rejected: ${REPLY}`,
  `5df87c9ffd0e785d mta event=error reason="BANNER rejected: ${REPLY}"`,
  `smtp-out: Error on session 5df87c9ffd0e785d: BANNER rejected: ${REPLY}`,
  `smtp-out: Error on session 5df87c9ffd0e785d after 2 messages sent: HELO rejected: ${REPLY}`,
])("OpenSMTPD, refused before a message was offered: %s", (message) => {
  const found = read(`Nov 23 04:02:15 mx1 smtpd[75295]: ${message}`);
  expect(found?.attempt).toMatchObject({ mta: "opensmtpd", recipient: null, queueId: null, reply: REPLY });
  expect(found?.judged).toMatchObject({ verdict: { kind: "ptr" }, reply: { bracketedIp: "203.0.113.5" } });
});

test.each([
  [
    "no name of the host",
    `mta delivery ${DELIVERY} relay="192.0.2.26" delay=2s result="TempFail" stat="${REPLY}"`,
    "192.0.2.26",
  ],
  [
    "an IPv6 host",
    `mta delivery ${DELIVERY} relay="[2001:db8::1a]" delay=2s result="TempFail" stat="${REPLY}"`,
    "2001:db8::1a",
  ],
  [
    "within the session",
    `mta delivery ${DELIVERY} relay="192.0.2.26 (x.example)" delay=2s result="TempFail" stat="STARTTLS rejected: ${REPLY}"`,
    "192.0.2.26",
  ],
])("OpenSMTPD, %s", (_name, message, remoteIp) => {
  const found = read(`Nov 23 04:02:15 mx1 smtpd[75295]: 5df87c9ffd0e785d ${message}`);
  expect(found?.attempt).toMatchObject({ recipient: "user@gmail.com", queueId: "f6e94209", remoteIp });
  expect(found?.judged?.verdict.kind).toBe("ptr");
});
