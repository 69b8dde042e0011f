// Lines and entries in a stretch of a log.

import { continuesEntry } from "./continuation.ts";

export const LINE_FEED = 0x0a;
/** An entry of Exim's has one line for each line of the reply, and Gmail's replies have at most nine. */
const MAX_CONTINUATION_LINES = 20;

/** An entry: a line and its continuation lines, as a range of the window's buffer. */
export interface Entry {
  start: number;
  end: number;
  /** Number of its first line, from 1. */
  line: number;
}

/** The entry that holds the byte at `position`, and how many of its lines end before that. */
export function entryAround(
  view: Buffer,
  floor: number,
  position: number,
): { start: number; end: number; linesBefore: number } {
  let start = lineStart(view, floor, position);
  let end = lineEnd(view, position);
  let linesBefore = 0;
  for (; linesBefore < MAX_CONTINUATION_LINES && start > floor && continuesEntry(view, start); linesBefore++)
    start = lineStart(view, floor, start - 1);
  for (
    let lines = 0;
    lines < MAX_CONTINUATION_LINES && end < view.length && continuesEntry(view, end);
    lines++
  )
    end = lineEnd(view, end);
  // What a crash or copytruncate left before the line.
  while (view[start] === 0 && start < position) start++;
  return { start, end, linesBefore };
}

/** Where the last entry begins: it may go on in bytes that are still to be read. */
export function lastEntryStart(view: Buffer, floor: number): number {
  let start = lineStart(view, floor, view.length);
  // The last whole line is held back too: what follows it may continue it.
  if (!continuesEntry(view, start)) start = lineStart(view, floor, start - 1);
  for (let lines = 0; lines < MAX_CONTINUATION_LINES && continuesEntry(view, start); lines++)
    start = lineStart(view, floor, start - 1);
  return start;
}

/** Start of the line that holds the byte at `position`. */
export function lineStart(view: Buffer, floor: number, position: number): number {
  if (position <= floor) return floor;
  const lineFeed = view.lastIndexOf(LINE_FEED, position - 1);
  return lineFeed < floor ? floor : lineFeed + 1;
}

/** Just after the last NUL in the line that begins at `start`; `start` where there is none. */
export function afterLastNul(view: Buffer, start: number): number {
  return start + view.subarray(start).lastIndexOf(0) + 1;
}

/** Just after the line's end. */
function lineEnd(view: Buffer, position: number): number {
  const lineFeed = view.indexOf(LINE_FEED, position);
  return lineFeed < 0 ? view.length : lineFeed + 1;
}
