// Log lines that a text holds in another arrangement than the log: a mail program or a terminal broke them into shorter
// lines, or each stands behind a mark of quoting, within tags, or with a web page's entities. Only text that the
// user names is put back into lines, and only if all of it is arranged so: a line within somebody's explanations is quoted.

import type { StampContext } from "../../base/standards/timestamp.ts";
import { withoutEntities } from "../entities.ts";
import { markOf } from "../line-marks.ts";
import { frameLine } from "./frame.ts";
import { plainText } from "./framing/prefix.ts";
import { isMailers } from "./framing/words.ts";
import { holdsHidden, takenOut } from "./json-text.ts";
import { mayHoldMarks, withoutInnerMarks, withPlainBlanks } from "./inner-marks.ts";
import { joinPieces } from "./join-pieces.ts";
import { mtaReaders } from "./mailers/index.ts";
import type { LogRecord } from "./mailers/reader.ts";
import { beginsWithMarkup, withoutMarkup } from "./markup.ts";

/** An entry of more pieces, or a longer one, was not broken by hand: Gmail's longest reply has 700 characters. */
const MAX_PIECES = 60;
const MAX_ENTRY = 6_000;
/** No tool breaks lines so narrowly. */
const MIN_WIDTH = 30;

/** What a line is by itself: a mailer's, another program's, or no line of a log. */
type Kind = "mailer" | "other" | "piece";
type KindOf = (line: string) => Kind;

/** True when log lines are found only after they were put back; `lines` are the first ones. */
export function isRearranged(lines: readonly string[], context: StampContext): boolean {
  const kindOf = kindsOf(context);
  if (lines.some((line) => isEscaped(line) && kindOf(line) === "mailer")) return true;
  const isHidden = (line: string, index: number) =>
    kindOf(line) === "mailer" && kindOf(lines[index]!) !== "mailer";
  const bare = bareLines(lines, kindOf);
  if ((bare !== lines && bare.some(isHidden)) || holdsHidden(bare, isMailersBy(kindOf))) return true;
  return lines.some((line) => isMarked(line, kindOf, context)) || holdsBroken(bare, kindOf);
}

/** Gives the lines of the log, each in the place of its first piece: line numbers stay what they are. */
export function putBack(text: string, context: StampContext): string {
  const kindOf = kindsOf(context);
  const lines = text.split(/\r?\n/);
  const taken = takenOut(bareLines(lines, kindOf), isMailersBy(kindOf));
  const whole = joined(taken.map(unescaped), kindOf);
  const isPlain = !whole.some((line) => isMarked(line, kindOf, context));
  return (isPlain ? whole : whole.map((line) => plainLine(line, context))).join("\n");
}

function plainLine(line: string, context: StampContext): string {
  return withoutInnerMarks(line, (one) => toldIn(one, context));
}

/** True for a line that begins as a mailer's, and tells of a refusal, or tells it right, only without the marks within it. */
function isMarked(line: string, kindOf: KindOf, context: StampContext): boolean {
  if (!mayHoldMarks(line) || kindOf(withPlainBlanks(line)) === "piece") return false;
  const bare = plainLine(line, context);
  return bare !== line && recordIn(bare, context)?.kind === "attempt";
}

/** What a mailer's reader makes of a line. */
function toldIn(line: string, context: StampContext): string | null {
  const record = recordIn(line, context);
  return record && JSON.stringify(record);
}

const noParts = { keep: () => {}, look: () => null, take: () => null };

function recordIn(line: string, context: StampContext): LogRecord | null {
  const framed = frameLine(line, context);
  if (framed === null) return null;
  for (const reader of mtaReaders) {
    const record = reader.read(framed, noParts);
    if (record !== null) return record;
  }
  return null;
}

function isMailersBy(kindOf: KindOf): (line: string) => boolean {
  return (line) => kindOf(line) === "mailer";
}

/** Without the marks before them, or around them; the same lines where there are none. */
function bareLines(lines: readonly string[], kindOf: KindOf): readonly string[] {
  const mark = markOf(lines);
  const unquoted = mark ? lines.map(mark) : lines;
  if (!unquoted.some(beginsWithMarkup)) return unquoted;
  const plain = unquoted.map((line) => unescaped(withoutMarkup(line)));
  const isLog = joined(plain, kindOf).every((line) => line.trim() === "" || kindOf(line) !== "piece");
  if (isLog) return plain;
  // <pre>Feb 23 …: the lines after it need no tag, and are the log's.
  return unquoted.map((line, index) =>
    beginsBlock(line, plain[index]!, unquoted[index + 1], kindOf) ? plain[index]! : line,
  );
}

function beginsBlock(line: string, plain: string, next: string | undefined, kindOf: KindOf): boolean {
  if (next === undefined || !beginsWithMarkup(line)) return false;
  return kindOf(plain) !== "piece" && kindOf(unescaped(next)) !== "piece";
}

/** By its stamp or its tag: a line that has one is whole, whoever wrote it. */
function kindsOf(context: StampContext): KindOf {
  return (line) => {
    const framed = frameLine(line, context);
    if (framed === null || (framed.time === null && framed.program === null)) return "piece";
    return isMailers(framed) ? "mailer" : "other";
  };
}

// ---------------------------------------------------------------- entities

const entity = /=&lt;[^&<>]{1,330}&gt;/;

/** A page's source has entities for all addresses; one beside an address in brackets is a stranger's, in a subject. */
function isEscaped(line: string): boolean {
  return entity.test(line) && !line.includes("=<");
}

function unescaped(line: string): string {
  return isEscaped(line) ? withoutEntities(line) : line;
}

// ---------------------------------------------------------------- pieces

// 3E557206A4: to=<user@gmail.com>, relay=…    3E557206A4: host gmail-smtp-in.l.google.com[192.0.2.26] said: …
const ofPostfix = /(?:^|\s)[0-9A-Za-z]{5,20}:(?: (?:to=|host )|$)/;
// 1xVKiq-0000000001c-2dP0 ** user@gmail.com …    … H=gmail-smtp-in.l.google.com [192.0.2.26]: SMTP error from remote …
const ofExim = /[0-9A-Za-z]{6}-[0-9A-Za-z]{6,11}-[0-9A-Za-z]{2,4} (?:\*\* |== |H=|SMTP error )/;
const eximEnd = /- gsmtp$|(?:exceeded|reached|for any host)$/;
// delivery 5: failure: 192.0.2.26_failed_after_I_sent_the_message./Remote_host_said:_550-5.7.25_…
const ofQmail = /(?:^|\s)delivery \d{1,10}: (?:failure|deferral): /;
const qmailEnd = /\/$/;
// host=gmail-smtp-in.l.google.com tls=on auth=off from=news@example.com … exitcode=EX_UNAVAILABLE
const ofMsmtp = /(?:^|\s)host=\S{1,255} tls=o/;
const msmtpEnd = / exitcode=EX_[A-Z]{2,20}$/;

/** True for a mailer's entry about a delivery whose end is not in the text. */
function isOpen(text: string): boolean {
  if (ofPostfix.test(text))
    return !text.includes(", stat=") && !(text.endsWith(")") && parentheses(text) <= 0);
  if (ofExim.test(text)) return !eximEnd.test(text);
  if (ofQmail.test(text)) return !qmailEnd.test(text);
  // Where others' entries end does not show: the width of the pieces has to.
  return !(ofMsmtp.test(text) && msmtpEnd.test(text));
}

/** How many are still open after the status. */
function parentheses(text: string): number {
  const reason = text.slice(Math.max(0, text.search(/, status=| said: /)));
  return reason.split("(").length - reason.split(")").length;
}

const replyCode = /^[245]\d\d[- ]/;

function holdsBroken(lines: readonly string[], kindOf: KindOf): boolean {
  return lines.some((_line, index) => piecesAt(lines, index, kindOf).length > 1);
}

// A closing tag, a code fence and a blank line end what was broken.
const closing = /^\s{0,8}(?:`{3}|~{3}|<\/|\{\{|\[\/)/;

function continues(line: string, kindOf: KindOf): boolean {
  return line.trim() !== "" && !closing.test(line) && kindOf(line) === "piece";
}

function joined(lines: readonly string[], kindOf: KindOf): string[] {
  const out: string[] = [];
  for (let at = 0; at < lines.length;) {
    const pieces = piecesAt(lines, at, kindOf);
    out.push(joinPieces(pieces), ...pieces.slice(1).map(() => ""));
    at += pieces.length;
  }
  return out;
}

/** The lines of the entry that begins there; only one where nothing was broken. */
function piecesAt(lines: readonly string[], start: number, kindOf: KindOf): string[] {
  const pieces = [lines[start]!];
  let text = endOf(lines[start]!);
  if (!beginsBroken(text, lines[start + 1], kindOf) || kindOf(lines[start]!) !== "mailer") return pieces;
  while (pieces.length < MAX_PIECES && text.length < MAX_ENTRY && isOpen(text)) {
    const next = lines[start + pieces.length];
    if (next === undefined || !continues(next, kindOf)) break;
    pieces.push(next);
    text = `${text} ${endOf(next).trimStart()}`;
  }
  return !isOpen(text) || isFilled(pieces) ? pieces : pieces.slice(0, 1);
}

/** Exim itself writes a reply to EHLO over several lines, which begin with the code. */
function beginsBroken(text: string, next: string | undefined, kindOf: KindOf): boolean {
  if (next === undefined || text.length < MIN_WIDTH || !isOpen(text)) return false;
  return continues(next, kindOf) && !(ofExim.test(text) && replyCode.test(next));
}

function endOf(line: string): string {
  return plainText(line).trimEnd();
}

const firstWord = /^\s*\S*/;

/**
 * True for pieces that have no room for the next word: a log's own cut-off line among lines of other programs does not look so.
 * An entry whose end shows needs no such proof.
 */
function isFilled(pieces: readonly string[]): boolean {
  const width = Math.max(...pieces.map(({ length }) => length));
  const whole = pieces.slice(0, -1);
  return (
    whole.length > 1 &&
    whole.every((piece, index) => piece.length + firstWord.exec(pieces[index + 1]!)![0].length >= width)
  );
}
