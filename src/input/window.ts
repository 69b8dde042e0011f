// Reads a log through a window of fixed size: the next bytes come in while the last ones are searched, and
// what was searched stays for a while behind them.

import { lastEntryStart, LINE_FEED, lineStart } from "./entry.ts";
import type { ByteReader } from "./reader.ts";

/** Large enough that calls do not show, small enough to stay in the processor's cache. */
const CHUNK_SIZE = 2 << 20;
/** What stays in memory behind the scanned bytes: a message's sender stands shortly before its refusal. */
const LOOK_BEHIND = 1 << 20;
/** Longer lines are cut: syslog daemons write at most 64 KiB, and a file without line ends must not fill memory. */
export const MAX_LINE_LENGTH = 1 << 20;
/** Bytes that a window's buffer must have: room for two chunks besides what is kept. */
export const WINDOW_SIZE = LOOK_BEHIND + MAX_LINE_LENGTH + 3 * CHUNK_SIZE;

/** A stretch of the log in memory: `[start, scanned)` was scanned, `[scanned, limit)` is to be. */
export interface Window {
  buffer: Buffer;
  /** Offset in the log of the buffer's first byte. */
  base: number;
  start: number;
  scanned: number;
  limit: number;
  /** True when the line at the limit is too long, and the rest of it is passed over. */
  isCut: boolean;
}

/** The log, window by window: each ends where an entry ends, and begins where the last one ended. */
export async function* readWindows(reader: ByteReader, buffer: Buffer): AsyncGenerator<Window> {
  const window: Window = { buffer, base: 0, start: 0, scanned: 0, limit: 0, isCut: false };
  let end = 0;
  let reading = readChunk(reader, buffer, end);
  for (;;) {
    const read = await reading;
    const isLast = read === 0;
    end += read;
    if (window.isCut) end = passOver(window, end);
    const isReady = isLast || setLimit(window, end);
    if (isLast) window.limit = end;
    end = makeRoom(window, end);
    if (!isLast) reading = readChunk(reader, buffer, end);
    if (!isReady) continue;
    yield window;
    window.scanned = window.limit;
    if (isLast) return;
  }
}

function readChunk(reader: ByteReader, buffer: Buffer, end: number): Promise<number> {
  return reader.read(buffer.subarray(0, Math.min(buffer.length, end + CHUNK_SIZE)), end);
}

/** False when more must be read before anything can be scanned. */
function setLimit(window: Window, end: number): boolean {
  const { buffer, scanned } = window;
  if (window.isCut || end - scanned < CHUNK_SIZE / 2) return false;
  const view = buffer.subarray(0, end);
  window.limit = lastEntryStart(view, scanned);
  if (window.limit === scanned) window.limit = lineStart(view, scanned, end);
  if (window.limit === scanned) {
    window.limit = end;
    window.isCut = true;
  }
  return true;
}

/** Drops bytes up to the end of the line that was cut; returns the new end of the data. */
function passOver(window: Window, end: number): number {
  const lineFeed = window.buffer.subarray(0, end).indexOf(LINE_FEED, window.scanned);
  window.isCut = lineFeed < 0;
  if (lineFeed < 0) {
    window.base += end - window.scanned;
    window.start = window.limit = window.scanned;
    return window.scanned;
  }
  window.start = window.scanned = window.limit = lineFeed + 1;
  return end;
}

/** Moves the bytes that are still needed to the front of the buffer; returns the new end of the data. */
function makeRoom(window: Window, end: number): number {
  if (window.buffer.length - end >= CHUNK_SIZE) return end;
  const keep = Math.max(0, window.scanned - LOOK_BEHIND);
  window.buffer.copyWithin(0, keep, end);
  window.base += keep;
  window.scanned -= keep;
  window.limit -= keep;
  window.start = Math.max(0, window.start - keep);
  return end - keep;
}
