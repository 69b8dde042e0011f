// The lines of a text, one after the other: all of them together take ten times as much memory as a text of line ends.

const usualEnd = /\r?\n/g;
/** Also the old Macintosh's. */
const anyEnd = /\r\n|\n|\r/g;

export function* linesOf(text: string, end: "usual" | "any" = "usual"): Generator<string> {
  const lineEnd = new RegExp(end === "any" ? anyEnd : usualEnd);
  let start = 0;
  while (lineEnd.test(text)) {
    const next = lineEnd.lastIndex;
    const length = text[next - 2] === "\r" && text[next - 1] === "\n" ? 2 : 1;
    yield text.slice(start, Math.max(start, next - length));
    start = next;
  }
  yield text.slice(start);
}
