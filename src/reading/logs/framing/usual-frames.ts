// The framing of lines as nearly all are, told from their bytes: `Nov 23 04:01:31 mx1 postfix/smtp[297]: `, with either of
// the stamps that syslog daemons write. Hosts and programs are few, and several lines have one stamp: each is read once,
// and then only compared.

import type { StampContext } from "../../../base/standards/timestamp.ts";
import { mtaReaders } from "../mailers/index.ts";
import type { UsualLines } from "../mailers/reader.ts";
import { handsOn, parseUsualHeader } from "./header.ts";
import { createUsualStamps } from "./usual-stamps.ts";

export interface UsualFrame {
  time: number;
  host: string;
  program: string;
  pid: () => string;
  /** How the mailer with this program reads its lines. */
  lines: UsualLines;
  messageStart: number;
}

export interface UsualFrames {
  /** The same as the framing of the line's text; null for a line that is not as usual, or of another mailer. */
  at: (bytes: Buffer, start: number, end: number) => UsualFrame | null;
}

/** Between stamp and process id: ` mx1 postfix/smtp`. */
interface Header {
  bytes: Buffer;
  host: string;
  program: string;
  lines: UsualLines;
}

/** A host of 64 characters and a program of 64, as in parseUsualHeader. */
const MAX_HEADER_LENGTH = 130;
/** All hosts that send their logs to one, and the programs of each. */
const MAX_HEADERS = 1_024;
const MAX_PID_LENGTH = 10;

const BLANK = 0x20;
const COLON = 0x3a;
const OPENING = 0x5b;
const CLOSING = 0x5d;

export function createUsualFrames(context: StampContext): UsualFrames {
  const stamps = createUsualStamps(context);
  /** By a number made of the bytes; null for those that are not usual. */
  const headers = new Map<number, Header | null>();

  function at(bytes: Buffer, start: number, end: number): UsualFrame | null {
    const stampEnd = stamps.endIn(bytes, start, end);
    if (stampEnd < 0) return null;
    const header = headerAt(bytes, stampEnd, end);
    if (!header) return null;
    const pidStart = stampEnd + header.bytes.length + 1;
    const messageStart = messageAfter(bytes, pidStart, end);
    const time = messageStart < 0 ? null : stamps.timeOf(bytes, start, stampEnd);
    if (time === null) return null;
    const { host, program, lines } = header;
    const pid = () => bytes.toString("latin1", pidStart, messageStart - "]: ".length);
    return { time, host, program, pid, lines, messageStart };
  }

  function headerAt(bytes: Buffer, start: number, end: number): Header | null {
    const limit = Math.min(end, start + MAX_HEADER_LENGTH);
    let number = 0;
    let to = start;
    for (; to < limit && bytes[to] !== OPENING; to++) number = Math.imul(number ^ bytes[to]!, 0x9e3779b1);
    const known = headers.get(number);
    if (known === undefined) return learn(number, bytes.subarray(start, to));
    // Two may have one number.
    return known !== null && isSame(bytes, start, to, known.bytes) ? known : null;
  }

  function learn(number: number, bytes: Buffer): Header | null {
    if (headers.size >= MAX_HEADERS) return null;
    const header = readHeader(bytes);
    headers.set(number, header);
    return header;
  }

  return { at };
}

function readHeader(bytes: Buffer): Header | null {
  const text = bytes.toString("latin1");
  const header = isPlain(bytes) ? parseUsualHeader(`${text}[1]: `) : null;
  const { host = null, program = null, message } = header ?? {};
  // After a stamp without a zone, `Z` is one.
  if (host === null || program === null || message !== "" || host === "Z" || handsOn(program)) return null;
  const lines = mtaReaders.find(({ usual }) => usual?.program.test(program))?.usual;
  return lines ? { bytes: Buffer.from(bytes), host, program, lines } : null;
}

/** Printable ASCII without the backslash, which may begin an escape. */
function isPlain(bytes: Buffer): boolean {
  return bytes.every((byte) => byte >= BLANK && byte <= 0x7e && byte !== 0x5c);
}

/** Where the message begins after `297]: `; -1 where that does not stand there. */
function messageAfter(bytes: Buffer, pidStart: number, end: number): number {
  let at = pidStart;
  while (at < end && bytes[at]! >= 0x30 && bytes[at]! <= 0x39) at++;
  const isPid = at > pidStart && at - pidStart <= MAX_PID_LENGTH;
  const isEnded = bytes[at] === CLOSING && bytes[at + 1] === COLON && bytes[at + 2] === BLANK;
  return isPid && isEnded && at + 3 < end ? at + 3 : -1;
}

function isSame(bytes: Buffer, start: number, end: number, known: Buffer): boolean {
  if (known.length !== end - start) return false;
  for (let at = start; at < end; at++) if (bytes[at] !== known[at - start]) return false;
  return true;
}
