// Syslog over TCP counts its octets (RFC 6587, 3.4.1): `109 <22>1 2026-…` and right after it the next count, with no line
// end between. Who keeps that stream as it came gets one endless line: it is given as a line for each message.

import { convertedReader } from "./converted-reader.ts";
import type { ByteReader } from "./reader.ts";

/** A count that is longer is none: RFC 5425 wants 2,048 octets, and programs take 64 KiB to 1 MiB. */
const MAX_MESSAGE = 1 << 20;
const MAX_DIGITS = 7;
const LINE_FEED = 0x0a;
const lineEnd = Buffer.from("\n");
const count = /^([1-9]\d{0,6}) (?=<\d{1,3}>)/;
// Within the text of a message: so a version or a month must follow the priority.
const countWithin = /[1-9]\d{0,6} <\d{1,3}>(?:1 |[A-Z][a-z]{2} )/;
/** No message is so long that its end could not be seen within this much. */
const MAX_CUT = 16 << 10;
const HEAD_OF_COUNT = MAX_DIGITS + " <191>".length;

/** Null when the input holds no counted messages, of which one follows the other at once. */
export function octetCountedReader(head: Buffer, reader: ByteReader): ByteReader | null {
  const first = countAt(head, firstCount(head));
  // Where lines end after each message, the log is read as it is.
  if (!first || countAt(head, first.end) === null) return null;
  let rest: Buffer = Buffer.alloc(0);
  return convertedReader(reader, (read, isEnded) => {
    const { lines, from } = splitCounted(Buffer.concat([rest, read]), isEnded);
    rest = from;
    return lines;
  });
}

interface Counted {
  start: number;
  end: number;
}

function countAt(bytes: Buffer, at: number): Counted | null {
  const found = count.exec(bytes.toString("latin1", at, at + HEAD_OF_COUNT));
  const length = Number(found?.[1] ?? 0);
  if (!found || length > MAX_MESSAGE) return null;
  const start = at + found[0].length;
  return { start, end: start + length };
}

/** Whole messages, each as a line; what is incomplete waits for more bytes. */
function splitCounted(bytes: Buffer, isEnded: boolean): { lines: Buffer; from: Buffer } {
  const parts: Buffer[] = [];
  let at = 0;
  while (at < bytes.length) {
    const counted = countAt(bytes, at);
    const isWhole = counted ? counted.end <= bytes.length : bytes.length - at >= HEAD_OF_COUNT;
    if (!isWhole && !isEnded) break;
    const end = counted ? Math.min(counted.end, bytes.length) : endOfUncounted(bytes, at);
    parts.push(oneLine(bytes.subarray(counted?.start ?? at, end)), lineEnd);
    at = end;
  }
  return { lines: Buffer.concat(parts), from: bytes.subarray(at) };
}

/** A part of a message may stand first, where somebody cut the stream; a text with line ends before it is a log. */
function firstCount(head: Buffer): number {
  if (countAt(head, 0)) return 0;
  const at = nextCount(head, 0, MAX_CUT);
  return at > 0 && head.subarray(0, at).indexOf(LINE_FEED) < 0 ? at : 0;
}

/** After a damaged count the next one is sought: nothing is left out, and what lies between is a line. */
function endOfUncounted(bytes: Buffer, at: number): number {
  const next = nextCount(bytes, at + 1, bytes.length);
  const end = bytes.indexOf(LINE_FEED, at) + 1;
  return Math.min(...[next, end].filter((one) => one > at), bytes.length);
}

function nextCount(bytes: Buffer, from: number, to: number): number {
  const found = countWithin.exec(bytes.toString("latin1", from, to));
  if (!found) return -1;
  const at = from + found.index;
  // The text before it may end in digits: the count is right that leads to the next one.
  const starts = Array.from({ length: found[0].indexOf(" ") }, (_, place) => at + place);
  return starts.find((start) => leadsOn(bytes, start)) ?? at;
}

function leadsOn(bytes: Buffer, at: number): boolean {
  const counted = countAt(bytes, at);
  return counted !== null && (counted.end === bytes.length || countAt(bytes, counted.end) !== null);
}

/** Line ends belong to the message here. */
function oneLine(message: Buffer): Buffer {
  const text = message.at(-1) === LINE_FEED ? message.subarray(0, -1) : message;
  if (!text.includes(LINE_FEED)) return text;
  const flat = Buffer.from(text);
  for (let at = flat.indexOf(LINE_FEED); at >= 0; at = flat.indexOf(LINE_FEED, at + 1)) flat[at] = 0x20;
  return flat;
}
