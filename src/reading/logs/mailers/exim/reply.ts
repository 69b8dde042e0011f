// The reply that Exim quotes, after the fields that name the host: in a delivery's line, or in one that only names a
// host, written before the next one is tried.

import type { DeliveryAttempt, LogLine } from "../../../../model/delivery.ts";
import { createMemory } from "../../../../base/memory/remember.ts";
import type { LogRecord } from "../reader.ts";

// H=gmail-smtp-in.l.google.com [192.0.2.26]    H=mx [192.0.2.26]:25*    H=(helo) [192.0.2.1]
export const remoteHost =
  / ?H=(?:\(([^\s()]{1,255})\)|([^\s()[\]]{1,255}))(?: \([^\s()]{1,255}\))? \[([0-9A-Fa-f.:]{2,45})\]/;
// I=[10.20.0.5]:54321
export const localAddress = / I=\[([0-9A-Fa-f.:]{2,45})\]/;
// F=<news@example.com>
const senderField = / F=<([^<>\s]{0,320})>/;
// SMTP error from remote mail server after RCPT TO:<user@gmail.com>: 550-5.7.25 …
// Remote host closed connection in response to HELO mx1 (EHLO response was: 421-4.7.23 …)
const replyIntroduction = /SMTP error from remote mail(?:er| server) after |\(EHLO response was: /;
// Of the lines about a host only those about a RCPT command name the recipient.
const refusedAtRcpt = / after (?:pipelined )?RCPT TO:<([^<>\r\n]{3,320})>: /;
const replyStart = /(?:^|: )(?:host (\S{1,255}) \[([0-9A-Fa-f.:]{2,45})\]: )?([245]\d\d[- ])/;
const replyEnd = /(?: ?: retry timeout exceeded| [DQ]T=\S{1,20})+$/;

// R=dnslookup T=remote_smtp defer (-46) H=gmail-smtp-in.l.google.com [192.0.2.26]:25 DN="CN=mx.google.com" :
const firstField = /(?:^| )(?:[A-Z]{1,5}=|defer \()/;
const quotedValue = /"[^"]{0,500}"/g;
const listEnd = /: | : /;
// H=… [ip]:25 (helo) defer (-46) K L TFO* PRDR
const fieldWord = /^(?:[A-Z][A-Z0-9]{0,7}\*?(?:=|$)|\[|\(|defer$)|:$/;

export function readHostLine(line: LogLine, queueId: string | null, text: string): LogRecord | null {
  const attempt = replyAttempt(line, queueId, text);
  if (!attempt) return null;
  attempt.recipient = refusedAtRcpt.exec(text)?.[1] ?? null;
  return { kind: "attempt", attempt };
}

export function replyAttempt(line: LogLine, queueId: string | null, text: string): DeliveryAttempt | null {
  const introduction = replyIntroduction.exec(text);
  if (!introduction) return null;
  const start = introduction.index + introduction[0].length;
  const reply = replyStart.exec(text.slice(start));
  if (!reply) return null;
  const fields = text.slice(0, introduction.index);
  if (!isFieldList(fields)) return null;
  const host = remoteHost.exec(fields);
  const quoted = text.slice(start + reply.index + reply[0].length - 4);
  return {
    mta: "exim",
    via: "log",
    time: line.time,
    action: "delayed",
    suspended: false,
    sender: senderField.exec(fields)?.[1] ?? null,
    recipient: null,
    queueId,
    messageId: null,
    reportingMta: line.host,
    remoteMta: host?.[2] ?? host?.[1] ?? reply[1] ?? null,
    remoteIp: host?.[3] ?? reply[2] ?? null,
    localIp: localAddress.exec(fields)?.[1] ?? null,
    reply: (introduction[0].startsWith("(") ? quoted.replace(/\)$/, "") : quoted).replace(replyEnd, ""),
  };
}

/**
 * Only fields stand before the reply. Words of Exim's own, as in "H=… F=<…> rejected after DATA: ",
 * say that the rest is something else.
 */
function isFieldList(fields: string): boolean {
  const start = fields.search(firstField);
  if (start < 0) return true;
  const list = fields.slice(start);
  let answer = fieldLists.get(list);
  if (answer === undefined) {
    answer = hasFieldsOnly(list);
    fieldLists.set(list, answer);
  }
  return answer;
}

// A host that refuses is named with the same fields each time.
const fieldLists = createMemory<string, boolean>();

function hasFieldsOnly(text: string): boolean {
  const list = text.replace(quotedValue, '""');
  const end = list.search(listEnd);
  const words = (end < 0 ? list : list.slice(0, end)).split(" ");
  return words.every((word) => word === "" || word === ":" || fieldWord.test(word));
}
