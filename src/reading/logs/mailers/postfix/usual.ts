// The usual lines of Postfix, from their bytes: `from=<…>, size=…` of qmgr, `message-id=<…>` of cleanup, and `removed`. Where
// the text would have to be looked at twice, it is not one of them: postfix.ts reads it.

import type { LineBytes, LogRecord, UsualLines } from "../reader.ts";
import { envelope, removedBy } from "./queue.ts";

const SHORTEST_ID = 5;
const LONGEST_ID = 20;
/** Printable characters of ASCII. */
const FIRST = 0x20;
const LAST = 0x7e;
const COLON = 0x3a;
const BLANK = 0x20;

const words = (text: string) => Buffer.from(text, "latin1");
const delivery = words("to=<");
const sender = words("from=<");
const messageId = words("message-id=<");
const removed = words("removed");
const afterSender = words(">, size=");
const afterAddress = words(">, ");
/** Postfix's own complaints begin with these (util/msg.c). */
const complaints = ["warning", "error", "fatal", "panic"].map(words);
const queueProgram = /\/(?:n?qmgr|cleanup)$/;

export const usual: UsualLines = {
  program: /^postfix\/(?:smtp|lmtp|error|qmgr|cleanup)$/,
  idEnd,
  isDelivery: (bytes, at) => standsAt(bytes, at + 2, delivery),
  readQueueLine,
};

function idEnd(bytes: Buffer, start: number, end: number): number {
  const latest = Math.min(end, start + LONGEST_ID + 1);
  let at = start;
  while (at < latest && isLetterOrDigit(bytes[at]!)) at++;
  const length = at - start;
  if (length < SHORTEST_ID || length > LONGEST_ID) return -1;
  if (bytes[at] !== COLON || bytes[at + 1] !== BLANK) return -1;
  return complaints.some((one) => one.length === length && standsAt(bytes, start, one)) ? -1 : at;
}

function readQueueLine(line: LineBytes): LogRecord | null {
  const { bytes, idEnd: at, end, program } = line;
  if (!queueProgram.test(program)) return null;
  const text = at + 2;
  if (standsAt(bytes, text, sender)) return readSender(line, text + sender.length);
  if (standsAt(bytes, text, messageId)) return readMessageId(line, text + messageId.length - 1);
  return end - text === removed.length && standsAt(bytes, text, removed) ? readRemoval(line) : null;
}

/** Postfix's own words follow the address, whatever that holds: where they may be the address's, all of the text is read. */
function readSender(line: LineBytes, start: number): LogRecord | null {
  const { bytes, end } = line;
  const addressEnd = placeOf(afterAddress, bytes, start, end);
  if (addressEnd < 0 || !standsAt(bytes, addressEnd, afterSender)) return null;
  const isOnly = placeOf(afterAddress, bytes, addressEnd + 1, end) < 0;
  if (!isOnly || !isPlain(bytes, start, end)) return null;
  return envelope(line, idOf(line), bytes.toString("latin1", start, addressEnd) || "<>", null);
}

function readMessageId(line: LineBytes, start: number): LogRecord | null {
  const { bytes, end } = line;
  if (!isPlain(bytes, start, end) || bytes[end - 1] === BLANK) return null;
  return envelope(line, idOf(line), null, bytes.toString("latin1", start, end));
}

function readRemoval(line: LineBytes): LogRecord {
  const { time, host: reportingMta, program } = line;
  const removal = { queueId: idOf(line), time, reportingMta, reason: removedBy(program) };
  return { kind: "removal", removal };
}

function idOf({ bytes, start, idEnd: end }: LineBytes): string {
  return bytes.toString("latin1", start, end);
}

function standsAt(bytes: Buffer, start: number, wanted: Buffer): boolean {
  for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}

/** Not by `indexOf`, which would go on to the end of the log's memory. */
function placeOf(wanted: Buffer, bytes: Buffer, start: number, end: number): number {
  const first = wanted[0];
  for (let at = start; at <= end - wanted.length; at++)
    if (bytes[at] === first && standsAt(bytes, at, wanted)) return at;
  return -1;
}

function isPlain(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! < FIRST || bytes[at]! > LAST) return false;
  return true;
}

function isLetterOrDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}
