// Postfix: the delivery lines of smtp, lmtp and error (global/log_adhoc.c), the lines about a host that
// did not take the mail before the next one was tried (smtp/smtp_trouble.c), qmgr's and cleanup's lines, which
// name the sender and the Message-ID, what postsuper and pickup write of a message that is deleted or put in the
// queue again; and the reasons that a listing of the queue gives.

import type {
  DeliveryAttempt,
  DeliveryOutcome,
  LogLine,
  QueueLine,
  Removal,
} from "../../../model/delivery.ts";
import { blankQuoted } from "../../../base/standards/mailbox.ts";
import { endsWithinCodes } from "../../../base/standards/reply.ts";
import type { LogRecord, MtaReader } from "./reader.ts";

// postfix/smtp, postfix/outB/smtp, postfix-out/smtp, mta1/smtp, postfix/error, postfix/qmgr
const clientProgram = /(?:^|\/)(?:smtp|lmtp|error|relay|retry)$/;
const queueProgram = /(?:^|\/)(?:n?qmgr|cleanup|pickup|postsuper)$/;
// rsyslog's %programname% and APP-NAME end at the slash: all of Postfix is then "postfix" or "postfix-out".
// journalctl -o with-unit names the unit: postfix@-.service
const cutProgram = /^postfix[\w.@-]{0,60}$/;
const listingProgram = "postqueue";
// Short ids are upper-case hexadecimal, long ones base 52 (vowels left out): 4NQh2b5xKdz9rxK
// The words in front of Postfix's own complaints (util/msg.c) are none.
const queueIdPrefix = /^(?!(?:warning|error|fatal|panic): )([0-9A-Za-z]{5,20}): /;
const anyQueueId =
  /(?:^|[\s":[\xbf])([0-9A-Za-z]{5,20}): (?:to=<|from=<|message-id=|host |removed|requeued|uid=)/;
const namedSender = /^: from=<(.{0,320}?)>, (?:size|status)=/;
// postsuper -r: uid=109 from=<news@example.com> orig_id=3A0012298F1
const requeuedMessage = /^uid=\d{1,10} from=<.*> orig_id=([0-9A-Za-z]{5,20})$/;

// host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 […] … (in reply to end of DATA command)
// host alt1.aspmx.l.google.com[192.0.2.27] refused to talk to me: 421-4.7.23 […] …
const hostReply =
  /^host ([^\s[\]]{1,255})\[([0-9A-Fa-f.:]{2,45})\](?::\d{1,5})? (?:said|refused to talk to me): /;
const inReplyTo = / \(in reply to [^()]{1,60}\)$/;
const suspendedPrefix = "delivery temporarily suspended: ";
// relay=gmail-smtp-in.l.google.com[192.0.2.26]:25
const relayHost = /^([^\s[\],]{1,255})(?:\[([0-9A-Fa-f.:]{2,45})\])?/;
// , dsn=5.7.25, status=bounced (      before Postfix 2.3 without dsn=
const deliveryStatus = /, (?:dsn=(\d\.\d{1,3}\.\d{1,3}), )?status=([A-Za-z-]{4,16}) \(/;
// A line whose program is not told: from=<…>, size=501, nrcpt=1 (queue active)    message-id=<…>
const namelessQueueLine =
  /^(?:from=<.{0,320}?>, (?:size=\d{1,15}, nrcpt=\d|status=)|message-id=<|(?:removed|requeued)$|uid=\d)/;
// from=<news@example.com>, to=<user@gmail.com>, reason=host … said: 421-4.7.23 …
const listedReason = /^from=<(.{0,320}?)>, to=<(.{1,320}?)>, reason=/;

const CODE_LENGTH = 3;

/** Final for the sender: the mail goes back. SOFTBOUNCE and deferred mail stays in the queue. */
const failedStatus = new Set(["bounced", "expired", "force-expired", "undeliverable"]);

export const postfix: MtaReader = {
  name: "postfix",
  // As Sendmail's, so that both cost one search.
  outcomeNeedles: [{ text: ": to=" }],
  rareOutcomeNeedles: [
    { text: "status=expired", searchFrom: 8 },
    { text: "status=force-expired", searchFrom: 14 },
  ],
  envelopeNeedles: [{ text: ": from=" }, { text: ": message-id=<" }],
  removalNeedles: [
    { text: ": removed", searchFrom: 4, unlessAfter: "qmgr[" },
    { text: ": requeued", searchFrom: 3 },
  ],
  completionNeedles: [{ text: ": removed", searchFrom: 4 }],
  requeueNeedles: [{ text: " orig_id=", searchFrom: 4 }],
  sender: (text) => namedSender.exec(text)?.[1] ?? null,
  queueId: (head) => anyQueueId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal at end of data",
      line: "Nov 23 04:02:15 mx1 postfix/smtp[128]: 63D5E2988B8: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.4, delays=0/0/0.1/0.3, dsn=5.7.25, status=bounced (host gmail-smtp-in.l.google.com[192.0.2.26] said: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp (in reply to end of DATA command))",
      kind: "attempt",
    },
    {
      shows: "a refusal in the greeting, before the next host is tried: no recipient",
      line: "2026-11-23T04:01:31.204518+00:00 mx1 postfix/relay/smtp[139]: 4gdhZZ3pLBz8Kq: host gmail-smtp-in.l.google.com[192.0.2.26] refused to talk to me: 421-4.7.23 [203.0.113.5      23] The IP address sending this message does not 421-4.7.23 have a PTR record. 421 4.7.23  https://support.google.com/a?p=sender-guidelines. d9443c01a7336-db4c9b1d8c8si080.30 - gsmtp",
      kind: "attempt",
    },
    {
      shows: "the sender",
      line: "Nov 23 04:02:22 mx1 postfix/qmgr[115]: 402CD2988F9: from=<news@example.com>, size=501, nrcpt=1 (queue active)",
      kind: "envelope",
    },
    {
      shows: "the Message-ID",
      line: "Nov 23 04:02:22 mx1 postfix/cleanup[294]: 402CD2988F9: message-id=<1@app.example.com>",
      kind: "envelope",
    },
    {
      shows: "a message given up",
      line: "Nov 23 04:02:43 mx1 postfix/qmgr[115]: 157CA29830A: from=<news@example.com>, status=expired, returned to sender",
      kind: "outcome",
    },
    {
      shows: "a message that has left the queue",
      line: "Nov 23 04:02:22 mx1 postfix/qmgr[115]: 537E82988F9: removed",
      kind: "removal",
    },
    {
      shows: "a message that the administrator deletes",
      line: "Nov 23 05:00:00 mx1 postfix/postsuper[900]: 3A0012298F1: removed",
      kind: "removal",
    },
    {
      shows: "a message that the administrator puts in the queue again: its old queue id",
      line: "Nov 23 05:00:00 mx1 postfix/postsuper[900]: 3A0012298F1: requeued",
      kind: "removal",
    },
    {
      shows: "a message that the administrator puts in the queue again: its new queue id",
      line: "Nov 23 05:00:01 mx1 postfix/pickup[901]: 7B4452298F9: uid=109 from=<news@example.com> orig_id=3A0012298F1",
      kind: "requeue",
    },
    {
      shows: "a delivery",
      line: "Nov 23 04:02:22 mx1 postfix/smtp[174]: 537E82988F9: to=<user@gmail.com>, relay=gmail-smtp-in.l.google.com[192.0.2.26]:25, delay=0.05, delays=0/0/0/0.05, dsn=2.0.0, status=sent (250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)",
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const id = queueIdPrefix.exec(line.message);
  if (!id?.[1]) return null;
  const { program } = line;
  const text = line.message.slice(id[0].length);
  // Only Postfix's clients write such a line, and an instance may be named in any way.
  if (text.startsWith("to=<") && mayBeClient(program)) return readDelivery(line, id[1], text);
  if (program === null) return namelessQueueLine.test(text) ? readQueueLine(line, id[1], text) : null;
  if (program === listingProgram) return readListed(line, id[1], text);
  const isCut = cutProgram.test(program);
  if (text.startsWith("host ") && (isCut || clientProgram.test(program)))
    return readHostLine(line, id[1], text);
  return isCut || queueProgram.test(program) ? readQueueLine(line, id[1], text) : null;
}

function mayBeClient(program: string | null): boolean {
  return program === null || !program.includes("/") || clientProgram.test(program);
}

/** `from=<…>, size=501, …`, `from=<…>, status=expired, …`, `message-id=<…>`, `removed`, `uid=109 from=<…> orig_id=…` */
function readQueueLine(line: LogLine, queueId: string, text: string): LogRecord | null {
  if (text.startsWith("from=<")) return readSender(line, queueId, text);
  if (text.startsWith("uid=")) return readRequeue(line, queueId, text);
  if (text === "removed" || text === "requeued") return readRemoval(line, queueId, text);
  if (!text.startsWith("message-id=")) return null;
  return envelope(line, queueId, null, text.slice(11).trim() || null);
}

function readSender(line: LogLine, queueId: string, text: string): LogRecord | null {
  // Postfix's own words follow the address, whatever that holds.
  let end = text.indexOf(">, ");
  if (text.includes(">, ", end + 1)) end = text.lastIndexOf(">, ");
  if (end < 0) return null;
  if (isExpiry(text, end)) return outcome(line, queueId, null, "failed");
  return envelope(line, queueId, text.slice(6, end) || "<>", null);
}

function isExpiry(text: string, end: number): boolean {
  return text.startsWith(">, status=expired", end) || text.startsWith(">, status=force-expired", end);
}

/** cleanup writes the Message-ID as the message comes in, qmgr the sender each time that it is tried. */
function envelope(
  { time, host: reportingMta }: LogLine,
  queueId: string,
  sender: string | null,
  messageId: string | null,
): LogRecord {
  const begins = sender === null;
  return { kind: "envelope", envelope: { queueId, time, reportingMta, sender, messageId, begins } };
}

function readRequeue(line: LogLine, queueId: string, text: string): LogRecord | null {
  const originalQueueId = requeuedMessage.exec(text)?.[1];
  return originalQueueId ? { kind: "requeue", requeue: { ...useOf(line, queueId), originalQueueId } } : null;
}

function readRemoval(line: LogLine, queueId: string, text: string): LogRecord {
  const reason = text === "requeued" ? "requeued" : removedBy(line.program);
  return { kind: "removal", removal: { ...useOf(line, queueId), reason } };
}

function removedBy(program: string | null): Removal["reason"] {
  if (program?.endsWith("qmgr")) return "done";
  return program?.endsWith("postsuper") ? "deleted" : "unknown";
}

function useOf({ time, host }: LogLine, queueId: string): QueueLine {
  return { queueId, time, reportingMta: host };
}

/** `to=<…>, [orig_to=<…>, ]relay=…, …, dsn=…, status=… (…)` */
function readDelivery(line: LogLine, queueId: string, text: string): LogRecord | null {
  const plain = blankQuoted(text);
  const recipientEnd = plain.indexOf(">, ");
  const relayStart = plain.indexOf(", relay=", recipientEnd);
  if (recipientEnd < 0 || relayStart < 0 || namesSecondRelay(plain, relayStart)) return null;
  const recipient = text.slice(4, recipientEnd);
  const rest = text.slice(relayStart + 8);
  const status = deliveryStatus.exec(rest);
  if (!status?.[2]) return null;
  const reason = withoutLastParenthesis(rest.slice(status.index + status[0].length));
  const relay = relayHost.exec(rest);
  const quoted = replyAttempt(line, queueId, reason, recipient);
  const isWhole = quoted !== null && quoted.reply.length >= CODE_LENGTH;
  const attempt = isWhole ? quoted : cutAttempt(line, queueId, rest, recipient);
  if (attempt) {
    if (status[1] && endsWithinCodes(attempt.reply)) attempt.reply = attempt.reply.slice(0, CODE_LENGTH);
    attempt.action = failedStatus.has(status[2]) ? "failed" : "delayed";
    attempt.suspended = relay?.[1] === "none";
    attempt.status = status[1] ?? null;
    return { kind: "attempt", attempt };
  }
  if (status[2] === "sent") return outcome(line, queueId, recipient, "delivered", relay?.[1]);
  return failedStatus.has(status[2]) ? outcome(line, queueId, recipient, "failed") : null;
}

/**
 * Before 3.5, and with `info_log_address_format = internal`, addresses are logged without their quotes: two relays
 * in a line, and either a recipient forged the first, or a remote host the second. Neither is believed.
 */
function namesSecondRelay(plain: string, relayStart: number): boolean {
  return plain.includes(">, relay=", relayStart) || plain.includes(">, orig_to=<", relayStart);
}

/**
 * A reason that breaks off in front of the reply, as in `status=deferred (host gmail-smtp-in.l.goo`: `dsn=` has the
 * enhanced status code of the reply, and `relay=` the host.
 */
function cutAttempt(line: LogLine, queueId: string, rest: string, recipient: string): DeliveryAttempt | null {
  const status = deliveryStatus.exec(rest);
  const [, name, address] = relayHost.exec(rest) ?? [];
  if (!status?.[1] || name === undefined || address === undefined) return null;
  const reason = rest.slice(status.index + status[0].length);
  const isCut = !reason.endsWith(")") && ("host ".startsWith(reason) || reason.startsWith("host "));
  const code = status[1].startsWith("5") ? "550" : "421";
  if (!isCut || !/^[45]/.test(status[1])) return null;
  return replyAttempt(line, queueId, `host ${name}[${address}] said: ${code}`, recipient);
}

function withoutLastParenthesis(text: string): string {
  const end = text.trimEnd();
  return end.endsWith(")") ? end.slice(0, -1) : text;
}

/** `host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 …`: the next host is tried. */
function readHostLine(line: LogLine, queueId: string, text: string): LogRecord | null {
  const attempt = replyAttempt(line, queueId, text, null);
  return attempt && { kind: "attempt", attempt };
}

/**
 * The queue's reason is the last refusal's, whenever that was: the listing tells no time, and Gmail's token
 * joins it to the log.
 */
function readListed(line: LogLine, queueId: string, text: string): LogRecord | null {
  const listed = listedReason.exec(blankQuoted(text));
  if (!listed) return null;
  const recipientEnd = listed[0].length - ">, reason=".length;
  const recipient = text.slice(recipientEnd - listed[2]!.length, recipientEnd);
  const sender = text.slice(6, 6 + listed[1]!.length);
  const attempt = replyAttempt({ ...line, time: null }, queueId, text.slice(listed[0].length), recipient);
  if (!attempt) return null;
  attempt.sender = sender || "<>";
  return { kind: "attempt", attempt };
}

/** All of one shape, and not copied afterwards: there may be a million. */
function replyAttempt(
  line: LogLine,
  queueId: string,
  reason: string,
  recipient: string | null,
): DeliveryAttempt | null {
  const suspended = reason.startsWith(suspendedPrefix);
  const said = suspended ? reason.slice(suspendedPrefix.length) : reason;
  const host = hostReply.exec(said);
  if (!host) return null;
  return {
    mta: "postfix",
    via: "log",
    time: line.time,
    action: "delayed",
    suspended,
    sender: null,
    recipient,
    queueId,
    messageId: null,
    reportingMta: line.host,
    remoteMta: host[1] ?? null,
    remoteIp: host[2] ?? null,
    localIp: null,
    pid: line.pid ?? null,
    reply: said.slice(host[0].length).replace(inReplyTo, ""),
    status: null,
  };
}

function outcome(
  line: LogLine,
  queueId: string,
  recipient: string | null,
  ended: DeliveryOutcome["outcome"],
  remoteMta: string | null = null,
): LogRecord {
  const { time, host: reportingMta, pid = null } = line;
  return {
    kind: "outcome",
    outcome: { outcome: ended, time, queueId, reportingMta, recipient, remoteMta, pid },
  };
}
