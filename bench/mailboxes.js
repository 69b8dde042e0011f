// Writes mailboxes of bounces: half Postfix's, half Exim's, some of them for reverse DNS.

import { closeSync, openSync, writeSync } from "node:fs";
import { createRandom } from "./random.js";
import { otherRefusal, person, refusal, senders, sendingIps, token } from "./traffic.js";

/** @import { Random } from "./random.js" */

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const BLOCK = 4 << 20;
/** Of a hundred returned messages three carry an attachment of 200 kB; the others are 2 to 16 kB. */
const LARGE_SHARE = 0.03;
const LARGE_LINES = 2_700;

/**
 * @typedef {{ path: string, messages: number, ptrShare: number, seed?: number }} MailboxPlan
 * @param {MailboxPlan} plan
 * @returns {{ refusals: number }}
 */
export function writeMailbox({ path, messages, ptrShare, seed = 2 }) {
  const random = createRandom(seed);
  const file = openSync(path, "w");
  let refusals = 0;
  let pending = "";
  for (let number = 0; number < messages; number++) {
    const isPtr = Math.floor((number + 1) * ptrShare) > Math.floor(number * ptrShare);
    if (isPtr) refusals++;
    const reply = isPtr ? refusal(random.pick(sendingIps), true, token(random)) : otherRefusal(token(random));
    pending += number % 2 === 0 ? postfixBounce(random, number, reply) : eximBounce(random, number, reply);
    if (pending.length >= BLOCK) {
      writeSync(file, pending);
      pending = "";
    }
  }
  writeSync(file, pending);
  closeSync(file);
  return { refusals };
}

/** One mail with an attachment of about `bytes` bytes, a bounce or an ordinary one. @param {{ path: string, bytes: number, isBounce: boolean }} plan */
export function writeLargeMail({ path, bytes, isBounce }) {
  const random = createRandom(3);
  const file = openSync(path, "w");
  const attachment = base64(random, 1_000);
  const [head, tail] = isBounce
    ? postfixBounce(random, 0, refusal("203.0.113.5", true, token(random))).split("@@ATTACHMENT@@")
    : [
        "From: a@example.com\nTo: b@example.com\nSubject: scan\nMIME-Version: 1.0\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n",
        "",
      ];
  writeSync(file, head ?? "");
  for (let written = 0; written < bytes; written += attachment.length) writeSync(file, attachment);
  writeSync(file, tail ?? "");
  closeSync(file);
}

/** @param {Random} random @param {number} lines */
function base64(random, lines) {
  const line = `${random.text(LETTERS, 76)}\n`;
  return line.repeat(lines);
}

/** @param {number} number */
function dateOf(number) {
  const date = new Date(Date.UTC(2026, 0, 5) + number * 47_000);
  return {
    mail: date.toUTCString().replace("GMT", "+0000 (UTC)"),
    envelope: date.toUTCString().replace(/^(\w{3}), (\d\d) (\w{3}) (\d{4}) (\S+) GMT$/, "$1 $3 $2 $5 $4"),
  };
}

/** @param {Random} random */
function original(random) {
  const isLarge = random.next() < LARGE_SHARE;
  const body = isLarge
    ? base64(random, LARGE_LINES)
    : `${random.text(LETTERS, 70)}\n`.repeat(20 + random.below(200));
  const encoding = isLarge ? "Content-Transfer-Encoding: base64\n" : "";
  return `Subject: Your invoice ${random.below(9_999)}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n${encoding}\n${body}`;
}

/** @param {Random} random @param {number} number @param {string[]} reply */
function postfixBounce(random, number, reply) {
  const date = dateOf(number);
  const sender = random.pick(senders);
  const recipient = person(random, "gmail.com");
  const id = random.text("0123456789ABCDEF", 11);
  const boundary = `${id}.17954/mx1.example.com`;
  const fold = (/** @type {string} */ text) => text.replace(/(.{50,70}) /g, "$1\n    ");
  return `From MAILER-DAEMON  ${date.envelope}
Return-Path: <>
Delivered-To: ${sender}
Received: by mx1.example.com (Postfix) id ${random.text("0123456789ABCDEF", 11)}; ${date.mail}
Date: ${date.mail}
From: Mail Delivery System <MAILER-DAEMON@mx1.example.com>
Subject: Undelivered Mail Returned to Sender
To: ${sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="${boundary}"
Message-Id: <2026.${random.text("0123456789ABCDEF", 14)}@mx1.example.com>

This is a MIME-encapsulated message.

--${boundary}
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx1.example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

                   The mail system

${fold(`<${recipient}>: host gmail-smtp-in.l.google.com[192.0.2.26] said: ${reply.join(" ")} (in reply to end of DATA command)`)}

--${boundary}
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx1.example.com
X-Postfix-Queue-ID: ${id}
X-Postfix-Sender: rfc822; ${sender}
Arrival-Date: ${date.mail}

Final-Recipient: rfc822; ${recipient}
Original-Recipient: rfc822;${recipient}
Action: failed
Status: ${reply[0]?.slice(4, 10).trim()}
Remote-MTA: dns; gmail-smtp-in.l.google.com
${fold(`Diagnostic-Code: smtp; ${reply.join(" ")}`)}

--${boundary}
Content-Description: Undelivered Message
Content-Type: message/rfc822

Return-Path: <${sender}>
Received: from app1.example.com by mx1.example.com (Postfix) with ESMTP id ${id}; ${date.mail}
From: "Example" <${sender}>
To: <${recipient}>
Message-ID: <${random.text(LETTERS, 20)}@app1.example.com>
${original(random)}
@@ATTACHMENT@@
--${boundary}--

`.replace(number === 0 ? "" : "@@ATTACHMENT@@\n", "");
}

/** @param {Random} random @param {number} number @param {string[]} reply */
function eximBounce(random, number, reply) {
  const date = dateOf(number);
  const sender = random.pick(senders);
  const recipient = person(random, "gmail.com");
  const id = `1${random.text(LETTERS, 5)}-${random.text(LETTERS, 6)}-${random.text(LETTERS, 2)}`;
  const boundary = `1795406459-eximdsn-${random.below(10 ** 9)}`;
  return `From MAILER-DAEMON ${date.envelope}
Return-path: <>
Envelope-to: ${sender}
Received: from Debian-exim by mx1.example.com with local (Exim 4.96) id ${id}; ${date.mail}
X-Failed-Recipients: ${recipient}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@example.com>
To: ${sender}
Content-Type: multipart/report; report-type=delivery-status; boundary=${boundary}
MIME-Version: 1.0
Subject: Mail delivery failed: returning message to sender
Message-Id: <E${id}@mx1.example.com>
Date: ${date.mail}

--${boundary}
Content-type: text/plain; charset=us-ascii

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ${recipient}
    host gmail-smtp-in.l.google.com [192.0.2.26]
    SMTP error from remote mail server after end of data:
    ${reply.join("\n    ")}

--${boundary}
Content-type: message/delivery-status

Reporting-MTA: dns; mx1.example.com

Action: failed
Final-Recipient: rfc822;${recipient}
Status: 5.0.0
Remote-MTA: dns; gmail-smtp-in.l.google.com
Diagnostic-Code: smtp; ${reply.join("\n ")}

--${boundary}
Content-type: message/rfc822

Return-path: <${sender}>
Received: from app1.example.com by mx1.example.com with esmtp (Exim 4.96)
	(envelope-from <${sender}>)
	id ${id};
	${date.mail}
From: "Example" <${sender}>
To: <${recipient}>
Message-ID: <${random.text(LETTERS, 20)}@app1.example.com>
${original(random)}
--${boundary}--

`;
}
