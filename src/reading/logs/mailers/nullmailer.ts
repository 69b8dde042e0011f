// nullmailer: a delivery has lines of its own, one delivery at a time, and each line of a reply is a line of the log. The file in the
// queue names the message. Source: src/send.cc (send_one), protocols/protocol.cc (protocol_fail); its words as Debian's 2.2 wrote them.

import type { LogLine } from "../../../model/delivery.ts";
import {
  addressIn,
  attemptFrom,
  hostIn,
  outcomeFrom,
  type KeptParts,
  type LogRecord,
  type MtaReader,
} from "./reader.ts";

const program = /^nullmailer(?:-send)?$/;
// Until 2.0 the protocol stood before the host.
const begun = /^Starting delivery: (?:protocol: \S+ )?host: (\S{1,255}) (?:protocol: \S+ )?file: (\S{1,60})$/;
const envelope = /^From: <(.{0,320}?)> to: (<.{1,6000}>)$/;
const messageId = /^Message-Id: (<.{1,998}>)$/i;
const failed = /^smtp: Failed: (?=[245]\d\d[- ])/;
const replyLine = /^[245]\d\d([- ])/;
const sent = "Sent file.";
const idIn = /: Moving message (\S{1,60}) into failed/;
const givenUp = /^Moving message (\S{1,60}) into failed$/;

/** What the lines of one delivery said so far. */
interface Told {
  file: string;
  host: string;
  sender?: string;
  recipients?: string[];
  messageId?: string;
  reply?: string[];
}

const stamp = "Nov 23 04:02:15 mx1 nullmailer-send[711]: ";
const lines = [
  "Starting delivery: host: gmail-smtp-in.l.google.com protocol: smtp file: 1796087394.731",
  "From: <news@example.com> to: <user@gmail.com>",
  "Message-Id: <1@app1.example.com>",
  "smtp: Failed: 550-5.7.25 [203.0.113.5] The IP address sending this message does not have a",
  "550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not",
].map((text) => stamp + text);

export const nullmailer: MtaReader = {
  name: "nullmailer",
  sign: /\bnullmailer/,
  // In its tag: the lines themselves have no word in common.
  partNeedles: [{ text: "nullmailer" }],
  rareOutcomeNeedles: [{ text: sent }],
  sender: () => null,
  queueId: (head) => idIn.exec(head)?.[1] ?? null,
  read,
  samples: [
    { shows: "the beginning of a delivery", line: lines[0]!, kind: "part" },
    {
      shows: "a refusal",
      after: lines,
      line: `${stamp}550 5.7.25 match the sending IP. a640c23a62f3a-93e4dbb2288si424.62 - gsmtp`,
      kind: "attempt",
    },
    { shows: "a delivery", after: lines.slice(0, 2), line: `${stamp}Sent file.`, kind: "outcome" },
    {
      shows: "a message given up",
      line: `${stamp}Moving message 1796087394.731 into failed`,
      kind: "outcome",
    },
  ],
};

function read(line: LogLine, parts: KeptParts): LogRecord | null {
  if (line.program === null || !program.test(line.program)) return null;
  const text = line.message.trimEnd();
  const [, file] = givenUp.exec(text) ?? [];
  if (file !== undefined) return outcomeFrom(line, file, "failed", []);
  const key = `nullmailer ${line.host ?? ""}`;
  const told = toldIn(text, parts.look(key));
  if (told === null) return null;
  if (text === sent) return delivered(line, told);
  if (replyLine.exec(told.reply?.at(-1) ?? "")?.[1] === " ") {
    parts.take(key);
    return refusal(line, told, told.reply!);
  }
  parts.keep(key, JSON.stringify(told));
  return { kind: "part", part: { queueId: told.file || null, word: null } };
}

/** With what this line adds; null for a line that says nothing of a delivery. */
function toldIn(text: string, kept: string | null): Told | null {
  const [, host, file] = begun.exec(text) ?? [];
  if (host !== undefined && file !== undefined) return { file, host };
  const told: Told = kept === null ? { file: "", host: "" } : (JSON.parse(kept) as Told);
  const [, sender, recipients] = envelope.exec(text) ?? [];
  if (sender !== undefined) return { ...told, sender: sender || "<>", recipients: addressesIn(recipients!) };
  const [, id] = messageId.exec(text) ?? [];
  if (id !== undefined) return { ...told, messageId: id };
  if (text === sent) return told;
  if (failed.test(text)) return { ...told, reply: [text.replace(failed, "")] };
  return told.reply && replyLine.test(text) ? { ...told, reply: [...told.reply, text] } : null;
}

function addressesIn(list: string): string[] {
  return [...list.matchAll(/<([^<>]{1,320})>/g)].map(([, address = ""]) => address);
}

function delivered(line: LogLine, { file, recipients = [], sender }: Told): LogRecord | null {
  return file === "" ? null : outcomeFrom(line, file, "delivered", recipients, sender ?? null);
}

function refusal(line: LogLine, told: Told, reply: readonly string[]): LogRecord {
  const [recipient = null, ...further] = told.recipients ?? [];
  const remoteIp = addressIn(told.host);
  const known = {
    mta: "nullmailer",
    action: reply[0]!.startsWith("5") ? ("failed" as const) : ("delayed" as const),
    queueId: told.file || null,
    sender: told.sender ?? null,
    messageId: told.messageId ?? null,
    recipient,
    remoteMta: remoteIp === null ? hostIn(told.host) : null,
    remoteIp,
    reply: reply.join(" "),
  };
  return attemptFrom(line, known, further);
}
