// Lines in the forms that people showed in public, of versions and set-ups that no sample of a reader has; their own
// names are replaced, and what they were refused for is Gmail's refusal here.

import { describe, expect, test } from "vitest";
import { analyzeFiles } from "../../../support/analyze.ts";
import { rejectionsIn } from "../../../support/events.ts";
import type { Rejection } from "../../../../src/model/events.ts";

const words =
  "[203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP.";
const final = `550-5.7.25 ${words} https://support.google.com/a?p=sender-guidelines. 4fb4d7f45d1cf-5d99ef3d95esi4702457a12.1 - gsmtp`;
const temporary =
  "421-4.7.23 [203.0.113.5      23] The sending IP address for this message doesn't have a PTR record. 4fb4d7f45d1cf-5d99ef3d95esi4702457a12.2 - gsmtp";
const maddyReply = String.raw`[2001:db8:5001::2] Our system has detected that\nthis message does not meet IPv6 sending guidelines regarding PTR\nrecords and authentication. gn42si18496961ejc.717 - gsmtp`;
const span =
  'queueName = "remote", from = "news@example.com", to = ["user@gmail.com"], size = 1546, total = 1';
const sender = "SkyQbFDuW.rkMrRPKu-@newsletter.example.com";
const uuid = "7B6260E0-240F-4AAD-9E52-1188B0D14DC5.1.1";

interface Shown {
  shows: string;
  lines: string[];
  found: Partial<Rejection>;
}

const shown: Shown[] = [
  {
    shows: "ZoneMTA before 2020: no session, no source, no Message-ID",
    lines: [
      `info Sender/default/30766 158e0fdcc80000ab4b.001 REJECTED[rate] from=news@example.com[srs0=x@example.com] to=user@gmail.com mx=gmail-smtp-in.l.google.com (${final})`,
    ],
    found: {
      queueId: "158e0fdcc80000ab4b",
      sender: "srs0=x@example.com",
      remoteMta: "gmail-smtp-in.l.google.com",
    },
  },
  {
    shows: "ZoneMTA of 2017 through syslog, its prefix in parentheses",
    lines: [
      `Aug 22 13:17:17 newsletter zone-mta[12239]: (Sender/default/12239) 15e091ac6130002871.001 DEFERRED[dns] from=${sender}[${sender}] to=user@gmail.com mx=gmail-smtp-in.l.google.com (${temporary})`,
    ],
    found: { queueId: "15e091ac6130002871", sender, action: "delayed", reportingMta: "newsletter" },
  },
  {
    shows: "ZoneMTA through syslog, with what its connection quotes before the delivery",
    lines: [
      `Feb 11 08:39:37 mx1 zone-mta: ERR! Sender/default/827[14] 17ee78226740009630.001 SMTPERR [zLjoL7dmg] src=192.0.2.5 error="Invalid greeting. response=${final}: ${final}"`,
      `Feb 11 08:39:37 mx1 zone-mta: info Sender/default/827[14] 17ee78226740009630.001 SMTPCLOSE [zLjoL7dmg] Closed prematurely src=192.0.2.5 response="${final}" connected=0.317s.`,
      `Feb 11 08:39:37 mx1 zone-mta: info Sender/default/827[14] 17ee78226740009630.001 REJECTED[policy] from=news@example.com to=user@gmail.com src=192.0.2.5 mx=gmail-smtp-in.l.google.com[192.0.2.26] id=<1@example.com> (${final})`,
    ],
    found: { localIp: "192.0.2.5", remoteIp: "192.0.2.26", messageId: "<1@example.com>" },
  },
  {
    shows: "ZoneMTA run by pm2, a closed connection's reply over several lines",
    lines: [
      'id=ad4v2mwg5j37elqc 1945a8c324c00085f2.001 SMTPCLOSE [1AupFAClq8] Connection closed response="421-4.7.23 [203.0.113.5      23] The sending IP address for this message does not have a',
      "421-4.7.23 PTR record.",
      '421 4.7.23  https://support.google.com/a?p=sender-guidelines 4fb4d7f45d1cf-5d99ef3d95esi4702457a12.169 - gsmtp"',
      `id=ad4v2mwg5j37elqc 1945a8c324c00085f2.001 DEFERRED[policy] from=news@example.com to=user@gmail.com src=192.0.2.5 mx=gmail-smtp-in.l.google.com[192.0.2.26] id=<1@example.com> (${temporary})`,
    ].map((text) => `0|npm run start  | info Sender/zone_4/1644386[11] ${text}`),
    found: { queueId: "1945a8c324c00085f2", action: "delayed", recipient: "user@gmail.com" },
  },
  {
    shows: "qmail with a patch that repeats the recipient",
    lines: [
      "@400000006b03bacf1dcd6500 starting delivery 9: msg 201 to remote other@gmail.com",
      "@400000006b03bacf1dcd6501 starting delivery 5: msg 201 to remote user@gmail.com",
      `@400000006b03bad01dcd6502 delivery 5: failure: (user@gmail.com)_192.0.2.26_does_not_like_recipient./Remote_host_said:_${final.replaceAll(" ", "_")}/Giving_up_on_192.0.2.26./`,
      "@400000006b03bad01dcd6503 delivery 9: success: (other@gmail.com)_192.0.2.26_accepted_message./Remote_host_said:_250_Ok/",
    ],
    found: { queueId: "201", recipient: "user@gmail.com", remoteIp: "192.0.2.26" },
  },
  {
    shows: "the same without the line that begins the delivery",
    lines: [
      `@400000006b03bad01dcd6502 delivery 5: failure: (user@gmail.com)_192.0.2.26_does_not_like_recipient./Remote_host_said:_${final.replaceAll(" ", "_")}/Giving_up_on_192.0.2.26./`,
    ],
    found: { queueId: null, recipient: "user@gmail.com", remoteIp: "192.0.2.26" },
  },
  {
    shows: "Haraka through a syslog that names no host",
    lines: [
      `Oct 17 13:10:59 haraka[23821]: [NOTICE] [${uuid}] [outbound] recipient <user@gmail.com> deferred: ${temporary.replace("-", " ")}`,
      `Oct 17 13:10:59  haraka[23821]: [INFO] [${uuid}] [outbound] Temp failing 1539758017236_11_mx1.example.com for 4096 seconds: Tried all MXs`,
    ],
    found: { mta: "haraka", reportingMta: null, recipient: "user@gmail.com" },
  },
  {
    shows: "maddy without a host, blanks for the tab, the speaker before the reply",
    lines: [
      `maddy[1547]: queue: delivery attempt failed        {"msg_id":"330a1ed9","rcpt":"user@gmail.com","reason":"${maddyReply}","remote_server":"gmail-smtp-in.l.google.com.","smtp_code":550,"smtp_enchcode":"5.7.1","smtp_msg":"gmail-smtp-in.l.google.com. said: ${maddyReply}"}`,
    ],
    found: { code: "550-5.7.1", sendingIp: "2001:db8:5001::2", ptrOrAuthentication: true },
  },
  {
    shows:
      "Stalwart's events of 0.11 to a container's output: details, elapsed, all recipients before the one",
    lines: [
      `stalwart | INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 313515071556812801, ${span}, hostname = "gmail-smtp-in.l.google.com", to = "user@gmail.com", code = 550, details = "${words}", elapsed = 129ms`,
      `stalwart | INFO DSN permanent failure notification (delivery.dsn-perm-fail) queueId = 313515071556812801, ${span}, to = "user@gmail.com", hostname = "gmail-smtp-in.l.google.com", details = "Unexpected response for RCPT TO:<user@gmail.com>: Code: 550, Enhanced code: 5.7.25, Message: ${words}", total = 0`,
    ],
    found: { code: "550", queueId: "313515071556812801", sender: "news@example.com" },
  },
  {
    shows: "a record of KumoMTA's whose content is the whole reply",
    lines: [
      `{"type":"TransientFailure","id":"1d98076abbbc11ed940250ebf67f93b2","sender":"news@example.com","recipient":"user@gmail.com","response":{"code":421,"enhanced_code":null,"content":"${temporary}","command":".\\r\\n"},"timestamp":1795406535}`,
    ],
    found: { code: "421-4.7.23", action: "delayed" },
  },
  {
    shows: "a record of KumoMTA's with the enhanced code in its content",
    lines: [
      `{"type":"Bounce","id":"1d98076abbbc11ed940250ebf67f93b2","sender":"news@example.com","recipient":"user@gmail.com","response":{"code":550,"content":"5.7.25 ${words} 4fb4d7f45d1cf-5d99ef3d95esi4702457a12.3 - gsmtp"},"timestamp":1795406535}`,
    ],
    found: { code: "550-5.7.25", action: "failed" },
  },
  {
    shows: "a PowerMTA configured without the recipient, its diagnosis with a capital letter",
    lines: [
      "type,timeLogged,timeQueued,orig,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,dlvSourceIp,vmta,jobId",
      `b,2026-09-22 16:31:06+0530,2026-09-22 16:30:42+0530,news@example.com,failed,5.7.25 (reverse DNS),"Smtp;${final}",gmail-smtp-in.l.google.com (192.0.2.26),spam-related,10.136.27.30,vmta1,722#1282788#2026-09-22 16:49:14`,
    ],
    found: { sender: "news@example.com", recipient: null, localIp: "10.136.27.30" },
  },
  {
    shows: "Courier's status right after the recipient, and with a size",
    lines: [
      `Dec 10 12:20:52 mx1 courieresmtp: id=0038C081.4D026173.000051A5,from=<news@example.com>,addr=<user@gmail.com>: ${final.replace("-", " ")}`,
      "Dec 10 12:20:52 mx1 courieresmtp: id=0038C081.4D026173.000051A5,from=<news@example.com>,addr=<user@gmail.com>,status: failure",
      "Dec 10 12:20:53 mx1 courieresmtp: id=0038C081.4D026173.000051A5,from=<news@example.com>,addr=<two@gmail.com>,size=329,success: delivered: mx.example.com [192.0.2.22]",
      "Dec 10 12:20:53 mx1 courieresmtp: id=0038C081.4D026173.000051A5,from=<news@example.com>,addr=<two@gmail.com>,size=329,status: success",
    ],
    found: { queueId: "0038C081.4D026173.000051A5", recipient: "user@gmail.com" },
  },
  {
    shows: "a webhook of Postal's whose inner time is text",
    lines: [
      `{"event":"MessageDeliveryFailed","timestamp":1791288010.5,"uuid":"u1","payload":{"message":{"id":4242,"token":"abc","to":"user@gmail.com","from":"news@example.com","message_id":"1@example.com"},"status":"HardFail","details":"Permanent SMTP delivery error when sending to gmail-smtp-in.l.google.com","output":"550 5.7.25 ${words}","timestamp":"1791288005.125"}}`,
    ],
    found: { recipient: "user@gmail.com", messageId: "<1@example.com>" },
  },
  {
    shows: "a web page's single blank before the day of the month",
    lines: [
      `Dec 3 14:31:07 mx1 postfix/smtp[32130]: 3E557206A4: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.5, delays=0.01/0.01/0.04/0.43, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${final} (in reply to end of DATA command))`,
    ],
    found: {
      reportingMta: "mx1",
      recipient: "user@gmail.com",
      time: expect.stringMatching(/-12-03T/) as string,
    },
  },
  {
    shows: "Exim's line that splogger passed to syslog",
    lines: [
      `Dec 3 14:31:07 mx1 splogger[32130]: 1VnnFx-0008Lk-Gt ** user@gmail.com R=dnslookup T=remote_smtp: SMTP error from remote mail server after end of data: host gmail-smtp-in.l.google.com [192.0.2.26]: ${final}`,
    ],
    found: { mta: "exim", queueId: "1VnnFx-0008Lk-Gt", reportingMta: "mx1" },
  },
  {
    shows: "words in the places of the host and the recipient",
    lines: [
      `Feb 08 04:49:12 [my domain] postfix/smtp[5460]: 9843783F4B: to=<[some email address]>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=381, delays=381/0.03/0.06/0, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: ${final} (in reply to end of DATA command))`,
    ],
    found: { sendingIp: "203.0.113.5", reportingMta: null, action: "failed" },
  },
  {
    shows: "Postfix with the address of Google's host blanked out",
    lines: [
      `Feb 08 04:49:12 mx1 postfix/smtp[5460]: 9843783F4B: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[x.x.x.x]:25, delay=381, delays=381/0.03/0.06/0, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[x.x.x.x] said: ${final} (in reply to end of DATA command))`,
    ],
    found: { sendingIp: "203.0.113.5", remoteMta: "gmail-smtp-in.l.google.com", remoteIp: null },
  },
  {
    shows: "Sendmail with the address of Google's host blanked out",
    lines: [
      "Nov 23 04:02:15 mx1 sm-mta[1201]: 6AN42Fcd001199: to=<user@gmail.com>, ctladdr=<news@example.com> (1001/1001), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=gmail-smtp-in.l.google.com. [x.x.x.x], dsn=5.7.25, reply=550 5.7.25 [203.0.113.5] The IP address sending this message does not have a, stat=Service unavailable",
    ],
    found: { sendingIp: "203.0.113.5", remoteMta: "gmail-smtp-in.l.google.com", remoteIp: null },
  },
];

describe("a form that was shown in public", () => {
  test.each(shown)("$shows", async ({ lines, found }) => {
    const results = await analyzeFiles(["-"], { stdin: lines.map((line) => `${line}\n`).join("") });
    expect(rejectionsIn(results)).toEqual([expect.objectContaining(found)]);
    expect(results.report.unread?.count).toBe(0);
  });
});

test("qmail's bounce in which somebody blanked out the remote host", async () => {
  const mail = `From: MAILER-DAEMON@server.example.net
To: news@example.com
Subject: failure notice
Date: Fri, 07 Feb 2014 10:00:00 +0000

Hi. This is the qmail-send program at server.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<user@gmail.com>:
..... failed after I sent the message.
Remote host said: 550-5.7.1 [2001:db8:d16:1250::2] Our system has detected that this message does
550-5.7.1 not meet IPv6 sending guidelines regarding PTR records and
550-5.7.1 authentication. Please review
550 5.7.1 information. q43si37022102eeo.243 - gsmtp

--- Below this line is a copy of the message.

Return-Path: <news@example.com>
Subject: hello
From: news@example.com
`;
  const results = await analyzeFiles(["-"], { stdin: mail });
  expect(rejectionsIn(results)).toMatchObject([
    { sendingIp: "2001:db8:d16:1250::2", sender: "news@example.com", remoteIp: null },
  ]);
});
