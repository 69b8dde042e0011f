// Splits a mailbox file into its messages. A file or pipe that holds one message without a From_ line is
// a mailbox of one. The quoting of body lines differs between programs (mboxo, mboxrd, mboxcl2) and many
// do not quote at all, so a line that begins with "From " separates messages only if it looks like what
// mailers write there.

import type { ByteReader } from "./reader.ts";

/** What is kept of one message; the rest of a longer one is skipped and told. */
export const MAX_MESSAGE_LENGTH = 64 << 20;
const FIRST_BUFFER = 2 << 20;
/** An envelope line holds an address (at most 320 bytes) and a date; longer lines are text. */
const MAX_ENVELOPE_LINE = 600;
/** What must be in memory behind a From_ line to judge it: the line, and the begin of the next. */
const LOOK_AHEAD = MAX_ENVELOPE_LINE + 200;
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
  let buffer: Buffer = Buffer.allocUnsafe(FIRST_BUFFER);
  let start = 0;
  let end = 0;
  let searched = 0;
  let number = 0;
  let cut = false;
  let atEnd = false;
  for (;;) {
    const boundary = nextBoundary(buffer.subarray(0, end), searched, atEnd);
    if (boundary.found) {
      const raw = buffer.subarray(start, boundary.position);
      if (!isBlank(raw)) yield { raw, number: ++number, cut };
      start = searched = boundary.position;
      cut = false;
      continue;
    }
    searched = boundary.position;
    if (atEnd) break;
    if (end - start >= MAX_MESSAGE_LENGTH + LOOK_AHEAD) {
      cut = true;
      const kept = start + MAX_MESSAGE_LENGTH;
      buffer.copyWithin(kept, searched, end);
      end = kept + (end - searched);
      searched = kept;
    }
    ({ buffer, start, end, searched } = makeRoom(buffer, start, end, searched));
    const read = await reader.read(buffer, end);
    atEnd = read === 0;
    end += read;
  }
  const raw = buffer.subarray(start, end);
  if (!isBlank(raw)) yield { raw, number: ++number, cut };
}

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

function makeRoom(
  buffer: Buffer,
  start: number,
  end: number,
  searched: number,
): { buffer: Buffer; start: number; end: number; searched: number } {
  if (end < buffer.length && start < buffer.length / 2) return { buffer, start, end, searched };
  const length = end - start;
  const target = length > buffer.length / 2 ? Buffer.allocUnsafe(buffer.length * 2) : buffer;
  buffer.copy(target, 0, start, end);
  return { buffer: target, start: 0, end: length, searched: searched - start };
}
