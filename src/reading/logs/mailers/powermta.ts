// PowerMTA: accounting files, tables of comma-separated values whose columns the configuration names (User's Guide, chapter
// "Accounting"). So columns are found by name. Records: d delivered, b bounced, t transient; t only if `records` asks for it.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import { addressIn, attemptFrom, outcomeFrom, textIn, type LogRecord, type MtaReader } from "./reader.ts";

const head =
  "type,timeLogged,timeQueued,orig,rcpt,orcpt,dsnAction,dsnStatus,dsnDiag,dsnMta,bounceCat,srcType,srcMta,dlvType,dlvSourceIp,dlvDestinationIp,dlvEsmtpAvailable,dlvSize,vmta,jobId,envId";
// smtp;550 5.7.25 [203.0.113.5] The IP address …
const diagnostic = /^smtp; ?/i;
// 5.7.25 (bad reverse DNS)
const statusCode = /^([45]\.\d{1,3}\.\d{1,3})(?: |$)/;
// gmail-smtp-in.l.google.com (192.0.2.26)
const remoteHost = /^(\S{1,255}) \(([0-9A-Fa-f.:]{2,45})\)$/;
const messageIdColumn = /^header_message-id$/i;

export const powermta: MtaReader = {
  name: "powermta",
  sign: /dsnDiag/,
  // dsnAction of delivered and of bounced mail
  rareOutcomeNeedles: [
    { text: ",relayed,", searchFrom: 5 },
    { text: ",failed,", searchFrom: 4 },
  ],
  columns: [{ text: "dsnDiag", searchFrom: 3 }],
  delayedOnlyIf:
    "temporary refusals may be missing: PowerMTA records them only if `records` in the <acct-file> block names t",
  sender: () => null,
  // A row does not say which column it is in.
  queueId: () => null,
  read,
  samples: [
    {
      shows: "a refusal",
      after: [head],
      line: 'b,2026-11-23 04:02:15+0000,2026-11-23 04:02:14+0000,news@example.com,user@gmail.com,,failed,5.7.25 (reverse DNS validation failed),"smtp;550-5.7.25 [203.0.113.5] The IP address sending this message does not have a 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not 550-5.7.25 match the sending IP. 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp",gmail-smtp-in.l.google.com (192.0.2.26),policy-related,smtp,app1.example.com (198.51.100.240),smtp,10.20.0.5,192.0.2.26,"ENHANCEDSTATUSCODES,PIPELINING",1047,vmta1,job7,env42',
      kind: "attempt",
    },
    {
      shows: "a delivery",
      after: [head],
      line: 'd,2026-11-23 04:02:20+0000,2026-11-23 04:02:14+0000,news@example.com,user@gmail.com,,relayed,2.0.0 (success),smtp;250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp,gmail-smtp-in.l.google.com (192.0.2.26),,smtp,app1.example.com (198.51.100.240),smtp,10.20.0.5,192.0.2.26,"ENHANCEDSTATUSCODES,PIPELINING",1047,vmta1,job7,env42',
      kind: "outcome",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  const { fields } = line;
  if (!fields || !("dsnDiag" in fields || "dsnStatus" in fields) || !("type" in fields)) return null;
  const queueId = messageOf(fields);
  const recipient = textIn(fields["rcpt"]);
  const type = fields["type"];
  if (type === "d") return endOf(line, queueId, "delivered", recipient, textIn(fields["orig"]) ?? "<>");
  if (type !== "b" && type !== "t") return null;
  const reply = replyIn(fields);
  if (reply === null) return type === "b" ? endOf(line, queueId, "failed", recipient) : null;
  const [, remoteMta = null] = remoteHost.exec(textIn(fields["dsnMta"]) ?? "") ?? [];
  return attemptFrom(line, {
    mta: "powermta",
    action: type === "b" ? "failed" : "delayed",
    sender: textIn(fields["orig"]) ?? "<>",
    recipient,
    queueId,
    messageId: messageIdIn(fields),
    remoteMta,
    remoteIp: addressIn(fields["dlvDestinationIp"]),
    localIp: addressIn(fields["dlvSourceIp"]),
    reply,
  });
}

function endOf(
  line: LogLine,
  queueId: string | null,
  ended: "delivered" | "failed",
  recipient: string | null,
  sender: string | null = null,
): LogRecord | null {
  const recipients = recipient === null ? [] : [recipient];
  return queueId === null ? null : outcomeFrom(line, queueId, ended, recipients, sender);
}

/** The remote host's reply; null where there was none, but trouble with the connection. */
function replyIn(fields: Fields): string | null {
  const diagnosis = textIn(fields["dsnDiag"]) ?? "";
  const reply = diagnosis.replace(diagnostic, "");
  if (/^[45]\d\d(?:[- ]|$)/.test(reply)) return reply;
  // Configured without dsnDiag: only the code is left.
  const [, status] = statusCode.exec(textIn(fields["dsnStatus"]) ?? "") ?? [];
  if ("dsnDiag" in fields || status === undefined) return null;
  return `${status.startsWith("5") ? 550 : 421} ${status}`;
}

/** It tells no queue id: a message is known by its job, its own id and the time at which it was queued. */
function messageOf(fields: Fields): string | null {
  const [job, id, queued] = ["jobId", "envId", "timeQueued"].map((name) => textIn(fields[name]));
  if (!id && !queued) return null;
  return [job, id, queued].filter(Boolean).join(" ");
}

function messageIdIn(fields: Fields): string | null {
  const column = Object.keys(fields).find((name) => messageIdColumn.test(name));
  return column === undefined ? null : textIn(fields[column]);
}
