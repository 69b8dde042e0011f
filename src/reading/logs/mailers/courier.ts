// Courier: each line of a reply is a line of the log, all with the same id, sender and recipient; lines of other deliveries
// may stand between them. Gmail repeats its code in each, so that each is found. How the delivery ended is a line of its own.

import type { LogLine } from "../../../model/delivery.ts";
import { blankQuoted } from "../../../base/standards/mailbox.ts";
import { attemptFrom, outcomeFrom, type KeptParts, type LogRecord, type MtaReader } from "./reader.ts";

// id=0038C081.4D026173.000051A4,from=<news@example.com>,addr=<user@gmail.com>: 550-5.7.25 [203.0.113.5] The IP address …
const delivery =
  /^id=([0-9A-F]{8,16}\.[0-9A-F]{8,16}\.[0-9A-F]{8,16}),from=<(.{0,320}?)>,addr=<(.{1,320}?)>(?=[:,])/;
const replyLine = /^: ([245]\d\d)([- ]|$)/;
const status = /^(?:,size=\d{1,15})?,status: (success|failure)\b/;
const anyId = /\bid=([0-9A-F]{8,16}\.[0-9A-F]{8,16}\.[0-9A-F]{8,16}),from=</;
const module = /^courieresmtp$/;

export const courier: MtaReader = {
  name: "courier",
  sign: /courier/,
  rareOutcomeNeedles: [
    { text: ",status: success", searchFrom: 10 },
    { text: ",status: failure", searchFrom: 12 },
  ],
  wordOfReply,
  // Each of its lines names the sender.
  sender: () => null,
  queueId: (head) => anyId.exec(head)?.[1] ?? null,
  read,
  samples: [
    {
      shows: "a line of a reply that goes on",
      line: "Nov 23 04:02:15 mx1 courieresmtp: id=0038C081.6B02C9A6.000051A4,from=<news@example.com>,addr=<user@gmail.com>: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a",
      kind: "part",
    },
    {
      shows: "a refusal",
      after: [
        "Nov 23 04:02:15 mx1 courieresmtp: id=0038C081.6B02C9A6.000051A4,from=<news@example.com>,addr=<user@gmail.com>: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a",
        "Nov 23 04:02:15 mx1 courieresmtp: id=0038C081.6B02C9A6.000051A4,from=<news@example.com>,addr=<user@gmail.com>: 550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not",
      ],
      line: "Nov 23 04:02:15 mx1 courieresmtp: id=0038C081.6B02C9A6.000051A4,from=<news@example.com>,addr=<user@gmail.com>: 550 5.7.25  https://support.google.com/a?p=sender-guidelines. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp",
      kind: "attempt",
    },
    {
      shows: "a delivery",
      line: "Nov 23 05:02:20 mx1 courieresmtp: id=0038C081.6B02C9A6.000051A4,from=<news@example.com>,addr=<user@gmail.com>,size=329,status: success",
      kind: "outcome",
    },
    {
      shows: "a message given up",
      line: "Nov 23 05:02:20 mx1 courieresmtp: id=0038C081.6B02C9A6.000051A4,from=<news@example.com>,addr=<user@gmail.com>,status: failure",
      kind: "outcome",
    },
  ],
};

function read(line: LogLine, parts: KeptParts): LogRecord | null {
  if (line.program !== null && !module.test(line.program)) return null;
  const plain = blankQuoted(line.message);
  const [fields, queueId, from = "", address = ""] = delivery.exec(plain) ?? [];
  if (fields === undefined || queueId === undefined) return null;
  // The addresses as they are written, at the places where the blanked copy has them.
  const recipient = line.message.slice(fields.length - 1 - address.length, fields.length - 1);
  const senderStart = fields.length - address.length - ">,addr=<".length - 1 - from.length;
  const sender = line.message.slice(senderStart, senderStart + from.length) || "<>";
  const rest = line.message.slice(fields.length);
  const [, ended] = status.exec(rest) ?? [];
  if (ended !== undefined)
    return outcomeFrom(line, queueId, ended === "success" ? "delivered" : "failed", [recipient], sender);
  return readReply(line, { queueId, sender, recipient }, rest, parts);
}

const lastLine = /^(id=[0-9A-F.]{26,50},)from=<.{0,320}?>,addr=<.{1,320}?>: [45]\d\d /;

/** Only Gmail's replies for reverse DNS have a needle in each line. */
function wordOfReply({ message }: LogLine): string | null {
  return lastLine.exec(message)?.[1] ?? null;
}

function readReply(
  line: LogLine,
  told: { queueId: string; sender: string; recipient: string },
  rest: string,
  parts: KeptParts,
): LogRecord | null {
  const [, code, separator] = replyLine.exec(rest) ?? [];
  if (code === undefined || code.startsWith("2")) return null;
  const key = `courier ${line.host ?? ""} ${told.queueId} ${told.recipient}`;
  const text = rest.slice(2);
  const before = parts.take(key)?.split("\n") ?? [];
  // A line that was read before, for the sake of its needle, is read again with all those of the reply.
  const known = before[0]?.startsWith(code) ? before.filter((one) => one !== text) : [];
  const lines = [...known, text];
  if (separator === "-") {
    parts.keep(key, lines.join("\n"));
    return { kind: "part", part: { queueId: told.queueId, word: null } };
  }
  const action = code.startsWith("5") ? ("failed" as const) : ("delayed" as const);
  return attemptFrom(line, { ...told, mta: "courier", action, reply: lines.join(" ") });
}
