// Entries that go over several lines: replies that Exim writes with their line ends, and what Exim splits
// for syslog, which takes neither line ends nor long lines (log.c, write_syslog).
//
//   Nov 23 04:01:41 mx1 exim[4711]: [1/2] 2026-11-23 04:01:41 1xVLFN-0000Nt-1x ** user@gmail.com … 5b1f
//   Nov 23 04:01:41 mx1 exim[4711]: [2/2] 17b1804b1-ae4a668c1a8si967.28 - gsmtp

/** What Exim gives to syslog at once, in bytes (MAX_SYSLOG_LEN). */
const PART_LENGTH = 870;
const MAX_LOST_BLANKS = 8;
const part = /^\[(\d{1,3})([/\\])\d{1,3}\] /;

/** The lines of an entry that stand there without any header: `[1/2] 2026-…`, `[2/2] …` (journalctl -o cat). */
export function joinBareParts(lines: readonly string[]): string | null {
  const [first = "", ...following] = lines;
  return part.test(first) ? joinParts(first, following, (line) => line) : null;
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
  let separator = separatorAfter(joined, start);
  for (const line of following) {
    const text = frame(line) ?? line;
    const next = part.exec(text);
    const piece = text.slice(next?.[0].length ?? 0);
    joined += separator + piece;
    separator = next ? separatorAfter(piece, next) : "\n";
  }
  return joined;
}

/** The journal takes blanks off the end: a part that was cut for its length shows how many are missing. */
function separatorAfter(text: string, [, , mark]: RegExpExecArray): string {
  if (mark === "\\") return "\n";
  const missing = PART_LENGTH - Buffer.byteLength(text);
  return missing > 0 && missing <= MAX_LOST_BLANKS ? " ".repeat(missing) : "";
}
