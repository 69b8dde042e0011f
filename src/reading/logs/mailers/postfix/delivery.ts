// How a delivery went: the lines of smtp, lmtp and error (global/log_adhoc.c).

import type { DeliveryAttempt, DeliveryOutcome, LogLine } from "../../../../model/delivery.ts";
import { canonicalIp } from "../../../../base/standards/ip.ts";
import { blankQuoted } from "../../../../base/standards/mailbox.ts";
import { endsWithinCodes } from "../../../../base/standards/reply.ts";
import type { LogRecord } from "../reader.ts";
import { replyAttempt } from "./reply.ts";

// relay=gmail-smtp-in.l.google.com[192.0.2.26]:25
const relayHost = /^([^\s[\],]{1,255})(?: ?\[([0-9A-Fa-f.:]{2,45})\])?/;
// , dsn=5.7.25, status=bounced (      before Postfix 2.3 without dsn=
const deliveryStatus = /, (?:dsn=(\d\.\d{1,3}\.\d{1,3}), )?status=([A-Za-z-]{4,16}) \(/;

// to=, relay=…    to=user@gmail.com, orig_to=, relay=…    A web page took <user@gmail.com> for a tag, or lost the brackets.
const bareRecipient = /^to= ?([^\s<>,]{0,320}), (?=(?:orig_to= ?[^\s,]{0,320}, )?relay=)/;

const CODE_LENGTH = 3;

/** Final for the sender: the mail goes back. SOFTBOUNCE and deferred mail stays in the queue. */
const failedStatus = new Set(["bounced", "expired", "force-expired", "undeliverable"]);

/** `to=<…>, [orig_to=<…>, ]relay=…, …, dsn=…, status=… (…)`; the recipient is empty where the line has lost it. */
export function readDelivery(line: LogLine, queueId: string, told: string): LogRecord | null {
  const text = told.startsWith("to=<") ? told : told.replace(bareRecipient, "to=<$1>, ");
  if (!text.startsWith("to=<")) return null;
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
  // Whose delivery has ended is not known.
  if (recipient === "") return null;
  if (status[2] === "sent") return delivered(line, queueId, recipient, relay);
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
 * A reason that breaks off before the reply, as in `status=deferred (host gmail-smtp-in.l.goo`: `dsn=` has the
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

function delivered(
  line: LogLine,
  queueId: string,
  recipient: string,
  relay: RegExpExecArray | null,
): LogRecord {
  const [, name, address] = relay ?? [];
  const record = outcome(line, queueId, recipient, "delivered", name);
  const remoteIp = canonicalIp(address ?? "");
  if (record.kind === "outcome" && remoteIp !== null) record.outcome.remoteIp = remoteIp;
  return record;
}

export function outcome(
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
