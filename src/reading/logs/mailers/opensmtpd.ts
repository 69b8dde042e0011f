// OpenSMTPD: one line for each delivery (mta.c, mta_log), with the sender in it. The lines of a reply are
// joined with nothing between them: "… does not have a5.7.25 PTR record …" (mta_session.c, mta_io).

import type { DeliveryOutcome, LogLine } from "../../../model/delivery.ts";
import { canonicalIp } from "../../../base/standards/ip.ts";
import { blankQuoted } from "../../../base/standards/mailbox.ts";
import { outcomeFrom, type LogRecord, type MtaReader } from "./reader.ts";

// An envelope's id is its message's id, eight digits, and eight of its own.
// 5df87c9ffd0e785d mta delivery evpid=f6e94209918f7e7b from=<news@example.com> to=<user@gmail.com> rcpt=<-> source="…"
const delivery =
  /^(?:[0-9a-f]{16} )?mta (?:event=)?delivery evpid=([0-9a-f]{8})[0-9a-f]{8} from=<(.{0,320}?)> to=<(.{1,320}?)> rcpt=</;
// Up to 5.9: "relay: PermFail for f6e94209918f7e7b: session=…, from=<…>, to=<…>, rcpt=<->, source=…, relay=192.0.2.26 (host), delay=9s, stat=550 …"
// Today still: "relay: Expire for f6e94209918f7e7b: from=<…>, to=<…>, rcpt=<->, delay=4d, stat=Envelope expired" (queue.c, queue_log)
const oldDelivery =
  /^relay: (\w{2,20}) for ([0-9a-f]{8})[0-9a-f]{8}: (?:session=[0-9a-f]{16}, )?from=<(.{0,320}?)>, to=<(.{1,320}?)>, /;
// 5df87c9ffd0e785d mta error reason=BANNER rejected: 421-4.7.23 …    smtp-out: Error on session 5df87c9ffd0e785d: HELO rejected: …
const refusedSession =
  /^(?:[0-9a-f]{16} mta (?:event=)?error reason="?|smtp-out: Error on session [0-9a-f]{16}(?: after \d{1,9} messages? sent)?: )(?:BANNER|EHLO|HELO|LHLO|STARTTLS) rejected: (?=[45]\d\d[- ])/;
// Before a reply that ended the session while a message was under way
const rejection = /^(?:BANNER|EHLO|HELO|LHLO|STARTTLS) rejected: /;
const anyMessageId = /(?:delivery evpid=|relay: \w{2,20} for )([0-9a-f]{8})[0-9a-f]{8}/;
const sourceField = /\bsource="?([0-9A-Za-z.:[\]]{2,60})"?/;
// relay="192.0.2.26 (gmail-smtp-in.l.google.com)": the name is that of the host's PTR record
const relayField = /\brelay="?([0-9A-Za-z.:[\]]{2,60})(?: \(([^\s()]{1,255})\))?(?=[",]|$)/;
const resultField = /\bresult="(\w{2,20})"/;
const statusField = /\bstat=("?)/;

const outcomes: Record<string, DeliveryOutcome["outcome"]> = {
  Ok: "delivered",
  PermFail: "failed",
  Loop: "failed",
  Expire: "failed",
  Remove: "failed",
};

export const opensmtpd: MtaReader = {
  name: "opensmtpd",
  rareOutcomeNeedles: [
    { text: "delivery evpid=", searchFrom: 9 },
    { text: "stat=Envelope expired", searchFrom: 7 },
  ],
  // Each of its lines about a delivery names the sender.
  sender: () => null,
  queueId: (head) => anyMessageId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal at end of data",
      line: 'Nov 23 04:02:15 mx1 smtpd[75295]: 5df87c9ffd0e785d mta delivery evpid=f6e94209918f7e7b from=<news@example.com> to=<user@gmail.com> rcpt=<-> source="10.20.0.5" relay="192.0.2.26 (gmail-smtp-in.l.google.com)" delay=2s result="PermFail" stat="550-5.7.25 [203.0.113.5] The IP address sending this message does not have a5.7.25 PTR record setup, or the corresponding forward DNS entry does not5.7.25 match the sending IP.5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp"',
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: 'Nov 23 04:02:20 mx1 smtpd[75295]: 5df87c9ffd0e785e mta delivery evpid=f6e94210918f7e7c from=<news@example.com> to=<user@gmail.com> rcpt=<-> source="10.20.0.5" relay="192.0.2.26 (gmail-smtp-in.l.google.com)" delay=2s result="Ok" stat="250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp"',
      kind: "outcome",
    },
    {
      shows: "a message given up",
      line: "Nov 27 04:02:20 mx1 smtpd[75295]: relay: Expire for f6e94209918f7e7b: from=<news@example.com>, to=<user@gmail.com>, rcpt=<->, delay=4d, stat=Envelope expired",
      kind: "outcome",
    },
  ],
};

interface Delivery {
  queueId: string;
  sender: string;
  recipient: string;
  result: string;
  /** From `source` on. */
  fields: string;
}

function read(line: LogLine): LogRecord | null {
  const refused = refusedSession.exec(line.message);
  if (refused) return readSession(line, line.message.slice(refused[0].length));
  const found = line.message.includes("evpid=") ? readLine(line.message) : readOldLine(line.message);
  if (!found) return null;
  const { queueId, sender, recipient, result, fields } = found;
  const reply = statusOf(fields).replace(rejection, "");
  const ended = outcomes[result];
  if (!/^[45]\d\d[- ]/.test(reply)) {
    return ended ? outcomeFrom(line, queueId, ended, [recipient], sender || "<>") : null;
  }
  const relay = relayField.exec(fields);
  return {
    kind: "attempt",
    attempt: {
      mta: "opensmtpd",
      via: "log",
      time: line.time,
      action: ended === "failed" ? "failed" : "delayed",
      suspended: false,
      sender: sender || "<>",
      recipient,
      queueId,
      messageId: null,
      reportingMta: line.host,
      remoteMta: relay?.[2] ?? null,
      remoteIp: canonicalIp(relay?.[1] ?? ""),
      localIp: canonicalIp(sourceField.exec(fields)?.[1] ?? ""),
      reply,
    },
  };
}

/** Refused before any message was offered: neither a message nor the host is named. */
function readSession(line: LogLine, reply: string): LogRecord {
  return {
    kind: "attempt",
    attempt: {
      mta: "opensmtpd",
      via: "log",
      time: line.time,
      action: "delayed",
      suspended: false,
      sender: null,
      recipient: null,
      queueId: null,
      messageId: null,
      reportingMta: line.host,
      remoteMta: null,
      remoteIp: null,
      localIp: null,
      reply: reply.replace(/"\s*$/, ""),
    },
  };
}

function readLine(message: string): Delivery | null {
  const plain = blankQuoted(message);
  const [text, queueId, sender = "", recipient] = delivery.exec(plain) ?? [];
  if (text === undefined || queueId === undefined || recipient === undefined) return null;
  const fields = plain.slice(text.length);
  const addresses = addressesOf(message, text.length - "> rcpt=<".length, recipient, "> to=<", sender);
  return { queueId, ...addresses, result: resultField.exec(fields)?.[1] ?? "", fields };
}

function readOldLine(message: string): Delivery | null {
  const plain = blankQuoted(message);
  const [text, result, queueId, sender = "", recipient] = oldDelivery.exec(plain) ?? [];
  if (text === undefined || !result || !queueId || recipient === undefined) return null;
  const addresses = addressesOf(message, text.length - ">, ".length, recipient, ">, to=<", sender);
  return { queueId, ...addresses, result, fields: plain.slice(text.length) };
}

/** The two addresses in the line, at the places where its blanked copy has them. */
function addressesOf(
  message: string,
  end: number,
  recipient: string,
  between: string,
  sender: string,
): Pick<Delivery, "sender" | "recipient"> {
  const recipientStart = end - recipient.length;
  const senderEnd = recipientStart - between.length;
  return {
    sender: message.slice(senderEnd - sender.length, senderEnd),
    recipient: message.slice(recipientStart, end),
  };
}

/** `stat="550-5.7.25 …"`, the rest of the line. */
function statusOf(fields: string): string {
  const start = statusField.exec(fields);
  if (!start) return "";
  const status = fields.slice(start.index + start[0].length);
  return start[1] === '"' ? status.replace(/"\s*$/, "") : status;
}
