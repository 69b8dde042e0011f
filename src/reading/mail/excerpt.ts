// The parts of a message that may matter, in bounded size: its headers, and the beginning of each part. Parsers hold a
// text several times over, and make objects of its lines and fields. So everything that strangers can make long is cut
// before a parser sees it. The parts that matter come first: text, status, returned message (RFC 6522).

import { transferEncodingOf } from "./mime.ts";
import { fromHeaderOn } from "./header-lines.ts";
import {
  MAX_EXCERPT,
  MAX_HEADER,
  MAX_HEADER_LINES,
  MAX_LINES,
  MAX_PARTS,
  MAX_STATUS,
  MAX_TEXT,
  type Cut,
} from "./limits.ts";
import { headOf, isStatus, partsOf, type Part } from "./raw-parts.ts";

/** Shorter messages are left as they are: they need little memory, whatever they hold. */
const SHORT = 64 << 10;
/** Limit of all parts together: the parser makes several objects of each line, and of each address. */
const MAX_HEADERS = 512 << 10;
const MAX_HEADERS_LINES = 10_000;
/** Pictures and documents hold no report. */
const MAX_OTHER = 256 << 10;

export interface Excerpt {
  /** If nothing is left out, this is the message itself, from its header on. */
  bytes: Buffer;
  cuts: ReadonlySet<Cut>;
}

export function excerptOf(message: Buffer): Excerpt {
  const raw = fromHeaderOn(message);
  const cuts = new Set<Cut>();
  if (raw.length <= SHORT) return { bytes: raw, cuts };
  const pieces: Buffer[] = [];
  const left: Room = {
    parts: MAX_PARTS,
    headers: MAX_HEADERS,
    headerLines: MAX_HEADERS_LINES,
    lines: MAX_LINES,
    uncounted: [],
    bytes: MAX_EXCERPT,
  };
  for (const part of partsOf(raw)) {
    const full = usedUp(left);
    if (full !== null) {
      cuts.add(full);
      break;
    }
    left.parts--;
    takePart(part, left, pieces, cuts);
  }
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return { bytes: length === raw.length ? raw : Buffer.concat(pieces, length), cuts };
}

const CARRIAGE_RETURN = 0x0d;

// ---------------------------------------------------------------- what is taken of a part

/** How much may still be taken from the message. */
interface Room {
  parts: number;
  headers: number;
  headerLines: number;
  lines: number;
  /** Ends of texts that were taken whole: even if each of their bytes ended a line, all of them would fit into `lines`. */
  uncounted: Buffer[];
  bytes: number;
}

function usedUp({ parts, headers, headerLines, bytes }: Room): Cut | null {
  if (parts <= 0) return "parts";
  if (headers <= 0 || headerLines <= 0) return "header";
  return bytes <= 0 ? "message" : null;
}

function takePart(part: Part, left: Room, pieces: Buffer[], cuts: Set<Cut>): void {
  const { bytes, lineEnd } = part;
  const header = measureHeader(part, left);
  left.headers -= header.taken;
  left.headerLines -= header.lines;
  pieces.push(bytes.subarray(0, header.taken));
  if (header.taken < header.length) {
    cuts.add("header");
    // The line that may have been cut through, and the blank one.
    pieces.push(Buffer.from([lineEnd, lineEnd]).subarray(bytes[header.taken - 1] === lineEnd ? 1 : 0));
  }
  const body = bytes.subarray(header.length);
  const { most, cut, isText } = limitOf(part);
  const length = Math.min(body.length, most, Math.max(0, left.bytes));
  const taken = isText ? takeLines(body.subarray(0, length), part, left) : length;
  pieces.push(body.subarray(0, taken));
  left.bytes -= header.taken + taken;
  if (taken === body.length) return;
  // The next delimiter stands at the beginning of a line.
  if (taken > 0 && body[taken - 1] !== lineEnd) pieces.push(Buffer.from([lineEnd]));
  if (left.bytes <= 0) cuts.add("message");
  else if (taken < length) cuts.add("text");
  else if (cut !== null) cuts.add(cut);
}

/** Line ends in base64 are guessed at; real lines are longer. */
const BASE64_LINE = 8;

/** How many bytes of a text fit into the lines that are left. */
function takeLines(text: Buffer, part: Part, left: Room): number {
  const encoded = transferEncodingOf(headOf(part));
  if (encoded === null) return takePlainLines(text, part.lineEnd, left);
  settle(left, part.lineEnd);
  if (encoded === "base64") {
    const taken = Math.min(text.length, left.lines * BASE64_LINE);
    left.lines -= Math.ceil(taken / BASE64_LINE);
    return taken;
  }
  const ends = [Buffer.from([part.lineEnd]), Buffer.from("=0")];
  const found = ends.map((end) => countUpTo(text, end, left.lines));
  left.lines -= Math.max(...found.map(({ count }) => count));
  return Math.min(...found.map(({ length }) => length));
}

/** Lines are counted in stretches of this many bytes. */
const STRETCH = 4 << 10;

/** Counts until it is sure that the rest fits, for to count a long text takes as long as to read it. */
function takePlainLines(text: Buffer, lineEnd: number, left: Room): number {
  const end = Buffer.from([lineEnd]);
  let taken = 0;
  while (taken < text.length && mostUncounted(left) + text.length - taken > left.lines) {
    settle(left, lineEnd);
    const { count, length } = countUpTo(text.subarray(taken, taken + STRETCH), end, left.lines);
    left.lines -= count;
    taken += length;
    if (left.lines <= 0) return taken;
  }
  left.uncounted.push(text.subarray(taken));
  return text.length;
}

function mostUncounted({ uncounted }: Room): number {
  return uncounted.reduce((sum, { length }) => sum + length, 0);
}

/** Counts what was left for later. */
function settle(left: Room, lineEnd: number): void {
  const end = Buffer.from([lineEnd]);
  for (const text of left.uncounted.splice(0)) left.lines -= countUpTo(text, end, left.lines).count;
}

/** How often something stands in the text, and the length of the text that holds it `most` times. */
function countUpTo(text: Buffer, what: Buffer, most: number): { count: number; length: number } {
  let count = 0;
  let length = 0;
  for (let at = text.indexOf(what); at >= 0 && count < most; at = text.indexOf(what, length)) {
    count++;
    length = at + what.length;
  }
  return { count, length: count < most ? text.length : length };
}

/** The header with its blank line; `taken` bytes of it fit. */
function measureHeader(
  { bytes, lineEnd }: Part,
  left: Room,
): { length: number; taken: number; lines: number } {
  const most = Math.min(MAX_HEADER, left.headers);
  const mostLines = Math.min(MAX_HEADER_LINES, left.headerLines);
  let lines = 0;
  let start = 0;
  while (lines < mostLines) {
    const end = bytes.indexOf(lineEnd, start) + 1;
    if (end === 0 || end > most) break;
    lines++;
    if (isBlank(bytes, start, end)) return { length: end, taken: end, lines };
    start = end;
  }
  const length = afterBlankLine(bytes, start, lineEnd);
  if (length === bytes.length && length <= most && lines < mostLines) return { length, taken: length, lines };
  return { length, taken: start > 0 ? start : Math.min(length, most), lines };
}

function isBlank(bytes: Buffer, start: number, end: number): boolean {
  return end - start === 1 || (end - start === 2 && bytes[start] === CARRIAGE_RETURN);
}

function afterBlankLine(bytes: Buffer, from: number, lineEnd: number): number {
  const at = Math.max(0, from - 1);
  const ends = [Buffer.from([lineEnd, lineEnd]), Buffer.from([lineEnd, CARRIAGE_RETURN, lineEnd])]
    .map((blank) => ({ start: bytes.indexOf(blank, at), length: blank.length }))
    .filter(({ start }) => start >= 0)
    .map(({ start, length }) => start + length);
  return Math.min(bytes.length, ...ends);
}

// ---------------------------------------------------------------- what it holds

const otherType = /^content-type[ \t]*:[ \t]*(?!text\/|message\/|multipart\/)[a-z]{1,40}\//im;

interface Limit {
  /** Bytes of the body. */
  most: number;
  /** Its name in the warning that it was cut; null if nobody needs the rest. */
  cut: Cut | null;
  isText: boolean;
}

function limitOf(part: Part): Limit {
  const head = headOf(part);
  if (isStatus(part)) return { most: MAX_STATUS, cut: "status", isText: false };
  if (otherType.test(head)) return { most: MAX_OTHER, cut: null, isText: false };
  // After the status comes the returned message, and only its header matters.
  return { most: MAX_TEXT, cut: part.isAfterStatus ? null : "text", isText: true };
}
