// Turns the fields of a delivery status notification (RFC 3464) into attempts: one group for each recipient. What a
// mailer leaves out of the fields is looked for in its text.

import type { DeliveryAttempt } from "../../../model/delivery.ts";
import { parseMailDate } from "../../../base/standards/mail-date.ts";
import { fieldValue, namesRecipient, recipientAddress, type FieldGroup } from "./fields.ts";
import type { MailPart } from "./parse.ts";
import { findQuotedReply, isOwnVerdict, parseRemoteMta, type QuotedReply } from "./quoted-reply.ts";
import type { ReportedMessage } from "./about-message.ts";
import type { TextFindings } from "./text-findings.ts";
import { completeReply, greetedAddress } from "./transcript.ts";
import { canonicalIp, isInnerIp } from "../../../base/standards/ip.ts";

/** Some gateways turn the part into UTF-16, and its type into that of a text. */
export function statusText({ content }: MailPart): string {
  if (content[0] === 0xff && content[1] === 0xfe) return content.toString("utf16le", 2);
  if (content[0] === 0xfe && content[1] === 0xff)
    return Buffer.from(content.subarray(2, content.length & ~1))
      .swap16()
      .toString("utf16le");
  if (content[1] === 0) return content.toString("utf16le");
  return content.toString("utf8");
}

export function readRecipients(
  groups: readonly FieldGroup[],
  message: ReportedMessage,
  findings: TextFindings,
): DeliveryAttempt[] {
  return groups.filter(namesRecipient).flatMap((group) => readRecipient(group, message, findings));
}

function readRecipient(
  group: FieldGroup,
  message: ReportedMessage,
  findings: TextFindings,
): DeliveryAttempt[] {
  const action = actionOf(group);
  if (action === null) return [];
  const recipient = recipientAddress(group.get("final-recipient") ?? group.get("original-recipient"));
  const quoted = replyOf(group, recipient, findings);
  if (!quoted) return [];
  const { reply, suspended } = quoted;
  const { remoteMta, remoteIp, localIp } = remoteOf(group, recipient, quoted, findings);
  const { mta, sender, queueId, messageId, reportingMta, received, origin } = message;
  const time = parseMailDate(group.get("last-attempt-date")) ?? message.time;
  return [
    {
      mta,
      via: "dsn",
      time,
      action,
      suspended,
      sender,
      recipient,
      queueId,
      messageId,
      reportingMta,
      remoteMta,
      remoteIp,
      localIp,
      reply,
      sendingIp: seenAddress(group, quoted, localIp),
      status: statusCodeOf(group),
      ...(received === undefined ? {} : { received }),
      ...(origin ? { origin } : {}),
    },
  ];
}

/** From Exim's X-Remote-MTA-helo-response, and from Oracle's Remote-MTA with both ends. */
function seenAddress(group: FieldGroup, { greetedIp }: QuotedReply, localIp: string | null): string | null {
  const greeted = greetedIp ?? greetedAddress(group.get("x-remote-mta-helo-response") ?? "");
  const address = greeted ?? localIp;
  const seen = address === null ? null : canonicalIp(address);
  return seen === null || isInnerIp(seen) ? null : seen;
}

/** Mailers write X.0.0 if they have no better code (RFC 3463: other, undefined status). */
function statusCodeOf(group: FieldGroup): string | null {
  const status = enhancedStatus.exec(group.get("status") ?? "")?.[0].trim() ?? null;
  return status?.endsWith(".0.0") ? null : status;
}

/** The host that the reply's own words name, else the field's; Exim tells its address in the text only. */
function remoteOf(
  group: FieldGroup,
  recipient: string | null,
  quoted: QuotedReply,
  findings: TextFindings,
): Pick<DeliveryAttempt, "remoteMta" | "remoteIp" | "localIp"> {
  const field = parseRemoteMta(fieldValue(group.get("remote-mta"))?.value ?? null);
  const remoteMta = quoted.remoteMta ?? field.remoteMta;
  const remoteIp = quoted.remoteIp ?? field.remoteIp;
  const localIp = quoted.localIp ?? field.localIp;
  if (remoteMta !== null && remoteIp !== null) return { remoteMta, remoteIp, localIp };
  const reason = findings.reasonFor(recipient);
  return {
    remoteMta: remoteMta ?? reason?.remoteMta ?? null,
    remoteIp: remoteIp ?? reason?.remoteIp ?? null,
    localIp,
  };
}

/** `delivered`, `relayed` and `expanded` are no failures. Where the field is missing the status class tells. */
function actionOf(group: FieldGroup): "failed" | "delayed" | null {
  const action = /^\s*([a-z]{1,20})/i.exec(group.get("action") ?? "")?.[1]?.toLowerCase();
  if (action === "failed" || action === "delayed") return action;
  if (action !== undefined) return null;
  const statusClass = /^\s*([245])\./.exec(group.get("status") ?? "")?.[1];
  return statusClass === "5" ? "failed" : statusClass === "4" ? "delayed" : null;
}

/** The field's reply, completed from the transcript if that has more of it; the text's reply if the field has none. */
function replyOf(group: FieldGroup, recipient: string | null, findings: TextFindings): QuotedReply | null {
  const diagnostic = fieldValue(group.get("diagnostic-code"))?.value;
  const fromField = diagnostic === undefined ? null : findQuotedReply(withStatus(diagnostic, group));
  if (!fromField || isOwnVerdict(fromField.reply)) return findings.replyFor(recipient) ?? fromField;
  const whole = isCut(fromField.reply)
    ? completeReply(fromField.reply, findings.transcript(), recipient)
    : null;
  if (!whole) return fromField;
  const { remoteMta, remoteIp, greetedIp, reply } = whole;
  return { ...fromField, remoteMta, remoteIp, greetedIp, reply };
}

/** The first line of a reply that has more, without the others. */
function isCut(reply: string): boolean {
  return reply.length < 512 && !/[45]\d\d [^]*[45]\d\d /.test(reply);
}

// 5.7.25 (reverse DNS validation failed)
const enhancedStatus = /^\s*([45])\.\d{1,3}\.\d{1,3}(?![\d.])/;

// IronPort: 5.1.0 - Unknown address error 550-'5.7.25 [203.0.113.5] …'
const ownWordsFirst = /^\s*[45]\.\d{1,3}\.\d{1,3} - [^']{1,80} [45]\d\d[- ]'/;

/** A Diagnostic-Code that begins with the enhanced status code, or with the address, lacks its reply code. */
function withStatus(diagnostic: string, group: FieldGroup): string {
  const status = enhancedStatus.exec(group.get("status") ?? "");
  if (!status || ownWordsFirst.test(diagnostic)) return diagnostic;
  const replyCode = status[1] === "5" ? "550" : "421";
  if (enhancedStatus.test(diagnostic)) return `${replyCode} ${diagnostic}`;
  return /^\s*\[/.test(diagnostic) ? `${replyCode} ${status[0].trim()} ${diagnostic}` : diagnostic;
}
