// Where an entry goes on in the next line, told from the bytes: replies that Exim writes with their line ends, and what
// it splits for syslog (logs/framing/parts.ts joins them).

import { isLaterRecord } from "./container-records.ts";

/** A path, a time stamp, host, program and structured data may stand before the part's number. */
const HEADER_LENGTH = 400;
/** In the journal's JSON a dozen fields may stand before the message. */
const JSON_HEAD_LENGTH = 4_096;
const LINE_FEED = 0x0a;
const BLANK = 0x20;
const COLON = 0x3a;
const BRACKET = 0x5b;
const BRACE = 0x7b;
/** What ends right before the message and its blank: `exim[4711]: `, `- - `, `[meta x="y"] `. */
const headerEnds = new Set([BLANK, COLON, 0x2d, 0x5d]);
const BOM_END = 0xbf;

// "[2/3] " and "[2\3] ": a backslash where the entry had a line end, a slash where it was too long
const laterPart = /(?:^|[:\]-] {1,2}(?:\xef\xbb\xbf)?)\[(\d{1,3})[/\\](\d{1,3})\] /;
const laterPartInJson =
  /"(?:MESSAGE|message|msg|log)" ?: ?"[^"]{0,120}?\[(\d{1,3})(?:\\?\/|\\\\)(\d{1,3})\] /;

/** True when the line that begins at `start` belongs to the entry of the line before it. */
export function continuesEntry(view: Buffer, start: number): boolean {
  return (
    beginsWithReplyCode(view, start) ||
    beginsWithStatus(view, start) ||
    isLaterPart(view, start) ||
    isLaterRecord(view, start)
  );
}

/** `421-4.7.23 have a PTR record, or the corresponding …` */
function beginsWithReplyCode(view: Buffer, start: number): boolean {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  const first = view[start];
  const separator = view[start + 3];
  return (
    (first === 0x34 || first === 0x35) &&
    isDigit(view[start + 1]) &&
    isDigit(view[start + 2]) &&
    (separator === 0x2d || separator === 0x20)
  );
}

/** journalctl puts the further lines of a message below its first one. */
const MAX_INDENTATION = 120;
const status = /^[45]\.\d{1,3}\.\d{1,3} /;

/** `5.7.25 PTR record setup, or the corresponding …`: Go leaves the reply code out of further lines. */
function beginsWithStatus(view: Buffer, start: number): boolean {
  let at = start;
  while (view[at] === BLANK && at < start + MAX_INDENTATION) at++;
  if (view[at] !== 0x34 && view[at] !== 0x35) return false;
  return view[at + 1] === 0x2e && status.test(view.toString("latin1", at, at + 10));
}

/** True when the line that begins at `start` is a part of an entry, and not its last one. */
export function awaitsPart(view: Buffer, start: number): boolean {
  const [number, count] = partAt(view, start) ?? [0, 0];
  return number < count;
}

function isLaterPart(view: Buffer, start: number): boolean {
  const [number] = partAt(view, start) ?? [0];
  return number > 1;
}

/** Which part of how many. */
function partAt(view: Buffer, start: number): [number: number, count: number] | null {
  const isJson = view[start] === BRACE;
  if (!isJson && !mayHoldPart(view, start)) return null;
  const length = isJson ? JSON_HEAD_LENGTH : HEADER_LENGTH;
  const head = view.toString("latin1", start, Math.min(view.length, start + length));
  const lineEnd = head.indexOf("\n");
  const pattern = isJson ? laterPartInJson : laterPart;
  const found = pattern.exec(lineEnd < 0 ? head : head.slice(0, lineEnd));
  return found && [Number(found[1]), Number(found[2])];
}

/** Avoids decoding the head of every other line. */
function mayHoldPart(view: Buffer, start: number): boolean {
  if (view[start] === BRACKET) return true;
  const end = Math.min(view.length, start + HEADER_LENGTH);
  for (let at = start + 2; at < end; at++) {
    const byte = view[at];
    if (byte === LINE_FEED) return false;
    if (byte === BRACKET && isHeaderEnd(view, at)) return true;
    // The tag's end, or what comes after it.
    if (byte === BLANK && view[at - 1] === COLON && view[at + 1] !== BRACKET) return false;
  }
  return false;
}

function isHeaderEnd(view: Buffer, at: number): boolean {
  const last = view[at - 1]!;
  return last === BOM_END || (headerEnds.has(last) && headerEnds.has(view[at - 2]!));
}
