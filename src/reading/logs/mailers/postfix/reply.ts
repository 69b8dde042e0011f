// The reply that Postfix quotes: in a delivery's reason, in the line about a host that did not take the mail before the
// next one was tried (smtp/smtp_trouble.c), and in the reason that a listing of the queue gives.

import type { DeliveryAttempt, LogLine } from "../../../../model/delivery.ts";
import { blankQuoted } from "../../../../base/standards/mailbox.ts";
import type { LogRecord } from "../reader.ts";

// host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 […] … (in reply to end of DATA command)
// host alt1.aspmx.l.google.com[192.0.2.27] refused to talk to me: 421-4.7.23 […] …
// host gmail-smtp-in.l.google.com[x.x.x.x] said: …: people blank out all addresses before they show a line.
// host gmail-smtp-in.l.google.com [192.0.2.26] said: …: a web page made a link of the name, and a blank came behind it.
const hostReply =
  /^host ([^\s[\]]{1,255}) ?\[([^\s[\]]{1,60})\](?::\d{1,5})? (?:said|refused to talk to me): /;
const address = /^[0-9A-Fa-f.:]{2,45}$/;
const inReplyTo = /^ \(in reply to [^()]{1,60}\)$/;
const IN_REPLY_TO = " (in reply to ";
const suspendedPrefix = "delivery temporarily suspended: ";
// from=<news@example.com>, to=<user@gmail.com>, reason=host … said: 421-4.7.23 …    to=<>, where the listing was cut
const listedReason = /^from=<(.{0,320}?)>, to=<(.{0,320}?)>, reason=/;

/** `host gmail-smtp-in.l.google.com[192.0.2.26] said: 421-4.7.23 …`: the next host is tried. */
export function readHostLine(line: LogLine, queueId: string, text: string): LogRecord | null {
  const attempt = replyAttempt(line, queueId, text, null);
  return attempt && { kind: "attempt", attempt };
}

/**
 * The queue's reason is the last refusal's, whenever that was: the listing tells no time, and Gmail's token
 * joins it to the log.
 */
export function readListed(line: LogLine, queueId: string, text: string): LogRecord | null {
  const listed = listedReason.exec(blankQuoted(text));
  if (!listed) return null;
  const recipientEnd = listed[0].length - ">, reason=".length;
  const recipient = text.slice(recipientEnd - listed[2]!.length, recipientEnd);
  const sender = text.slice(6, 6 + listed[1]!.length);
  const attempt = replyAttempt(
    { ...line, time: null },
    queueId,
    text.slice(listed[0].length),
    recipient || null,
  );
  if (!attempt) return null;
  attempt.sender = sender || "<>";
  return { kind: "attempt", attempt };
}

/** All of one shape, and not copied afterwards: there may be a million. */
export function replyAttempt(
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
    remoteIp: address.test(host[2]!) ? host[2]! : null,
    localIp: null,
    pid: line.pid ?? null,
    reply: withoutCommand(said.slice(host[0].length)),
    status: null,
  };
}

/** Which command the reply answers stands at its end: to look for that from the beginning would go through all of the reply. */
function withoutCommand(reply: string): string {
  const at = reply.lastIndexOf(IN_REPLY_TO);
  return at >= 0 && inReplyTo.test(reply.slice(at)) ? reply.slice(0, at) : reply;
}
