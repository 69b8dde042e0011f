// Lines that stand in one: a crash, a full disk or a file without its last line feed leaves a line without an end, and the
// next one, of a mailer, follows with its stamp right behind a letter. Tools put blanks, colons or quotes before what they quote.

import { MAX_LINE_LENGTH, type Entry, type Window } from "../search/index.ts";

const months = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const clock = "\\d\\d:\\d\\d:\\d\\d";
// LogNov 18 10:00:00 mx1 postfix/smtp[2010]:      (in reply to end of DATA command))Nov 18 10:00:00 mx1 postfix/smtp[2010]:
const syslog = `${months} [ \\d]\\d ${clock}`;
// imap-l2026-11-30T21:33:13.000000+00:00 mx1 postfix/smtp[15]:
const iso = `\\d{4}-\\d\\d-\\d\\dT${clock}[^\\s]{0,16}`;
// info@acm2026-11-16 08:00:03 1uA0xY-000000abcd0-2k00 **
const exim = `\\d{4}-\\d\\d-\\d\\d ${clock}(?:\\.\\d{3})?(?: [+-]\\d{4})? (?:\\[\\d{1,10}\\] )?[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} `;
const glued = new RegExp(
  `(?<=[A-Za-z.,)@/<-])(?:(?:${syslog}|${iso}) [^\\s[\\]]{1,255} [^\\s[\\]:]{1,64}\\[\\d{1,10}\\]: |${exim})`,
  "g",
);
/** So many whole lines in one tell of something else than a line that was not ended. */
const MAX_PIECES = 100;

/** The lines in the order in which they stand; only one, nearly always. */
export function piecesOf(entry: Entry, { buffer }: Pick<Window, "buffer">): Entry[] {
  const { start, end } = entry;
  // One octet is one character, so that places in the text are places in the buffer.
  const text = buffer.toString("latin1", start, Math.min(end, start + MAX_LINE_LENGTH));
  const starts: number[] = [start];
  for (const { index } of text.matchAll(glued)) {
    if (starts.length === MAX_PIECES) break;
    starts.push(start + index);
  }
  if (starts.length === 1) return [entry];
  return starts.map((from, piece) => ({ ...entry, start: from, end: starts[piece + 1] ?? end }));
}
