// The lines of a text, one after the other: all of them together take ten times as much memory as a text of line ends.

/** Line ends are line feeds, with or without a carriage return before them; `any`: also the old Macintosh's. */
export function* linesOf(text: string, end: "usual" | "any" = "usual"): Generator<string> {
  const hasOtherEnds = end === "any" && text.includes("\r");
  if (hasOtherEnds) yield* linesOfAny(text);
  else yield* linesOfUsual(text);
}

function* linesOfUsual(text: string): Generator<string> {
  let start = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", start)) {
    yield text.slice(start, at > start && text.charCodeAt(at - 1) === CARRIAGE_RETURN ? at - 1 : at);
    start = at + 1;
  }
  yield text.slice(start);
}

const CARRIAGE_RETURN = 0x0d;
const anyEnd = /\r\n|\n|\r/g;

function* linesOfAny(text: string): Generator<string> {
  let start = 0;
  for (const { 0: lineEnd, index } of text.matchAll(anyEnd)) {
    yield text.slice(start, index);
    start = index + lineEnd.length;
  }
  yield text.slice(start);
}
