// Gmail's refusals for other reasons whose end, with Google's token, a logger or whoever showed the line has cut off.

import { expect, test } from "vitest";
import { analyzeFiles } from "../support/analyze.ts";

const postfix = (host: string, dsn: string, said: string) =>
  `Nov 23 04:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<user@gmail.com>, relay=${host}[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=${dsn}, status=${dsn.startsWith("4") ? "deferred" : "bounced"} (host ${host}[192.0.2.26] ${said}`;
const exim = (said: string) =>
  `2026-11-23 04:01:31 1xVKiq-0000000001c-2dP0 ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after end of data: ${said}`;
const sendmail = (dsn: string, said: string) =>
  `Nov 23 04:02:16 mx1 sm-mta[1201]: 6AN42Fcd001200: to=<anna@gmail.com>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=150342, relay=gmail-smtp-in.l.google.com. [192.0.2.26], dsn=${dsn}, reply=${said}, stat=Deferred: ${said}`;

const rate = "421-4.7.28 [203.0.113.5      15] Gmail has detected an unusual rate of";
const spam =
  "550-5.7.1 [203.0.113.5      12] Our system has detected that this message is 550-5.7.1 likely unsolicited mail.";
const spf = "550-5.7.27 This mail has been blocked because SPF does not pass";
const policy = "550-5.7.26 Unauthenticated email from example.com is not accepted due to";

test.each([
  [
    "Postfix",
    postfix("gmail-smtp-in.l.google.com", "4.7.28", `said: ${rate}`),
    "rate_unusual",
    "203.0.113.5",
  ],
  [
    "Postfix, of an alternative host",
    postfix("alt1.aspmx.l.google.com", "5.7.27", `said: ${spf}`),
    "spf_not_passed",
    null,
  ],
  [
    "Postfix, in the greeting",
    postfix("aspmx.l.google.com", "4.7.28", `refused to talk to me: ${rate}`),
    "rate_unusual",
    "203.0.113.5",
  ],
  ["Exim", exim(policy), "dmarc_policy_forbids", null],
  ["Sendmail, which has the first line only", sendmail("4.7.28", rate), "rate_unusual", "203.0.113.5"],
  [
    "Sendmail, with a blank for the hyphen of a final one",
    sendmail("5.7.24", "550 5.7.24 [203.0.113.5] The SPF record of the sending domain has one or").replace(
      /stat=.*/,
      "stat=Service unavailable",
    ),
    "spf_suspicious",
    "203.0.113.5",
  ],
])("%s", async (_mailer, line, cause, sendingIp) => {
  const { report } = await analyzeFiles(["-"], { stdin: `${line}\n` });
  expect(report.refusals).toMatchObject([{ cause: { id: cause }, sendingIp }]);
  expect(report.otherGmailRejections).toMatchObject([{ attempts: 1 }]);
  expect(report.unread?.count).toBe(0);
});

test.each([
  ["spam", postfix("aspmx.l.google.com", "5.7.1", `said: ${spam}`), "taken for spam"],
  [
    "no such user",
    postfix("aspmx.l.google.com", "5.1.1", "said: 550-5.1.1 The email account that you tried to re"),
    "the recipient does not exist",
  ],
  [
    "a full mailbox",
    postfix("aspmx.l.google.com", "4.2.2", "said: 452-4.2.2 The recipient's inbox is out"),
    "the recipient's mailbox is full",
  ],
  [
    "a code alone, with several reasons",
    postfix("alt1.aspmx.l.google.com", "5.7.26", "said: 550-5.7.26 Unau"),
    "unauthenticated sender; the rest of the reply was cut off",
  ],
  [
    "Postfix's own note of it",
    postfix("alt1.aspmx.l.google.com", "5.7.26", "").slice(0, -20),
    "unauthenticated sender; the rest of the reply was cut off",
  ],
])("%s: counted, without a reason", async (_what, line, meaning) => {
  const { report } = await analyzeFiles(["-"], { stdin: `${line}\n` });
  expect(report.otherGmailRejections).toMatchObject([{ meaning, attempts: 1 }]);
  expect(report.refusals).toEqual([]);
});

test("the same code of another receiver is none of Gmail's", async () => {
  const line = postfix(
    "mx.example.net",
    "5.7.26",
    "said: 550-5.7.26 Unauthenticated email from example.com is not accepted",
  );
  const { report } = await analyzeFiles(["-"], { stdin: `${line}\n` });
  expect([report.refusals, report.otherGmailRejections, report.unread?.count]).toEqual([[], [], 0]);
});
