// Gives text whose lines end with a carriage return alone, as old Macs and some editors save it, with line feeds.

import { convertedReader } from "./converted-reader.ts";
import type { ByteReader } from "./reader.ts";

const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

/** Null for an input whose lines end with line feeds, and for one of a single line. */
export function carriageReturnReader(head: Buffer, reader: ByteReader): ByteReader | null {
  if (!hasReturnsOnly(head)) return null;
  let isAfterReturn = false;
  return convertedReader(reader, (bytes) => {
    if (bytes.length === 0) return bytes;
    const converted = withLineFeeds(bytes, isAfterReturn);
    isAfterReturn = bytes.at(-1) === CARRIAGE_RETURN;
    return converted;
  });
}

/** A tool may have ended the last line with a line feed. */
function hasReturnsOnly(head: Buffer): boolean {
  let end = head.length;
  while (end > 0 && (head[end - 1] === CARRIAGE_RETURN || head[end - 1] === LINE_FEED)) end--;
  const lines = head.subarray(0, end);
  return lines.includes(CARRIAGE_RETURN) && !lines.includes(LINE_FEED);
}

/** Line feeds of its own stay: what was appended later may have them, also behind a carriage return. */
function withLineFeeds(bytes: Buffer, isAfterReturn: boolean): Buffer {
  const rest = isAfterReturn && bytes[0] === LINE_FEED ? bytes.subarray(1) : bytes;
  if (!rest.includes(CARRIAGE_RETURN)) return rest;
  return Buffer.from(rest.toString("latin1").replace(/\r\n?/g, "\n"), "latin1");
}
