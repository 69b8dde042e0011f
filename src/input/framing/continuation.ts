// Entries that go over several lines: replies that Exim writes with their line ends, and what Exim splits
// for syslog, which takes neither line ends nor long lines (log.c, write_syslog).
//
//   Nov 23 04:01:41 mx1 exim[4711]: [1/2] 2026-11-23 04:01:41 1xVLFN-0000Nt-1x ** user@gmail.com … 5b1f
//   Nov 23 04:01:41 mx1 exim[4711]: [2/2] 17b1804b1-ae4a668c1a8si967.28 - gsmtp

/** Time stamp, host and program stand in front of the part's number. */
const HEADER_LENGTH = 200;
const LINE_FEED = 0x0a;

// "[2/3] " and "[2\3] ": a backslash where the entry had a line end, a slash where it was too long
const laterPart = /: \[(\d{1,3})[/\\]\d{1,3}\] /;
const part = /^\[(\d{1,3})([/\\])\d{1,3}\] /;

/** True when the line that begins at `start` belongs to the entry of the line before it. */
export function continuesEntry(view: Buffer, start: number): boolean {
  return beginsWithReplyCode(view, start) || isLaterPart(view, start);
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

function isLaterPart(view: Buffer, start: number): boolean {
  if (!mayHoldPart(view, start)) return false;
  const head = view.toString("latin1", start, Math.min(view.length, start + HEADER_LENGTH));
  const lineEnd = head.indexOf("\n");
  const number = laterPart.exec(lineEnd < 0 ? head : head.slice(0, lineEnd))?.[1];
  return number !== undefined && Number(number) > 1;
}

/** `: [`: spares decoding the head of every other line. */
function mayHoldPart(view: Buffer, start: number): boolean {
  const end = Math.min(view.length, start + HEADER_LENGTH);
  for (let at = start + 2; at < end && view[at] !== LINE_FEED; at++)
    if (view[at] === 0x5b && view[at - 1] === 0x20 && view[at - 2] === 0x3a) return true;
  return false;
}

/**
 * The messages of an entry's lines as the one message that they were. Lines that are no parts are lines of
 * the message itself; `frame` takes the framing off a part.
 */
export function joinParts(
  message: string,
  following: readonly string[],
  frame: (line: string) => string | null,
): string {
  const start = part.exec(message);
  if (!start) return [message, ...following].join("\n");
  let joined = message.slice(start[0].length);
  let separator = separatorOf(start);
  for (const line of following) {
    const text = frame(line) ?? line;
    const next = part.exec(text);
    joined += separator + text.slice(next?.[0].length ?? 0);
    separator = next ? separatorOf(next) : "\n";
  }
  return joined;
}

function separatorOf(match: RegExpExecArray): string {
  return match[2] === "\\" ? "\n" : "";
}
