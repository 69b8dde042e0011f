// A mail that somebody pasted with a mark before each line: indented for a web page, or quoted. Without the marks it is a mail
// as any other.

import { convertedReader } from "../files/converted-reader.ts";
import type { ByteReader } from "../files/reader.ts";
import { markOf } from "../line-marks.ts";

/** Lines that tell the mark. */
const MAX_LINES = 200;
/** A longer line is passed on in pieces. */
const MAX_HELD = 64 << 10;

type Mark = (line: string) => string;

/** The first lines without their marks; null where there are none. `head` may end within a line. */
export function linesWithoutMarks(head: Buffer): string[] | null {
  const lines = linesOf(head);
  const mark = markIn(lines);
  return mark && lines.map(mark);
}

/** The mail without the marks of its lines; its other bytes stay what they are. */
export function unmarkedReader(head: Buffer, reader: ByteReader): ByteReader {
  const mark = markIn(linesOf(head)) ?? ((line) => line);
  let held = "";
  let isFirst = true;
  return convertedReader(reader, (bytes, isEnded) => {
    const text = held + (isFirst ? withoutByteOrderMark(bytes) : bytes).toString("latin1");
    isFirst = false;
    const end = isEnded || text.length > MAX_HELD ? text.length : text.lastIndexOf("\n") + 1;
    held = text.slice(end);
    return Buffer.from(text.slice(0, end).split("\n").map(mark).join("\n"), "latin1");
  });
}

function linesOf(head: Buffer): string[] {
  const text = withoutByteOrderMark(head).toString("latin1");
  const first = text.lastIndexOf("\n", Math.max(0, text.search(/\S/))) + 1;
  if (text.length === first) return [];
  const lines = text.slice(first).split(/\r?\n/, MAX_LINES);
  // The last one may end within its mark.
  return lines.length > 1 ? lines.slice(0, -1) : lines;
}

/** Who copies from the first letter on leaves the first line without its mark. */
function markIn(lines: readonly string[]): Mark | null {
  const others = lines.slice(1).filter((line) => line.trim() !== "");
  if (others.length < 2) return null;
  return markOf(lines) ?? markOf(others) ?? (others.every((line) => line.startsWith(" ")) ? oneBlank : null);
}

function oneBlank(line: string): string {
  return line.startsWith(" ") ? line.slice(1) : line;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}
