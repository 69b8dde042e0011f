// Stalwart: events with an id, as text (crates/trc/src/serializers/text.rs) or as JSON (json.rs). The words before the id
// may be in any language. The fields of the delivery's span come first: queueId, from, to; then those of the event.

import type { LogLine } from "../../../model/delivery.ts";
import {
  attemptFrom,
  fieldsIn,
  hostIn,
  outcomeFrom,
  replyFrom,
  textIn,
  textsIn,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

const refusals = new Set([
  "delivery.message-rejected",
  "delivery.rcpt-to-rejected",
  "delivery.mail-from-rejected",
  "delivery.greeting-failed",
  "delivery.ehlo-rejected",
]);
const ends: Record<string, "delivered" | "failed"> = {
  "delivery.delivered": "delivered",
  "delivery.dsn-perm-fail": "failed",
};
// INFO Message rejected by remote server (delivery.message-rejected) queueId = 4811, …
const begun = /^(?:ERROR|WARN|INFO|DEBUG|TRACE) [^()\n]{1,200} \((delivery\.[a-z-]{1,40})\)(?: |\n)/;
const beginning = /(?:ERROR|WARN|INFO|DEBUG|TRACE) [^()\n]{1,200} \(delivery\.[a-z-]{1,40}\)(?: |\n)/y;
const anyId = /\bqueueId"?(?: = |: ?)"?(\d{1,20})/;
// key = "value", key = 812, key = ["a", "b"]: a quotation mark in a value is not escaped, so a value ends before the next key.
const field =
  /(?:^|[,{\n\t]\s{0,8})([A-Za-z]{1,40}) = ("(?:[^"\n]|"(?!, [A-Za-z]{1,40} = |\s{0,4}\}|$|\n))*"|\[[^\]\n]{0,65536}\]|[^\s,]{1,200})/g;
// Code: 550, Enhanced code: 5.7.25, Message: [203.0.113.5] The IP address …
const worded = /^Code: (\d{3}), Enhanced code: (\d{1,3}\.\d{1,3}\.\d{1,3}), Message: /;

export const stalwart: MtaReader = {
  name: "stalwart",
  sign: /\([a-z-]{2,20}\.[a-z-]{2,40}\) |"type\\?": ?\\?"[a-z-]{2,20}\.[a-z-]{2,40}"/,
  rareOutcomeNeedles: [
    { text: "delivery.delivered", searchFrom: 7 },
    { text: "delivery.dsn-perm-fail", searchFrom: 7 },
  ],
  beginning,
  // Each of its lines about a delivery names the sender.
  sender: () => null,
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal",
      line: '2026-11-23T04:02:15Z INFO Message rejected by remote server (delivery.message-rejected) queueId = 214887521730560, queueName = "remote", from = "news@example.com", to = ["user@gmail.com"], size = 1047, total = 1, hostname = "gmail-smtp-in.l.google.com", code = 550, details = "[203.0.113.5] The IP address sending this message does not have a\\nPTR record setup, or the corresponding forward DNS entry does not\\nmatch the sending IP. https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp", elapsed = 812ms',
      kind: "attempt",
    },
    {
      shows: "a refusal at RCPT, as it wrote it before version 0.11",
      line: '2026-11-23T04:02:15Z INFO SMTP RCPT TO rejected (delivery.rcpt-to-rejected) queueId = 214887521730561, from = "news@example.com", to = ["user@gmail.com", "anna@gmail.com"], size = 1047, total = 1, hostname = "gmail-smtp-in.l.google.com", to = "user@gmail.com", reason = "Code: 421, Enhanced code: 4.7.23, Message: [203.0.113.5] The sending IP address for this message doesn\'t have a PTR record. a640c23a62f3a-93e4dbb2288si425.62 - gsmtp", elapsed = 91ms',
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: '2026-11-23T04:02:20Z INFO Message delivered (delivery.delivered) queueId = 214887521730561, from = "news@example.com", to = ["user@gmail.com", "anna@gmail.com"], size = 1047, total = 1, hostname = "gmail-smtp-in.l.google.com", to = "user@gmail.com", code = 250, details = "OK  1795406540 d75a77b69052e-ae7893ee80dsi532.105 - gsmtp", elapsed = 812ms',
      kind: "outcome",
    },
    {
      shows: "a refusal as JSON",
      line: '{"id":"179540653599","createdAt":"2026-11-23T04:02:15Z","type":"delivery.message-rejected","data":{"queueId":214887521730560,"queueName":"remote","from":"news@example.com","to":["user@gmail.com"],"size":1047,"total":1,"hostname":"gmail-smtp-in.l.google.com","code":550,"details":"[203.0.113.5] The IP address sending this message does not have a PTR record setup, or the corresponding forward DNS entry does not match the sending IP. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp","elapsed":812}}',
      kind: "attempt",
    },
    {
      shows: "a message given up, as JSON",
      line: '{"createdAt":"2026-11-26T04:02:15Z","type":"delivery.dsn-perm-fail","data":{"queueId":214887521730561,"from":"news@example.com","to":["user@gmail.com"],"size":1047,"total":1}}',
      kind: "outcome",
    },
  ],
};

type Values = ReadonlyMap<string, readonly unknown[]>;

function read(line: LogLine): LogRecord | null {
  const id = begun.exec(line.message);
  const event = id?.[1] ?? textIn(line.fields?.["type"]);
  const end = event === null ? undefined : ends[event];
  if (event === null || (!refusals.has(event) && end === undefined)) return null;
  const values = id ? valuesOf(line.message.slice(id[0].length)) : valuesIn(line.fields?.["data"]);
  // As text: it has more digits than a number of JavaScript's.
  const queueId = anyId.exec(line.message)?.[1] ?? null;
  if (queueId === null) return null;
  const recipients = recipientsIn(values);
  return end === undefined
    ? readAttempt(line, queueId, values, recipients)
    : outcomeFrom(line, queueId, end, recipients, textIn(values.get("from")?.[0]));
}

function readAttempt(line: LogLine, queueId: string, values: Values, recipients: string[]): LogRecord | null {
  const reply = replyIn(values);
  if (reply === null) return null;
  const [recipient = null, ...further] = recipients;
  const known = {
    mta: "stalwart",
    action: reply.startsWith("5") ? ("failed" as const) : ("delayed" as const),
    sender: textIn(values.get("from")?.[0]) ?? "<>",
    recipient,
    queueId,
    remoteMta: hostIn(values.get("hostname")?.[0]),
    reply,
  };
  return attemptFrom(line, known, further);
}

/** The event's own `to` stands after that of all recipients. */
function recipientsIn(values: Values): string[] {
  return textsIn(values.get("to")?.at(-1));
}

/** The text has the enhanced code only in older versions. */
function replyIn(values: Values): string | null {
  const text = textIn(values.get("details")?.[0]) ?? textIn(values.get("reason")?.[0]) ?? "";
  const [words, code, status] = worded.exec(text) ?? [];
  if (words !== undefined) return `${code} ${status} ${text.slice(words.length)}`;
  const number = Number(values.get("code")?.[0]);
  return number >= 400 && number <= 599 ? replyFrom(number, null, text) : null;
}

function valuesIn(data: unknown): Values {
  return new Map(Object.entries(fieldsIn(data)).map(([key, value]) => [key, [value]]));
}

function valuesOf(text: string): Values {
  const values = new Map<string, unknown[]>();
  for (const [, key = "", value = ""] of text.matchAll(field)) {
    const known = values.get(key);
    if (known) known.push(valueOf(value));
    else values.set(key, [valueOf(value)]);
  }
  return values;
}

function valueOf(text: string): unknown {
  if (text.startsWith("[")) return [...text.matchAll(/"([^"]{1,320})"/g)].map(([, one]) => one);
  return text.startsWith('"')
    ? text
        .slice(1, -1)
        .replace(/\\[nrt]/g, " ")
        .replaceAll("\\\\", "\\")
    : text;
}
