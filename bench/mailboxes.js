// Writes mailboxes of bounces: half Postfix's, half Exim's, some of them for reverse DNS.

import { createRandom } from "./random.js";
import { hexadecimal, letters, otherRefusal, person, refusal, senders, sendingIp, token } from "./traffic.js";
import { createTruth, openOutput } from "./truth.js";

/** @import { Random } from "./random.js" */
/** @import { Truth } from "./truth.js" */

/** Three of a hundred returned messages carry an attachment of 200 kB; the others are 2 to 16 kB. */
const LARGE_SHARE = 0.03;
const LARGE_LINES = 2_700;

/**
 * The mailbox has at least `bytes` bytes and `messages` messages.
 * @typedef {{ path: string, bytes?: number, messages?: number, ptrShare: number, seed?: number }} MailboxPlan
 */

/** @param {MailboxPlan} plan @returns {Truth & { mails: number }} */
export function writeMailbox({ path, bytes = 0, messages = 0, ptrShare, seed = 2 }) {
  const random = createRandom(seed);
  const output = openOutput(path);
  const truth = createTruth();
  let number = 0;
  for (; number < messages || output.bytes() < bytes; number++) {
    const isPtr = Math.floor((number + 1) * ptrShare) > Math.floor(number * ptrShare);
    const ip = isPtr ? sendingIp(random, 0) : null;
    const mark = token(random);
    const reply = ip === null ? otherRefusal(mark, random) : refusal(ip, true, mark);
    const bounce = number % 2 === 0 ? postfixBounce : eximBounce;
    output.write(bounce(random, number, reply, original(random)));
    truth.count({ ip, fate: "bounced" });
  }
  output.close();
  return { ...truth.facts(), mails: number };
}

/** One mail with an attachment of about `bytes` bytes, a bounce or an ordinary one. @param {{ path: string, bytes: number, isBounce: boolean }} plan @returns {Truth} */
export function writeLargeMail({ path, bytes, isBounce }) {
  const random = createRandom(3);
  const output = openOutput(path);
  const truth = createTruth();
  const ip = isBounce ? sendingIp(random, 0) : null;
  const cut = "@@ATTACHMENT@@";
  const mail =
    ip === null
      ? `${scan}${cut}`
      : postfixBounce(random, 0, refusal(ip, true, token(random)), `${attached}${cut}`);
  truth.count({ ip, fate: "bounced" });
  const [head = "", tail = ""] = mail.split(cut);
  const attachment = base64(random, 1_000);
  output.write(head);
  while (output.bytes() < bytes) output.write(attachment);
  output.write(tail);
  output.close();
  return truth.facts();
}

const scan =
  "From: a@example.com\nTo: b@example.com\nSubject: scan\nMIME-Version: 1.0\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n";
const attached =
  "Subject: scan\nMIME-Version: 1.0\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n";

/** @param {Random} random @param {number} lines */
function base64(random, lines) {
  const line = `${random.text(letters, 76)}\n`;
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
    : `${random.text(letters, 70)}\n`.repeat(20 + random.below(200));
  const encoding = isLarge ? "Content-Transfer-Encoding: base64\n" : "";
  return `Subject: Your invoice ${random.below(9_999)}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n${encoding}\n${body}`;
}

/** @param {Random} random @param {number} number @param {string[]} reply @param {string} returned */
function postfixBounce(random, number, reply, returned) {
  const date = dateOf(number);
  const sender = random.pick(senders);
  const recipient = person(random, "gmail.com");
  const id = random.text(hexadecimal, 11);
  const boundary = `${id}.17954/mx1.example.com`;
  const fold = (/** @type {string} */ text) => text.replace(/(.{50,70}) /g, "$1\n    ");
  return `From MAILER-DAEMON  ${date.envelope}
Return-Path: <>
Delivered-To: ${sender}
Received: by mx1.example.com (Postfix) id ${random.text(hexadecimal, 11)}; ${date.mail}
Date: ${date.mail}
From: Mail Delivery System <MAILER-DAEMON@mx1.example.com>
Subject: Undelivered Mail Returned to Sender
To: ${sender}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
	boundary="${boundary}"
Message-Id: <2026.${random.text(hexadecimal, 14)}@mx1.example.com>

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
Message-ID: <${random.text(letters, 20)}@app1.example.com>
${returned}
--${boundary}--

`;
}

/** @param {Random} random @param {number} number @param {string[]} reply @param {string} returned */
function eximBounce(random, number, reply, returned) {
  const date = dateOf(number);
  const sender = random.pick(senders);
  const recipient = person(random, "gmail.com");
  const id = `1${random.text(letters, 5)}-${random.text(letters, 6)}-${random.text(letters, 2)}`;
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
Message-ID: <${random.text(letters, 20)}@app1.example.com>
${returned}
--${boundary}--

`;
}
