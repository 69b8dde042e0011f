// Sendmail: one line for each delivery, all recipients of a transaction in it (deliver.c, logdelivery), and
// only the first line of each reply. The arrival's line names sender and Message-ID (envelope.c, logsender).

import type { DeliveryAttempt, DeliveryOutcome, LogLine } from "../../../model/delivery.ts";
import { canonicalIp } from "../../../base/standards/ip.ts";
import { blankQuoted } from "../../../base/standards/mailbox.ts";
import { endsWithinCodes } from "../../../base/standards/reply.ts";
import type { LogRecord, MtaReader } from "./reader.ts";

// 61NAB1cd012345: since 8.12 a time, a sequence number and the process id; before without the latter's end
const queueIdPrefix = /^([0-9A-Za-z]{8,20}): /;
const anyQueueId = /(?:^|[\s":[\xbf])([0-9A-Za-z]{8,20}): (?:to=|from=|[0-9A-Za-z]{8,20}: )/;

// to=<anna@gmail.com>,<liam@gmail.com>, ctladdr=<news@example.com> (1001/1001), delay=00:00:01, xdelay=…
const recipientsEnd = /, (?:ctladdr|delay)=/;
// relay=gmail-smtp-in.l.google.com. [192.0.2.26]    relay=aspmx.l.google.com. [IPv6:2001:db8:0:0:0:0:0:1a]
const relayHost = /, relay=(?:([^\s,[\]]{1,255}?)\.? )?\[(?:IPv6:)?([^\s,[\]]{1,60})\]/;
const deliveryStatus = /, dsn=(\d\.\d{1,3}\.\d{1,3})(?=, )/;
const replyField = ", reply=";
const statusField = ", stat=";
// stat=Deferred: 421-4.7.23 [203.0.113.5      23] The IP address sending this message does not
const replyInStatus = /^(?:Deferred: )?(?=[45]\d\d(?:[- ]|$))/;
// stat=Deferred: Connection reset by gmail-smtp-in.l.google.com.
const connectionTrouble = /^Deferred: (?=\S)(?![45]\d\d(?:[- ]|$))/;
// stat=Sent (OK 1771841472 …)    "queued" and other words are no end
const sentStatus = /^Sent\b/;
// from=<news@example.com>, size=501, class=0, nrcpts=1, msgid=<1@app.example.com>, proto=ESMTP, …
const arrival = /^from=(?:<(.{0,320}?)>|([^\s,]{1,320})), size=/;
const messageIdField = /, msgid=(<[^\s,]{1,998}>)/;
// 61NAB1cd012345: 61SAB1cd099999: sender notify: Cannot send message for 5 days, of late "DSN: Cannot …"
const givenUp =
  /^[0-9A-Za-z]{8,20}: (?:DSN|(?:sender|return to sender|postmaster) ?notify): Cannot send message/;

export const sendmail: MtaReader = {
  name: "sendmail",
  // Without the bracket: mail from the host itself is logged as `from=news@example.com, …`
  // and `to=user@gmail.com, …`.
  outcomeNeedles: [{ text: ": to=" }],
  rareOutcomeNeedles: [{ text: ": Cannot send message", searchFrom: 2 }],
  envelopeNeedles: [{ text: ": from=" }],
  deliveries,
  sender: (text) => (text.startsWith(": ") ? senderOf(arrival.exec(text.slice(2))) : null),
  queueId: (head) => anyQueueId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal at end of data",
      line: "Nov 23 04:02:15 mx1 sm-mta[1201]: 6AN42Fcd001199: to=<user@gmail.com>, ctladdr=<news@example.com> (1001/1001), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=gmail-smtp-in.l.google.com. [192.0.2.26], dsn=5.7.25, reply=550 5.7.25 [203.0.113.5] The IP address sending this message does not have a, stat=Service unavailable",
      kind: "attempt",
    },
    {
      shows: "a temporary refusal of several recipients",
      line: "Nov 23 04:02:16 mx1 sm-mta[1201]: 6AN42Fcd001200: to=<anna@gmail.com>,<liam@gmail.com>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=150342, relay=gmail-smtp-in.l.google.com. [IPv6:2001:db8:1450:4025:0:0:0:1a], dsn=4.7.23, reply=421-4.7.23 [203.0.113.5      23] The IP address sending this message does not, stat=Deferred: 421-4.7.23 [203.0.113.5      23] The IP address sending this message does not",
      kind: "attempt",
    },
    {
      shows: "the sender and the Message-ID",
      line: "Nov 23 04:02:14 mx1 sm-mta[1199]: 6AN42Fcd001199: from=<news@example.com>, size=501, class=0, nrcpts=1, msgid=<1@app.example.com>, proto=ESMTP, daemon=MTA-v4, relay=app1.example.com [198.51.100.240]",
      kind: "envelope",
    },
    {
      shows: "the sender of a message that was handed over on the host itself",
      line: "Nov 23 12:42:05 mx1 sendmail[184]: 6ANHg5jS000184: from=news@example.com, size=120, class=0, nrcpts=1, msgid=<1@app.example.com>, relay=localhost [[UNIX: localhost]]",
      kind: "envelope",
    },
    {
      shows: "its delivery",
      line: "Nov 23 12:42:06 mx1 sendmail[215]: 6ANHg6X2000213: to=user@gmail.com, ctladdr=news@example.com (8/8), delay=00:00:00, xdelay=00:00:00, mailer=esmtp, pri=120120, relay=alt1.gmail-smtp-in.l.google.com. [192.0.2.27], dsn=2.0.0, stat=Sent (OK  1795455726 d75a77b69052e-37bee329basi7214702147462lbh.400 - gsmtp)",
      kind: "outcome",
    },
    {
      shows: "a delivery",
      line: "Nov 23 04:02:20 mx1 sm-mta[1205]: 6AN42Fcd001205: to=<user@gmail.com>, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=120342, relay=gmail-smtp-in.l.google.com. [192.0.2.26], dsn=2.0.0, stat=Sent (OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp)",
      kind: "outcome",
    },
    {
      shows: "a message given up, as it is written of late",
      line: "Nov 23 12:43:38 mx1 sm-mta[344]: 6ANHhVYs000203: 6ANHhcCZ000344: DSN: Cannot send message for 5 days",
      kind: "outcome",
    },
    {
      shows: "a message given up",
      line: "Nov 28 04:02:20 mx1 sm-mta[1210]: 6AN42Fcd001200: 6AS42Kcd001210: sender notify: Cannot send message for 5 days",
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const id = queueIdPrefix.exec(line.message);
  if (!id?.[1]) return null;
  const text = line.message.slice(id[0].length);
  if (text.startsWith("to=")) return readDelivery(line, id[1], text);
  if (text.startsWith("from=")) return readArrival(line, id[1], text);
  return givenUp.test(text) ? outcome(line, id[1], [], "failed") : null;
}

function readArrival({ time, host }: LogLine, queueId: string, text: string): LogRecord | null {
  const from = arrival.exec(text);
  // Postfix's qmgr writes nrcpt.
  if (!from || !text.includes(", nrcpts=")) return null;
  const sender = senderOf(from);
  const messageId = messageIdField.exec(text)?.[1] ?? null;
  return {
    kind: "envelope",
    envelope: { queueId, time, reportingMta: host, sender, messageId, begins: true },
  };
}

function senderOf(from: RegExpExecArray | null): string | null {
  return from && ((from[1] ?? from[2]) || "<>");
}

function readDelivery(line: LogLine, queueId: string, text: string): LogRecord | null {
  const plain = blankQuoted(text);
  const end = recipientsEnd.exec(plain);
  const statusStart = plain.indexOf(statusField);
  if (!end || (statusStart >= 0 && statusStart < end.index)) return null;
  const recipients = readRecipients(text.slice(3, end.index), plain.slice(3, end.index));
  // A line that was cut has no stat=, but may still have the reply.
  const isCut = statusStart < 0;
  const fields = isCut ? plain.slice(end.index) : plain.slice(end.index, statusStart);
  if (isCut && !fields.includes(replyField)) return null;
  const status = isCut ? "" : text.slice(statusStart + statusField.length);
  // A web page took <user@gmail.com> for a tag: whose delivery has ended is not known.
  const isNamed = !recipients.includes("");
  if (sentStatus.test(status)) return isNamed ? delivered(line, queueId, recipients, fields) : null;
  const attempt = readAttempt(line, queueId, fields, status);
  if (!attempt)
    return isNamed && isFinal(fields, status) ? outcome(line, queueId, recipients, "failed") : null;
  const [recipient = null, ...furtherRecipients] = recipients;
  return { kind: "attempt", attempt: { ...attempt, recipient }, furtherRecipients };
}

/** Without what only a refusal needs. */
function deliveries(text: string): { recipients: readonly string[]; ended: boolean } | null {
  // Most lines with these words are Postfix's.
  if (!text.includes(statusField)) return null;
  const start = text.indexOf(": to=") + ": to=".length;
  const plain = blankQuoted(text);
  const statusStart = plain.indexOf(statusField, start);
  const end = recipientsEnd.exec(plain);
  if (start < ": to=".length || statusStart < 0 || !end || end.index < start) return null;
  const status = text.slice(statusStart + statusField.length);
  const recipients = readRecipients(text.slice(start, end.index), plain.slice(start, end.index));
  if (recipients.includes("")) return null;
  return {
    recipients,
    ended: sentStatus.test(status) || isFinal(plain.slice(end.index, statusStart), status),
  };
}

/** `<anna@gmail.com>,<liam@gmail.com>`; local recipients stand without brackets. `plain`: without what is quoted. */
function readRecipients(text: string, plain: string): string[] {
  const separator = plain.startsWith("<") ? />(,)/g : /(,)/g;
  const commas = [...plain.matchAll(separator)].map((match) => match.index + match[0].length - 1);
  const starts = [0, ...commas.map((at) => at + 1)];
  return starts.map((start, i) =>
    text
      .slice(start, commas[i])
      .trim()
      .replace(/^<(.*)>$/, "$1"),
  );
}

function readAttempt(line: LogLine, queueId: string, fields: string, status: string): DeliveryAttempt | null {
  const relay = relayHost.exec(fields);
  const quoted = replyOf(fields, status);
  if (!relay || quoted === null) return null;
  const dsn = deliveryStatus.exec(`${fields}, `)?.[1] ?? null;
  const isCut = dsn !== null && endsWithinCodes(quoted) && !quoted.endsWith(dsn);
  return {
    mta: "sendmail",
    via: "log",
    time: line.time,
    action: isFinal(fields, status) ? "failed" : "delayed",
    suspended: false,
    sender: null,
    recipient: null,
    queueId,
    messageId: null,
    reportingMta: line.host,
    remoteMta: relay[1] ?? null,
    // People blank out addresses before they show a line: relay=gmail-smtp-in.l.google.com. [x.x.x.x]
    remoteIp: canonicalIp(relay[2] ?? "") === null ? null : relay[2]!,
    localIp: null,
    reply: isCut ? quoted.slice(0, 3) : quoted,
    ...(isCut ? { status: dsn } : {}),
  };
}

/**
 * The reply in `stat=` is about these recipients; the one in `reply=` may be about earlier ones. Without
 * either, as before 8.14, `dsn=` still has the enhanced status code of the reply.
 */
function replyOf(fields: string, status: string): string | null {
  const quoted = replyInStatus.exec(status);
  if (quoted) return status.slice(quoted[0].length);
  if (connectionTrouble.test(status)) return null;
  const start = fields.indexOf(replyField);
  if (start >= 0) return fields.slice(start + replyField.length);
  const code = deliveryStatus.exec(`${fields}, `)?.[1];
  if (code?.startsWith("5")) return `550 ${code}`;
  return code?.startsWith("4") ? `421 ${code}` : null;
}

function isFinal(fields: string, status: string): boolean {
  return !status.startsWith("Deferred") && deliveryStatus.exec(`${fields}, `)?.[1]?.startsWith("5") === true;
}

function delivered(line: LogLine, queueId: string, recipients: readonly string[], fields: string): LogRecord {
  const record = outcome(line, queueId, recipients, "delivered");
  const [, name, address = ""] = relayHost.exec(fields) ?? [];
  const remoteIp = canonicalIp(address);
  if (record.kind !== "outcome" || name === undefined || remoteIp === null) return record;
  Object.assign(record.outcome, { remoteMta: name, remoteIp });
  return record;
}

function outcome(
  line: LogLine,
  queueId: string,
  recipients: readonly string[],
  ended: DeliveryOutcome["outcome"],
): LogRecord {
  const [recipient = null, ...furtherRecipients] = recipients;
  return {
    kind: "outcome",
    outcome: { outcome: ended, time: line.time, queueId, reportingMta: line.host, recipient },
    furtherRecipients,
  };
}
