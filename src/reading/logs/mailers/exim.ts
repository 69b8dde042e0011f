// Exim's main log (spec chapter "Log files"): `**` a failed and `==` a deferred delivery, `=>` and `->`
// deliveries, `>>` those made while the message was still coming in, `<=` arrivals, lines that only name a host,
// written before the next one is tried, and what is written when a message leaves the queue.

import type { DeliveryAttempt, DeliveryOutcome, LogLine, QueueLine } from "../../../model/delivery.ts";
import { createMemory } from "../../../base/memory/remember.ts";
import { blankQuoted, endOfQuotedString } from "../../../base/standards/mailbox.ts";
import type { LogRecord, MtaReader } from "./reader.ts";

// Until 4.96 1xVLEB-00002P-1l, since 4.97 1xVKiq-0000000001c-2dP0.
const messageIdPattern =
  "([0-9A-Za-z]{6}-[0-9A-Za-z]{6}(?:[0-9A-Za-z]{5})?-[0-9A-Za-z]{2}(?:[0-9A-Za-z]{2})?)";
// To syslog Exim writes its own time stamp behind that of syslog, unless syslog_timestamp is off.
const ownStamp = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?(?: [+-]\\d{4})? ";
const idPrefix = new RegExp(`^(?:${ownStamp})?(?:\\[\\d{1,10}\\] )?${messageIdPattern} `);
const anyMessageId = new RegExp(`(?:^|[ "])${messageIdPattern} `);

// exim, exim4, exim-out; syslog_processname may be anything that still says so
const eximProgram = /exim/i;
// The host stands in the line, since 4.83, or in the message: "SMTP error from remote mail server after …: host NAME [IP]: 421 …"
const hostLine = /^ ?(?:H=|SMTP error from remote mail)/;

// H=gmail-smtp-in.l.google.com [192.0.2.26]    H=mx [192.0.2.26]:25*    H=(helo) [192.0.2.1]
const remoteHost =
  / ?H=(?:\(([^\s()]{1,255})\)|([^\s()[\]]{1,255}))(?: \([^\s()]{1,255}\))? \[([0-9A-Fa-f.:]{2,45})\]/;
// I=[10.20.0.5]:54321
const localAddress = / I=\[([0-9A-Fa-f.:]{2,45})\]/;
// F=<news@example.com>
const senderField = / F=<([^<>\s]{0,320})>/;
// SMTP error from remote mail server after RCPT TO:<user@gmail.com>: 550-5.7.25 …
// Remote host closed connection in response to HELO mx1 (EHLO response was: 421-4.7.23 …)
const replyIntroduction = /SMTP error from remote mail(?:er| server) after |\(EHLO response was: /;
// Of the lines about a host only those about a RCPT command name the recipient.
const refusedAtRcpt = / after (?:pipelined )?RCPT TO:<([^<>\r\n]{3,320})>: /;
const replyStart = /(?:^|: )(?:host (\S{1,255}) \[([0-9A-Fa-f.:]{2,45})\]: )?([245]\d\d[- ])/;
const replyEnd = /(?: ?: retry timeout exceeded| [DQ]T=\S{1,20})+$/;
// The first address ends where the next field begins.
const addressEnd = / (?:<|\(|[A-Z]{1,4}=|defer \()|: | : |$/;

// R=dnslookup T=remote_smtp defer (-46) H=gmail-smtp-in.l.google.com [192.0.2.26]:25 DN="CN=mx.google.com" :
const firstField = /(?:^| )(?:[A-Z]{1,5}=|defer \()/;
const quotedValue = /"[^"]{0,500}"/g;
const listEnd = /: | : /;
// H=… [ip]:25 (helo) defer (-46) K L TFO* PRDR
const fieldWord = /^(?:[A-Z][A-Z0-9]{0,7}\*?(?:=|$)|\[|\(|defer$)|:$/;

// user@gmail.com (list@example.com) <alias@example.com> R=…
const originalAddress = /^(?: \([^()]{1,2000}\))?(?: <[^<>]{1,2000}>)?/;
const domainInBrackets = /^@([^\s<>"]{1,255})>/;
const MAX_DOMAIN = 260;
/** Quotes may stand in an address as often as it likes. */
const MAX_QUOTES_TRIED = 8;

// Completed    Completed QT=1s    removed by root
const completed = /^(?:Completed(?: QT=\S{1,20})?|(removed by \S.*))$/;
const markedDelivered = /^address <(.{1,320})> marked delivered by /;

const deliveryFlags: Record<string, DeliveryOutcome["outcome"]> = {
  "=>": "delivered",
  "->": "delivered",
  ">>": "delivered",
  "**": "failed",
};

export const exim: MtaReader = {
  name: "exim",
  outcomeNeedles: [
    { text: " => ", searchFrom: 1 },
    { text: " -> ", searchFrom: 1 },
    { text: " ** ", searchFrom: 1 },
    { text: " >> ", searchFrom: 1 },
  ],
  rareOutcomeNeedles: [{ text: "> marked delivered by ", searchFrom: 17 }],
  envelopeNeedles: [{ text: " <= ", searchFrom: 1 }],
  removalNeedles: [{ text: " removed by ", searchFrom: 7 }],
  completionNeedles: [{ text: " Completed", searchFrom: 1 }],
  requeueNeedles: [],
  sender: (text) => (text.startsWith(" <= ") ? addressIn(text.slice(4)) || "<>" : null),
  queueId: (head) => anyMessageId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal at end of data",
      line: "2026-11-23 04:01:41 1xVLFN-0000Nt-1x ** user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=TLS1.3:ECDHE_SECP256R1__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=yes: SMTP error from remote mail server after pipelined end of data: 550-5.7.25 [203.0.113.8] The IP address sending this message does not have a\\n550-5.7.25 PTR record setup.\\n550 5.7.25  https://support.google.com/a?p=sender-guidelines. 5b1f17b1804b1-ae4a668c1a8si967.28 - gsmtp",
      kind: "attempt",
    },
    {
      shows: "a refusal by one host, before the next is tried: no recipient",
      line: "2026-11-23 04:01:39.230 [4711] 1xVKiq-0000000001c-2dP0 H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote mail server after pipelined end of data: 421-4.7.23 [203.0.113.7      23] The IP address sending this message does not have\\n421-4.7.23 a PTR record.\\n421 4.7.23  https://support.google.com/mail/answer/81126 d2e1a72fcca58-869170598ebsi562.225 - gsmtp",
      kind: "attempt",
    },
    {
      shows: "an arrival: the sender and the Message-ID",
      line: "2026-11-23 04:02:19 1xVLFz-0000e1-2L <= news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=rig-12.211098@app1.example.com",
      kind: "envelope",
    },
    {
      shows: "a delivery",
      line: '2026-11-23 04:02:20 1xVLG0-0000eI-2b => user@gmail.com R=dnslookup T=remote_smtp H=gmail-smtp-in.l.google.com [192.0.2.26] X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes C="250 2.0.0 OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp"',
      kind: "outcome",
    },
    {
      shows: "a message given up",
      line: "2026-11-23 04:02:28 1xVLEV-00006B-2S ** user@gmail.com: retry timeout exceeded",
      kind: "outcome",
    },
    {
      shows: "a delivery that the administrator gave up (exim -Mmd)",
      line: "2026-11-23 05:02:28 1xVLEV-00006B-2S address <user@gmail.com> marked delivered by root",
      kind: "outcome",
    },
    {
      shows: "a message that has left the queue",
      line: "2026-11-23 04:02:28 1xVLEV-00006B-2S Completed",
      kind: "removal",
    },
    {
      shows: "a message that the administrator removed (exim -Mrm)",
      line: "2026-11-23 05:02:28 1xVLEV-00006B-2S removed by root",
      kind: "removal",
    },
  ],
};

function read(line: LogLine): LogRecord | null {
  if (line.program !== null && !eximProgram.test(line.program)) return null;
  const id = idPrefix.exec(line.message);
  if (!id?.[1]) return line.program === null ? null : readWithoutId(line);
  const text = line.message.slice(id[0].length);
  const flag = text.slice(0, 2);
  if (flag === "<=") return readArrival(line, id[1], text.slice(3));
  if (hostLine.test(text)) return readHostLine(line, id[1], text);
  if (flag === "==" || flag in deliveryFlags) return readDelivery(line, id[1], flag, text.slice(3));
  return readRemoval(line, id[1], text);
}

/**
 * With -v or -d Exim writes its log's entries to standard error too, without the id: a container has no other log.
 * Only its refusals tell of a message then.
 */
function readWithoutId(line: LogLine): LogRecord | null {
  const { message } = line;
  if (message.startsWith("H=")) return readHostLine(line, null, message);
  const flag = message.slice(0, 3);
  return flag === "** " || flag === "== " ? readDelivery(line, null, flag.trimEnd(), message.slice(3)) : null;
}

/** `news@example.com H=app1.example.com [198.51.100.240] P=esmtp S=587 id=12@app1.example.com` */
function readArrival(line: LogLine, queueId: string, text: string): LogRecord | null {
  const sender = addressIn(text);
  const id = / id=(\S{1,998})/.exec(text)?.[1];
  const messageId = id ? `<${id}>` : null;
  return {
    kind: "envelope",
    envelope: { ...useOf(line, queueId), sender: sender || "<>", messageId, begins: true },
  };
}

function addressIn(text: string): string {
  return text.slice(0, addressEnd.exec(text)?.index).trim();
}

function readRemoval(line: LogLine, queueId: string, text: string): LogRecord | null {
  const givenUp = markedDelivered.exec(text)?.[1];
  if (givenUp) return outcome(line, queueId, givenUp, "failed");
  const removal = completed.exec(text);
  if (!removal) return null;
  const reason = removal[1] === undefined ? "done" : "deleted";
  return { kind: "removal", removal: { ...useOf(line, queueId), reason } };
}

function useOf({ time, host }: LogLine, queueId: string): QueueLine {
  return { queueId, time, reportingMta: host };
}

function readDelivery(line: LogLine, queueId: string | null, flag: string, text: string): LogRecord | null {
  const { recipient, fields } = takeRecipient(text);
  if (namesSecondHost(fields)) return null;
  const attempt = flag === "**" || flag === "==" ? replyAttempt(line, queueId, fields) : null;
  if (attempt) {
    attempt.recipient = recipient;
    attempt.action = flag === "**" ? "failed" : "delayed";
    return { kind: "attempt", attempt };
  }
  const ended = deliveryFlags[flag];
  if (!ended || recipient === null || queueId === null) return null;
  return outcome(line, queueId, recipient, ended, remoteHost.exec(fields)?.[2] ?? null);
}

/**
 * Exim writes transport and host once. A second pair behind it: an address that was made of an alias has forged the first,
 * or a remote host the second. Neither is believed.
 */
function namesSecondHost(fields: string): boolean {
  const transport = fields.indexOf(" T=");
  const second = transport < 0 ? -1 : fields.indexOf(" T=", transport + 1);
  return second >= 0 && fields.includes(" H=", second);
}

function outcome(
  { time, host: reportingMta }: LogLine,
  queueId: string,
  recipient: string,
  ended: DeliveryOutcome["outcome"],
  remoteMta: string | null = null,
): LogRecord {
  return {
    kind: "outcome",
    outcome: { outcome: ended, time, queueId, reportingMta, recipient, remoteMta },
  };
}

function readHostLine(line: LogLine, queueId: string | null, text: string): LogRecord | null {
  const attempt = replyAttempt(line, queueId, text);
  if (!attempt) return null;
  attempt.recipient = refusedAtRcpt.exec(text)?.[1] ?? null;
  return { kind: "attempt", attempt };
}

function replyAttempt(line: LogLine, queueId: string | null, text: string): DeliveryAttempt | null {
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
 * In front of the reply stand fields only. Words of Exim's own, as in "H=… F=<…> rejected after DATA: ",
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

/**
 * The address, and what Exim writes behind it (deliver.c, string_log_address): `user@gmail.com R=…`, with the address
 * that it was made of `user@gmail.com <alias@example.com> R=…`.
 */
function takeRecipient(text: string): { recipient: string | null; fields: string } {
  const quoted = takeQuotedRecipient(text);
  if (quoted) return quoted;
  const plain = blankQuoted(text);
  const recipient = addressIn(plain);
  const [madeOf = ""] = originalAddress.exec(plain.slice(recipient.length)) ?? [];
  return { recipient: recipient || null, fields: text.slice(recipient.length + madeOf.length) };
}

/**
 * A local part is written without its quotes, and then once more with them: `quoted x@gmail.com
 * <"quoted x"@gmail.com> R=…`. Only where both agree the address ends, whatever stands in it.
 */
function takeQuotedRecipient(text: string): { recipient: string; fields: string } | null {
  let start = text.indexOf(' <"');
  for (let tries = 0; start >= 0 && tries < MAX_QUOTES_TRIED; tries++) {
    const end = endOfQuotedString(text, start + 2);
    const domain = end < 0 ? undefined : domainInBrackets.exec(text.slice(end, end + MAX_DOMAIN))?.[1];
    if (domain !== undefined) {
      const localPart = text.slice(start + 2, end);
      const unquoted = localPart.slice(1, -1).replace(/\\(.)/g, "$1");
      if (text.slice(0, start).toLowerCase() === `${unquoted}@${domain}`.toLowerCase())
        return { recipient: `${localPart}@${domain}`, fields: text.slice(end + domain.length + 2) };
    }
    start = text.indexOf(' <"', start + 1);
  }
  return null;
}
