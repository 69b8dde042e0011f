// What `postqueue -p` (or `mailq`) writes: a line for each message, the reasons in brackets, and below each the recipients that
// it holds for. A mail program may have broken the lines, a terminal cut them at its width, or a web page left one blank of
// several. Each recipient's line becomes a line such as a log has; all others become empty, so that line numbers stay.

import { withoutEntities } from "../../entities.ts";
import { haveOneWidth, joinPieces } from "../join-pieces.ts";
import type { ListingLine } from "./listing.ts";

// 402CD2988F9*    1501 Mon Feb 23 10:11:10  news@example.com         the sender may stand in the next line
const message =
  /^\s{0,16}([0-9A-Za-z]{5,20})[*!#]{0,2} {1,20}\d{1,20} [A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d(?: {1,10}(\S.*)|)$/;
// -- 3 Kbytes in 2 Requests.
const total = /^\s{0,16}-- \d{1,20} [KM]?bytes in \d/i;
const inReplyTo = /^\(in reply to /;
const indented = /^[ \t]{20,80}\S/;
const word = /^\S{1,400}$/;
const address = /^[^\s()<>]{1,320}@[^\s()<>]{1,255}$/;
const oneAddress = /^[^\s()<>@]{1,320}@[^\s()<>@]{1,255}$/;
// As mail programs quote:  > > 402CD2988F9 …
const quoteMark = /^[ \t]{0,4}(?:> ?){1,10}/;

/** More of a reason is not kept: it is told with each of its recipients, and Gmail's longest reply has 700 characters. */
const MAX_PIECES = 60;
const MAX_PIECE = 4_096;
const MAX_REASON = 16_384;

export function isMessage(line: string): boolean {
  return message.test(bareLine(line).trimEnd());
}

/** Without the marks of quoting and a page's entities and blanks. */
export function bareLine(line: string): string {
  const unquoted = line.startsWith(">") || line.startsWith(" >") ? line.replace(quoteMark, "") : line;
  return withoutEntities(unquoted.replaceAll("\u00A0", " "));
}

interface Queued {
  queueId: string;
  /** Null until it is told. */
  sender: string | null;
  /** Of the reason that was told last. */
  pieces: string[];
  /** Whether one of its recipients was told, or is held. */
  isTold: boolean;
  /** A recipient that a terminal may have cut: the next line shows it. */
  held: string | null;
}

/** A reason stands above the recipients that it holds for. */
export function createQueueTable(): ListingLine {
  let queued: Queued | null = null;
  return (line) => {
    const bare = line === null ? "" : bareLine(line);
    const begun = message.exec(bare.trimEnd());
    if (line === null || begun || total.test(bare)) {
      const rest = untold(queued);
      queued = begun
        ? { queueId: begun[1]!, sender: begun[2] ?? null, pieces: [], isTold: false, held: null }
        : null;
      return rest;
    }
    return queued === null || bare.trim() === "" ? "" : readBelow(queued, bare);
  };
}

/** A line below a message: a reason, a piece of it, or a recipient. */
function readBelow(queued: Queued, line: string): string {
  const { held } = queued;
  if (held === null) return readNext(queued, line);
  queued.held = null;
  if (isRestOf(held, line)) return lineOf(queued, held + line.trim(), queued.pieces);
  return `${lineOf(queued, held, queued.pieces)}\n${readNext(queued, line)}`;
}

function readNext(queued: Queued, line: string): string {
  const text = line.trim();
  const { pieces } = queued;
  if (text.startsWith("(") && mayBegin(queued, text)) {
    const rest = untold(queued);
    Object.assign(queued, { pieces: [line.trimStart().slice(0, MAX_REASON)], isTold: false });
    return rest;
  }
  if (pieces.length === 0) {
    if (queued.sender === null) queued.sender = text;
    else if (isRestOf(queued.sender, line)) queued.sender += text;
    return "";
  }
  if (queued.isTold ? isRecipient(line) : isFirstRecipient(line, pieces)) {
    queued.isTold = true;
    if (isCut(line, pieces)) queued.held = text;
    return queued.held !== null ? "" : lineOf(queued, text, pieces);
  }
  if (!queued.isTold && mayGrow(pieces)) pieces.push(line.slice(0, MAX_PIECE));
  return "";
}

/** Within a reason that is still open, a bracket begins what Postfix adds to it. */
function mayBegin({ pieces, isTold }: Queued, text: string): boolean {
  if (pieces.length === 0 || isTold || isClosed(pieces)) return true;
  return address.test(pieces.at(-1)!.trim()) && !inReplyTo.test(text);
}

/** The reason shows where the terminal's width ends. */
function isCut(line: string, pieces: readonly string[]): boolean {
  return line.length === pieces[0]!.length && haveOneWidth(pieces.slice(0, -1));
}

/** `                         user@gmail.c`, `om` */
function isRestOf(begun: string, line: string): boolean {
  return word.test(line) && !line.startsWith("(") && oneAddress.test(begun + line);
}

function mayGrow(pieces: readonly string[]): boolean {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return pieces.length < MAX_PIECES && length + MAX_PIECE <= MAX_REASON;
}

function isRecipient(line: string): boolean {
  return indented.test(line) || address.test(line.trim());
}

/** An address alone in a line may be a piece of the reason, as long as that is open. */
function isFirstRecipient(line: string, pieces: readonly string[]): boolean {
  if (isClosed(pieces)) return isRecipient(line);
  if (indented.test(line)) return word.test(line.trim());
  return pieces.at(-1)!.trimEnd().endsWith(")") && address.test(line.trim());
}

/** Whoever wrote the reply may have left a bracket open: then only what follows shows that the reason is closed. */
function isClosed(pieces: readonly string[]): boolean {
  if (!pieces.at(-1)!.trimEnd().endsWith(")")) return false;
  const count = (bracket: string) => pieces.reduce((sum, piece) => sum + piece.split(bracket).length - 1, 0);
  return count("(") <= count(")");
}

/** A reason that was cut, or whose recipients are not in the text: it is told with those that may be known. */
function untold(queued: Queued | null): string {
  if (queued === null || queued.pieces.length === 0) return "";
  const { pieces, held } = queued;
  if (queued.isTold) return held === null ? "" : lineOf(queued, held, pieces);
  const reasonEnd = pieces.findLastIndex((piece) => !address.test(piece.trim())) + 1;
  const recipients = pieces.slice(reasonEnd).map((piece) => piece.trim());
  const reason = pieces.slice(0, reasonEnd);
  return (recipients.length > 0 ? recipients : [""])
    .map((recipient) => lineOf(queued, recipient, reason))
    .join("\n");
}

function lineOf({ queueId, sender }: Queued, recipient: string, pieces: readonly string[]): string {
  return queueLine(queueId, sender ?? "", recipient, withoutBrackets(joinPieces(pieces)));
}

function withoutBrackets(reason: string): string {
  return reason.replace(/^\(/, "").replace(/\)\s{0,20}$/, "");
}

export function queueLine(queueId: string, sender: string, recipient: string, reason: string): string {
  const oneLine = reason.replace(/\s+/g, (blank) => (blank.includes("\n") ? " " : blank));
  const from = sender === "MAILER-DAEMON" ? "" : sender;
  return `postqueue[0]: ${queueId}: from=<${from}>, to=<${recipient}>, reason=${oneLine}`;
}
