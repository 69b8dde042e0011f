// Reads a log through a window of fixed size, and tells what was found in it. Each window ends where an entry
// ends, and begins where the last one ended; scanned bytes stay in memory for a while.

import { afterLastNul, lastEntryStart, LINE_FEED, lineStart } from "./entry.ts";
import type { Finders } from "./finders.ts";
import { LOOK_BEHIND, MAX_HELD_BACK, MAX_LINE_LENGTH, type LogMemory } from "./log-memory.ts";
import { createPlaces, type Places } from "./places.ts";
import type { ByteReader } from "../files/reader.ts";
import { AFTER_RANGE } from "./searcher.ts";
import { openStretches, type Stretch } from "./stretches.ts";

/** A stretch of the log in memory: `[start, scanned)` was scanned, `[scanned, limit)` comes next. */
export interface Window {
  /** Positions are its offsets. */
  buffer: Buffer;
  /** A position plus this is the offset in the log. */
  base: number;
  start: number;
  scanned: number;
  limit: number;
  /** True when the line at the limit is too long, and the rest of it is passed over. */
  isCut: boolean;
  /** What was found, from `scanned` on, also after the limit. */
  places: Places;
}

/** The log, window by window. */
export async function* readWindows(
  reader: ByteReader,
  log: LogMemory,
  finders: Finders | null,
): AsyncGenerator<Window> {
  const stretches = openStretches(reader, log, finders);
  const address = log.slotAddress(0);
  const places = createPlaces(log, address);
  const window: Window = {
    buffer: log.buffer,
    base: -address,
    start: address,
    scanned: address,
    limit: address,
    isCut: false,
    places,
  };
  let end = address;
  try {
    for (let isLast = false; !isLast;) {
      const stretch = await stretches.next();
      isLast = stretch === null;
      end = stretch ? append(window, stretch) : end;
      places.search(isLast ? end : end - AFTER_RANGE, end);
      if (window.isCut) passOver(window, end);
      const isReady = isLast || setLimit(window, end);
      if (isLast) window.limit = end;
      if (isReady) yield window;
      if (isReady) window.scanned = window.limit;
      window.start = Math.max(window.start, window.scanned - LOOK_BEHIND);
      places.release(window.start);
      stretches.release(window.base + window.start);
    }
  } finally {
    await stretches.stop();
  }
}

/** Returns the new end of the data. */
function append(window: Window, { moved, address, length, found, list }: Stretch): number {
  window.base += moved;
  window.start -= moved;
  window.scanned -= moved;
  window.limit -= moved;
  window.places.move(moved);
  if (found) window.places.take(address, address + length, found, list);
  return address + length;
}

/** False when more must be read before anything can be scanned. */
function setLimit(window: Window, end: number): boolean {
  const { buffer, scanned } = window;
  if (window.isCut || end - scanned < MAX_LINE_LENGTH) return false;
  const view = buffer.subarray(0, end);
  const unended = lineStart(view, scanned, end);
  // Zeros may go on for gigabytes: they are no line.
  const lastLine = end - unended < MAX_LINE_LENGTH ? unended : afterLastNul(view, unended);
  window.isCut = end - lastLine >= MAX_LINE_LENGTH;
  window.limit = window.isCut ? end : entriesEnd(view, scanned, lastLine);
  return true;
}

/** Where the last entry begins, because it may go on; no farther back than the memory has room for. */
function entriesEnd(view: Buffer, scanned: number, lastLine: number): number {
  const lastEntry = lastEntryStart(view, scanned);
  return lastEntry === scanned || view.length - lastEntry > MAX_HELD_BACK ? lastLine : lastEntry;
}

/** Drops bytes up to the end of the line that was cut. */
function passOver(window: Window, end: number): void {
  const lineFeed = window.buffer.subarray(0, end).indexOf(LINE_FEED, window.scanned);
  window.isCut = lineFeed < 0;
  window.scanned = window.limit = lineFeed < 0 ? end : lineFeed + 1;
}
