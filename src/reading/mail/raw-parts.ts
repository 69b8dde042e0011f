// Finds the parts of a message in its bytes, by lines that look like a delimiter: enough to say where the headers are,
// before any parser has seen it.

import { statusTypeField } from "./mime.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const COLON = 0x3a;

/** From one delimiter to the next, of any multipart. */
export interface Part {
  bytes: Buffer;
  /** The old Macintosh's carriage return, or a line feed. */
  lineEnd: number;
  isAfterStatus: boolean;
}

export function* partsOf(raw: Buffer): Generator<Part> {
  const lineEnd = raw.includes(LINE_FEED) ? LINE_FEED : CARRIAGE_RETURN;
  const dashes = Buffer.from([lineEnd, 0x2d, 0x2d]);
  let isAfterStatus = false;
  let start = 0;
  for (let at = raw.indexOf(dashes); at >= 0; at = raw.indexOf(dashes, at + 1)) {
    if (!isDelimiter(raw, at + 1, lineEnd)) continue;
    const part = { bytes: raw.subarray(start, at + 1), lineEnd, isAfterStatus };
    yield part;
    isAfterStatus ||= isStatus(part);
    start = at + 1;
  }
  yield { bytes: raw.subarray(start), lineEnd, isAfterStatus };
}

/** RFC 2046 has 70 characters, and blanks may follow. */
const MAX_DELIMITER = 1_000;
const MAX_FIELD_NAME = 100;

/** `--boundary`, and after it a blank line or a field. */
function isDelimiter(raw: Buffer, start: number, lineEnd: number): boolean {
  const isBare = raw[start + 2]! <= 0x20;
  const next = isBare ? 0 : raw.indexOf(lineEnd, start) + 1;
  if (next === 0 || next - start > MAX_DELIMITER) return false;
  return raw[next] === LINE_FEED || raw[next] === CARRIAGE_RETURN || isField(raw, next);
}

/** A name, perhaps blanks, a colon. Byte by byte, because there may be many lines like delimiters. */
function isField(raw: Buffer, start: number): boolean {
  let at = start;
  while (raw[at]! > 0x20 && raw[at]! < 0x7f && raw[at] !== COLON && at - start < MAX_FIELD_NAME) at++;
  const isNamed = at > start;
  while (raw[at] === 0x20 || raw[at] === 0x09) at++;
  return isNamed && raw[at] === COLON;
}

// ---------------------------------------------------------------- what a part is

/** The beginning of the header is enough: the field is one of the first. */
export function headOf({ bytes }: Part): string {
  const head = bytes.toString("latin1", 0, 16 << 10);
  const blank = /\r\n\r\n|\n\r?\n|\r\r/.exec(head);
  return blank ? head.slice(0, blank.index) : head;
}

export function isStatus(part: Part): boolean {
  return statusTypeField.test(headOf(part));
}
