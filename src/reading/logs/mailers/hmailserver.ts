// hMailServer: a conversation of SMTP, a line for each command and each reply, with the number of the session. Line ends within a
// reply are written as [nl], and a line of more than 500 characters has " ... " in the place of its middle. Nothing in it names
// the message, so that what became of it is not known. Source: Logger.cpp, SMTPClientConnection.cpp.

import type { LogLine } from "../../../model/delivery.ts";
import { canonicalIp } from "../../../base/standards/ip.ts";
import { attemptFrom, type KeptParts, type LogRecord, type MtaReader } from "./reader.ts";

const frame =
  '"SMTPC"\\t\\d{1,10}\\t(\\d{1,10})\\t"(\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,6})?)"\\t"';
// "SMTPC"	3124	18	"2026-11-23 04:02:15.544"	"192.0.2.26"	"RECEIVED: 550-5.7.25 [203.0.113.5] The IP address …"
const spoken = new RegExp(`^${frame}([0-9A-Fa-f.:]{2,45})"\\t"(SENT|RECEIVED): (.*?)"?$`, "s");
const command = /^(MAIL FROM|RCPT TO):\s?<(.{0,320}?)>/i;
const refusal = /^[45]\d\d[- ]/;
const lineEnd = /\[nl\]/g;

const sentTo = '"SMTPC"\t3124\t18\t"2026-11-23 04:02:14.912"\t"192.0.2.26"\t"SENT: RCPT TO:<user@gmail.com>"';

export const hmailserver: MtaReader = {
  name: "hmailserver",
  partNeedles: [{ text: '"SENT: ', searchFrom: 1 }],
  beginning: new RegExp(frame, "y"),
  stampWithin: new RegExp(`^${frame}`),
  sender: () => null,
  queueId: () => null,
  read,
  samples: [
    { shows: "the recipient of a message", line: sentTo, kind: "part" },
    {
      shows: "a refusal",
      after: [sentTo],
      line: '"SMTPC"\t3124\t18\t"2026-11-23 04:02:15.544"\t"192.0.2.26"\t"RECEIVED: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a[nl]550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not[nl]550-5.7.25 match the sending IP. As a policy, Gmail does not accept messages from[nl]550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp"',
      kind: "attempt",
    },
  ],
};

function read({ message, ...line }: LogLine, parts: KeptParts): LogRecord | null {
  const [, session, , remote = "", direction, text = ""] = spoken.exec(message) ?? [];
  if (session === undefined) return null;
  const key = `hmailserver ${session} ${remote}`;
  if (direction === "SENT") return readCommand(text, key, parts);
  if (!refusal.test(text)) return null;
  const [last = "", sender = null, ...recipients] = parts.look(key)?.split("\n") ?? [];
  // A reply to RCPT is about that recipient only, one to the data about all.
  const [recipient = null, ...further] = last === "RCPT TO" ? recipients.slice(-1) : recipients;
  if (last === "RCPT TO") parts.keep(key, [last, sender ?? "", ...recipients.slice(0, -1)].join("\n"));
  const action = text.startsWith("5") ? ("failed" as const) : ("delayed" as const);
  const reply = text.replace(lineEnd, " ").trim();
  const remoteIp = canonicalIp(remote);
  return attemptFrom(
    { ...line, message },
    { mta: "hmailserver", action, sender, recipient, remoteIp, reply },
    further,
  );
}

/** What was said in the session so far: the last command, the sender, the recipients that were not refused. */
function readCommand(text: string, key: string, parts: KeptParts): LogRecord | null {
  const [, verb, address = ""] = command.exec(text) ?? [];
  const known = parts.look(key);
  if (verb === undefined) {
    // DATA, or what ends it: the next reply is about all recipients.
    if (known?.startsWith("RCPT TO")) parts.keep(key, known.replace("RCPT TO", "DATA"));
    return known === null ? null : part;
  }
  const name = verb.toUpperCase();
  const [, sender = "", ...recipients] = known?.split("\n") ?? [];
  parts.keep(
    key,
    name === "MAIL FROM" ? `${name}\n${address || "<>"}` : [name, sender, ...recipients, address].join("\n"),
  );
  return part;
}

const part: LogRecord = { kind: "part", part: { queueId: null, word: null } };
