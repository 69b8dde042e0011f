// Repairs headers that programs saved wrongly: lines that continue a field lost their indentation (Office 365), or
// another line stands before them. Parsers disagree on such lines, so they are repaired once, before any parser.

/** How much of a message is searched for its header; an excerpt has as much. */
const MAX_HEADER = 256 << 10;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** RFC 5322 allows any printable character in a name; real ones are words. No blank need follow the colon. */
const field = /^[A-Za-z][\w.-]{0,75}[ \t]*:(?!\/\/)/;
const envelopeLine = /^>*From /;
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/** Without blank lines and a byte order mark before the first line. */
export function fromHeaderOn(message: Buffer): Buffer {
  let start = message.subarray(0, 3).equals(byteOrderMark) ? 3 : 0;
  while (message[start] === LINE_FEED || message[start] === CARRIAGE_RETURN) start++;
  return message.subarray(start);
}

/**
 * The message with a header in which every line is a field or continues one; the message itself where that is so
 * already. A line of neither kind continues the field before it, and is left out if there is none.
 */
export function withFoldedHeader(message: Buffer): Buffer {
  const length = headerLength(message, 0);
  const header = message.toString("latin1", 0, length);
  if (isFolded(header)) return message;
  const parts = [Buffer.from(foldHeader(header, true), "latin1"), ...foldedParts(message, length)];
  return Buffer.concat(parts);
}

/** One program saved the headers of the parts, too. */
function foldedParts(message: Buffer, from: number): Buffer[] {
  const pieces: Buffer[] = [];
  let start = from;
  for (let at = message.indexOf("\n--", from); at >= 0; at = message.indexOf("\n--", at + 1)) {
    const begin = message.indexOf(LINE_FEED, at + 1) + 1;
    if (begin === 0 || begin < start) continue;
    const length = headerLength(message, begin);
    const header = message.toString("latin1", begin, begin + Math.min(length, MAX_PART_HEADER));
    if (length > MAX_PART_HEADER || !partField.test(header) || isFolded(header)) continue;
    pieces.push(message.subarray(start, begin), Buffer.from(foldHeader(header, false), "latin1"));
    start = begin + length;
  }
  return [...pieces, message.subarray(start)];
}

/** A part's header is a few fields of MIME; text after another line of dashes is no header. */
const MAX_PART_HEADER = 4 << 10;
const partField = /^Content-[A-Za-z-]{1,40}[ \t]*:/i;

/** Up to the blank line, or to the end of what is searched. */
function headerLength(message: Buffer, start: number): number {
  const most = Math.min(message.length, start + MAX_HEADER);
  for (let at = start; at < most;) {
    const end = message.indexOf(LINE_FEED, at);
    if (end < 0 || end >= most) return most - start;
    if (end === at || (end === at + 1 && message[at] === CARRIAGE_RETURN)) return at - start;
    at = end + 1;
  }
  return most - start;
}

// A line that is no field and continues none; after the last line end there is none.
const oddLine = /(?:^|\n)(?![ \t\r\n]|$|[A-Za-z][\w.-]{0,75}[ \t]*:(?!\/\/))/;

function isFolded(header: string): boolean {
  return !oddLine.test(header.replace(/^>?From .*\n/, ""));
}

function foldHeader(header: string, isFirst: boolean): string {
  const lines: string[] = [];
  for (const line of header.split(/(?<=\n)/)) {
    if (/^[ \t\r\n]/.test(line) || field.test(line)) lines.push(line);
    else if (envelopeLine.test(line)) {
      if (isFirst && lines.length === 0) lines.push(line);
    } else if (lines.some((before) => field.test(before))) lines.push(`\t${line}`);
  }
  return lines.join("");
}
