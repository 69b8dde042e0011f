// maddy: words, a tab and a JSON object with its fields in alphabetical order (framework/log, internal/target/queue). The
// line of the arrival names the sender; the end of a delivery is a line of its own.

import type { Fields, LogLine } from "../../../model/delivery.ts";
import {
  attemptFrom,
  fieldsIn,
  hostIn,
  outcomeFrom,
  replyFrom,
  textIn,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

const words =
  "(incoming message|delivery attempt failed|not delivered, (?:permanent|temporary) error|delivered)";
// The name of the part that speaks: "queue: ", "remote_queue/retry: "; rsyslog writes the tab as #011, terminals as blanks.
const line = new RegExp(`^(?:\\[debug\\] )?(?:[\\w./ -]{1,64}: )?${words}(?:\\t|#011| {1,8})(\\{.*\\})$`);
const beginning = new RegExp(`(?:\\[debug\\] )?(?:[\\w./ -]{1,64}: )?${words}(?:\\t|#011| {1,8})\\{`, "y");
const anyId = /"msg_id\\?":\\?"([0-9A-Za-z-]{4,64})\\?"/;
const senderField = /^\\?",\\?"sender\\?":\\?"((?:[^"\\]|\\[^"]){0,640})/;
// What some versions put before the reply: gmail-smtp-in.l.google.com. said: …
const speaker = /^\S{1,255} said: /;

export const maddy: MtaReader = {
  name: "maddy",
  sign: /"msg_id\\?":|maddy/,
  // The second is for JSON within JSON.
  outcomeNeedles: [
    { text: '","rcpt":"', searchFrom: 5 },
    { text: '\\",\\"rcpt\\":\\"', searchFrom: 7 },
  ],
  envelopeNeedles: [
    { text: '","sender":"', searchFrom: 8 },
    { text: '\\",\\"sender\\":\\"', searchFrom: 10 },
  ],
  deliveries,
  beginning,
  sender: (text) => {
    const [, sender] = senderField.exec(text) ?? [];
    return sender === undefined ? null : textIn(parse(`"${sender}"`)) || "<>";
  },
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a refusal",
      line: '2026-11-23T04:02:15.345Z queue: delivery attempt failed\t{"msg_id":"161c8b61","rcpt":"user@gmail.com","reason":"[203.0.113.5] The IP address sending this message does not have a","remote_server":"gmail-smtp-in.l.google.com.","smtp_code":550,"smtp_enchcode":"5.7.25","smtp_msg":"[203.0.113.5] The IP address sending this message does not have a\\nPTR record setup, or the corresponding forward DNS entry does not\\nmatch the sending IP.\\n https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp"}',
      kind: "attempt",
    },
    {
      shows: "the sender",
      line: 'submission: incoming message\t{"msg_id":"161c8b61","sender":"news@example.com","src_host":"app1.example.com","src_ip":"198.51.100.240:20725","username":"news"}',
      kind: "envelope",
    },
    {
      shows: "a message given up, through the journal",
      line: 'Nov 23 04:02:16 mx1 maddy[812]: queue: not delivered, permanent error\t{"msg_id":"161c8b61","rcpt":"user@gmail.com"}',
      kind: "outcome",
    },
    {
      shows: "a delivery",
      line: 'delivered\t{"attempt":2,"msg_id":"161c8b62","rcpt":"user@gmail.com"}',
      kind: "outcome",
    },
  ],
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function read(logLine: LogLine): LogRecord | null {
  const [, said, json] = line.exec(logLine.message) ?? [];
  const fields = json === undefined ? {} : fieldsIn(parse(json));
  const queueId = textIn(fields["msg_id"]);
  if (said === undefined || queueId === null) return null;
  if (said === "incoming message") return readArrival(logLine, queueId, fields);
  const recipient = textIn(fields["rcpt"]);
  if (recipient === null) return null;
  if (said === "delivery attempt failed") return readAttempt(logLine, queueId, recipient, fields);
  return outcomeFrom(logLine, queueId, said === "delivered" ? "delivered" : "failed", [recipient]);
}

// RCPT ok<tab>{"msg_id":…,"rcpt":"user@gmail.com"} when it comes in, delivery attempt failed, delivered, not delivered
const recipientField = /"rcpt\\?":\\?"((?:[^"\\]|\\[^"]){1,640})/;
const hasEnded = /(?:^|[ \]:"])(?:not )?delivered(?=[,\t #\\])/;

function deliveries(text: string): { recipients: readonly string[]; ended: boolean } | null {
  const field = recipientField.exec(text);
  if (field?.[1] === undefined) return null;
  return { recipients: [field[1]], ended: hasEnded.test(text.slice(0, field.index)) };
}

function readArrival({ time, host }: LogLine, queueId: string, fields: Fields): LogRecord {
  const sender = textIn(fields["sender"]) ?? "<>";
  return {
    kind: "envelope",
    envelope: { queueId, time, reportingMta: host, sender, messageId: null, begins: true },
  };
}

function readAttempt(logLine: LogLine, queueId: string, recipient: string, fields: Fields): LogRecord | null {
  const code = Number(fields["smtp_code"]);
  const remoteMta = hostIn(fields["remote_server"]);
  // Without a remote host it is maddy's own word: a timeout, a policy.
  if (!(code >= 400 && code <= 599) || remoteMta === null) return null;
  const text = (textIn(fields["smtp_msg"]) ?? textIn(fields["reason"]) ?? "").replace(speaker, "");
  return attemptFrom(logLine, {
    mta: "maddy",
    action: code >= 500 ? "failed" : "delayed",
    recipient,
    queueId,
    remoteMta,
    reply: replyFrom(code, textIn(fields["smtp_enchcode"]), text),
  });
}
