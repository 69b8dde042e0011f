// Lines that stand in one: a crash, a full disk or a file without its last line feed leaves a line without an end, and the
// next one, of a mailer, follows with its stamp right behind a letter, a carriage return or zeros. Tools put blanks, colons or
// quotes before what they quote. But strangers, too, may write a line into one: as a sender, as a subject, as a command.

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
  `(?<=[A-Za-z.,)@/<\\r-])(?:(?:${syslog}|${iso}) [^\\s[\\]]{1,255} [^\\s[\\]:]{1,64}\\[\\d{1,10}\\]: |${exim})|(?<=\\0)(?=[^\\0\\s])`,
  "g",
);
/** So many whole lines in one tell of something else than a line that was not ended. */
const MAX_PIECES = 100;

/** A line as it was written. */
export interface Piece extends Entry {
  /** Perhaps a stranger's words within the line before it. */
  isDoubtful: boolean;
}

/** The lines in the order in which they stand; only one, nearly always. */
export function piecesOf(entry: Entry, { buffer }: Pick<Window, "buffer">): Piece[] {
  const { start, end } = entry;
  // One octet is one character, so that places in the text are places in the buffer.
  const text = buffer.toString("latin1", start, Math.min(end, start + MAX_LINE_LENGTH));
  const starts = startsIn(text);
  return starts.map((from, piece) => ({
    ...entry,
    start: start + from,
    end: piece + 1 < starts.length ? start + starts[piece + 1]! : end,
    isDoubtful: piece > 0 && isDoubtful(text.slice(0, from), text.slice(from, starts[piece + 1])),
  }));
}

export function isOwn({ isDoubtful: isStrangers }: Piece): boolean {
  return !isStrangers;
}

/** Of a line as text, without those that may be a stranger's words. */
export function pieceTexts(text: string): string[] {
  const starts = startsIn(text);
  const texts = starts.map((from, piece) => text.slice(from, starts[piece + 1]));
  return texts.filter((piece, at) => at === 0 || !isDoubtful(text.slice(0, starts[at]), piece));
}

function startsIn(text: string): number[] {
  const starts = [0];
  for (const { index } of text.matchAll(glued)) {
    if (starts.length === MAX_PIECES) break;
    if (index > 0) starts.push(index);
  }
  return starts;
}

// 550-5.7.25    421 4.7.23
const refusal = /\b[45]\d\d[ -][45]\.\d/;
// - gsmtp (in reply to end of DATA command))    - gsmtp)    - gsmtp
const wholeRefusal = /- gsmtp(?: \(in reply to [A-Za-z ]{1,40} command\))?\)?[\s\0]*$/;

/** Zeros are no stranger's: mailers and loggers replace them. */
function isDoubtful(before: string, piece: string): boolean {
  if (before.endsWith("\0")) return false;
  if (endsWithStrangersWords(before)) return true;
  // What stands around a stranger's words ends the line.
  return refusal.test(piece) && !wholeRefusal.test(piece);
}

/** Stamp, host and tag, and what a container puts before them; a forged header stands farther behind. */
const MAX_HEADER = 160;
const header = /[\s/]([a-z]{1,20})\d{0,2}\[\d{1,10}\]: /;
/** Programs that write what a client said, or what a mail has in its header, at the end of a line. */
const talkers = new Set(["smtpd", "smtps", "postscreen", "cleanup"]);
// connect from unkn    4A0012298F1: client=unknown[198
const ownWords =
  /^(?:(?:dis)?connect from|lost connection after \S{1,20} from|[0-9A-Za-z]{6,20}: client=) ?\S{0,300}\s{0,3}$/;
const eximStamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/;
// 1uAzxY-0000000zabc-2kzz => user@example.com    1uAzxY-0000000zabc-2kzz <= info@exam
const eximOwnWords = /^[^a-zA-Z]{0,60} [0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?!<= .* (?:id|T)=)/;

function endsWithStrangersWords(before: string): boolean {
  const found = header.exec(before.slice(0, MAX_HEADER));
  if (!found) return eximStamp.test(before) && !eximOwnWords.test(before);
  const words = before.slice(found.index + found[0].length);
  if (found[1]!.startsWith("exim")) return !eximOwnWords.test(` ${words}`);
  return talkers.has(found[1]!) && !ownWords.test(words);
}
