// MMDF's mailboxes (SCO, MH's packf, Mutt): a line of four control bytes before each message, and one after it.

const MARK = Buffer.from("\u0001\u0001\u0001\u0001");
const separator = Buffer.concat([Buffer.from("\n"), MARK]);
/** The mark and its line end. */
const LONGEST_LINE = MARK.length + 2;
const lineEnd = /^\r?\n|^$/;

export function isMmdf(view: Buffer): boolean {
  return isMarkAt(view, 0);
}

/** The next mark's first byte, or how far the search is complete. */
export function nextMmdfMark(
  view: Buffer,
  from: number,
  atEnd: boolean,
): { found: boolean; position: number } {
  let at = from;
  for (;;) {
    const position = view.indexOf(separator, at);
    if (position < 0) return { found: false, position: Math.max(from, view.length - separator.length) };
    if (!atEnd && view.length - position <= LONGEST_LINE) return { found: false, position };
    if (isMarkAt(view, position + 1)) return { found: true, position: position + 1 };
    at = position + 1;
  }
}

/** What stands after the mark. */
export function afterMark(raw: Buffer): Buffer {
  return raw.subarray(raw.indexOf("\n") < 0 ? raw.length : raw.indexOf("\n") + 1);
}

function isMarkAt(view: Buffer, at: number): boolean {
  const end = at + MARK.length;
  return view.subarray(at, end).equals(MARK) && lineEnd.test(view.toString("latin1", end, end + 2));
}
