// Splits a mailbox file into its messages. A file or pipe that holds one message without a From_ line is
// a mailbox of one. The quoting of body lines differs between programs (mboxo, mboxrd, mboxcl2) and many
// do not quote at all, so a line that begins with "From " separates messages only if it looks like what
// mailers write there.

import type { ByteReader } from "../files/reader.ts";
import { afterBlankLine } from "./mime.ts";
import { afterMark, isMmdf, nextMmdfMark } from "./mmdf.ts";

/** The most that is kept and parsed of one message; the rest of a longer one is skipped and reported. */
export const MAX_MESSAGE_LENGTH = 32 << 20;
/** Nearly every message is far shorter; for a longer one there is a buffer for the longest. */
const USUAL_BUFFER = 2 << 20;
const LARGEST_BUFFER = MAX_MESSAGE_LENGTH + (1 << 20);
/** An envelope line holds an address (at most 320 bytes) and a date; longer lines are text. */
const MAX_ENVELOPE_LINE = 600;
/** What must be in memory to judge a From_ line: the line, and the beginning of the next. */
const LOOK_AHEAD = MAX_ENVELOPE_LINE + 200;
/** A header with its Content-Length; longer ones are judged by their From_ lines alone. */
const MAX_HEADER = 64 << 10;
const separator = Buffer.from("\nFrom ");
const CARRIAGE_RETURN = 0x0d;
const LINE_FEED = 0x0a;

const weekday = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const month = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const clock = "\\d{1,2}:\\d\\d(?::\\d\\d)?";
const zone = "(?: [A-Z]{1,5}| [+-]\\d{4})?";
// From MAILER-DAEMON  Mon Nov 23 04:00:29 2026     From 1849@xxx Thu Jan 01 00:00:02 +0000 2026
const asctimeDate = new RegExp(
  ` ${weekday} ${month} +\\d{1,2} ${clock}${zone} \\d{4}${zone}(?: remote from \\S{1,255})?$`,
);
// From - Mon, 23 Nov 2026 04:00:29 +0000
const mailDate = new RegExp(` ${weekday}, +\\d{1,2} ${month} \\d{4} ${clock}${zone}$`);
// Thunderbird today: "From " and nothing else; before: "From - Mon Nov 23 04:00:29 2026"
const bareEnvelope = /^From(?: -)?$/;
const headerLine = /^(?:>*From |[!-9;-~]{1,100}[ \t]*:)/;

export interface RawMessage {
  /** Valid until the next message is asked for. */
  raw: Buffer;
  /** From 1. */
  number: number;
  cut: boolean;
}

export async function* splitMbox(reader: ByteReader): AsyncGenerator<RawMessage> {
  const window = createWindow(reader);
  await window.settleLineEnds();
  const mmdf = isMmdf(window.view());
  const findBoundary = mmdf ? nextMmdfMark : nextBoundary;
  for (let number = 0; ;) {
    const { length, cut, isLast } = await measureMessage(window, findBoundary);
    const whole = window.view().subarray(0, length);
    const raw = mmdf ? afterMark(whole) : whole;
    if (!isBlank(raw)) yield { raw, number: ++number, cut };
    if (isLast) return;
    window.drop(length);
  }
}

/** The length of the message at the beginning of the window. */
async function measureMessage(
  window: Window,
  findBoundary: typeof nextBoundary,
): Promise<{ length: number; cut: boolean; isLast: boolean }> {
  let searched = await endByContentLength(window);
  let cut = false;
  for (;;) {
    const view = window.view();
    const boundary = findBoundary(view, searched, window.atEnd());
    if (boundary.found) return { length: boundary.position, cut, isLast: false };
    if (window.atEnd()) return { length: view.length, cut, isLast: true };
    searched = boundary.position;
    if (view.length >= MAX_MESSAGE_LENGTH + LOOK_AHEAD) {
      cut = true;
      window.cutOut(MAX_MESSAGE_LENGTH, searched);
      searched = MAX_MESSAGE_LENGTH;
    }
    await window.fill();
  }
}

// ---------------------------------------------------------------- Content-Length

const fromSpace = Buffer.from("From ");
const contentLength = /\nContent-Length:[ \t]{0,20}(\d{1,9})[ \t]{0,20}\r?\n/i;

/**
 * mboxcl2 quotes nothing in the body and counts its bytes instead. Many programs pass the field on without
 * keeping it true, so it counts only if a From_ line or the end of the mailbox stands where it points.
 * Returns how far there is no boundary: to that line's begin, or 0.
 */
async function endByContentLength(window: Window): Promise<number> {
  await window.fillTo(fromSpace.length);
  if (!window.view().subarray(0, fromSpace.length).equals(fromSpace)) return 0;
  await window.fillTo(MAX_HEADER);
  const head = window.view().subarray(0, MAX_HEADER);
  const header = head.toString("latin1", 0, Math.max(0, afterBlankLine(head)));
  const length = Number(contentLength.exec(header)?.[1] ?? 0);
  if (length === 0 || header.length + length > MAX_MESSAGE_LENGTH) return 0;
  const end = header.length + length;
  await window.fillTo(end + LOOK_AHEAD);
  return pointsToBoundary(window.view(), end) ? end - 1 : 0;
}

function pointsToBoundary(view: Buffer, end: number): boolean {
  const rest = view.toString("latin1", end, end + LOOK_AHEAD);
  const isLineBegin = view[end - 1] === LINE_FEED || /^\r?\n/.test(rest);
  return view.length >= end && /^(?:\s{0,4}$|(?:\r?\n){0,2}From )/.test(rest) && (isLineBegin || rest === "");
}

// ---------------------------------------------------------------- From_ lines

/** The next message's first byte, or how far the search is complete. */
function nextBoundary(view: Buffer, from: number, atEnd: boolean): { found: boolean; position: number } {
  let at = from;
  for (;;) {
    const position = view.indexOf(separator, at);
    if (position < 0) return { found: false, position: Math.max(from, view.length - separator.length) };
    if (!atEnd && view.length - position < LOOK_AHEAD) return { found: false, position };
    if (isBoundary(view, position + 1)) return { found: true, position: position + 1 };
    at = position + 1;
  }
}

function isBoundary(view: Buffer, lineStart: number): boolean {
  const lineEnd = view.indexOf(LINE_FEED, lineStart);
  if (lineEnd < 0 || lineEnd - lineStart > MAX_ENVELOPE_LINE) return false;
  const line = view.toString("latin1", lineStart, lineEnd).trimEnd();
  const headerFollows = headerLine.test(view.toString("latin1", lineEnd + 1, lineEnd + 121));
  if (asctimeDate.test(line) || mailDate.test(line))
    return headerFollows || followsBlankLine(view, lineStart);
  return bareEnvelope.test(line) && headerFollows && followsBlankLine(view, lineStart);
}

function followsBlankLine(view: Buffer, lineStart: number): boolean {
  const before = view[lineStart - 2];
  return before === LINE_FEED || (before === CARRIAGE_RETURN && view[lineStart - 3] === LINE_FEED);
}

function isBlank(raw: Buffer): boolean {
  return raw.length < 4_096 && raw.toString("latin1").trim() === "";
}

// ---------------------------------------------------------------- the bytes in memory

/** The part of the mailbox from the current message on, as far as it was read. */
interface Window {
  view(): Buffer;
  atEnd(): boolean;
  fill(): Promise<void>;
  /** The old Macintosh's carriage returns alone are read as line feeds. */
  settleLineEnds(): Promise<void>;
  /** Reads until the view has this many bytes, or all. */
  fillTo(length: number): Promise<void>;
  /** Removes bytes at the beginning. */
  drop(length: number): void;
  /** Removes the bytes between two positions. */
  cutOut(from: number, to: number): void;
}

function createWindow(reader: ByteReader): Window {
  const usual = Buffer.allocUnsafe(USUAL_BUFFER);
  let largest: Buffer | null = null;
  let buffer: Buffer = usual;
  let start = 0;
  let end = 0;
  let atEnd = false;
  let hasOnlyReturns = false;

  /** A buffer costs memory only as far as it was ever filled: so the largest is given up as soon as possible. */
  function makeRoom(): void {
    const length = end - start;
    const isUsual = length <= USUAL_BUFFER / 2;
    const isRoomy = end < buffer.length && start < buffer.length / 2;
    if (isRoomy && (buffer === usual || !isUsual)) return;
    const target = isUsual ? usual : (largest ??= Buffer.allocUnsafe(LARGEST_BUFFER));
    buffer.copy(target, 0, start, end);
    buffer = target;
    start = 0;
    end = length;
  }

  async function fill(): Promise<void> {
    makeRoom();
    const read = await reader.read(buffer.subarray(0, end + USUAL_BUFFER), end);
    atEnd = read === 0;
    const added = buffer.subarray(end, end + read);
    end += read;
    if (hasOnlyReturns) toLineFeeds(added);
  }

  async function fillTo(length: number): Promise<void> {
    while (end - start < length && !atEnd) await fill();
  }

  return {
    view: () => buffer.subarray(start, end),
    atEnd: () => atEnd,
    fill,
    fillTo,
    async settleLineEnds() {
      await fillTo(MAX_HEADER);
      const read = buffer.subarray(start, end);
      // The same bytes must decide, however much a single read gave.
      const head = read.subarray(0, MAX_HEADER);
      hasOnlyReturns = !head.includes(LINE_FEED) && head.includes(CARRIAGE_RETURN);
      if (hasOnlyReturns) toLineFeeds(read);
    },
    drop: (length) => void (start += length),
    cutOut(from, to) {
      buffer.copyWithin(start + from, start + to, end);
      end -= to - from;
    },
  };
}

function toLineFeeds(bytes: Buffer): void {
  for (let at = bytes.indexOf(CARRIAGE_RETURN); at >= 0; at = bytes.indexOf(CARRIAGE_RETURN, at + 1))
    bytes[at] = LINE_FEED;
}
