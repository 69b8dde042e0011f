// Finds the entries of a log in which one of several byte strings stands, without splitting or decoding
// the rest. Logs are huge and refusals are rare: the cost is that of the byte search.

import type { Needle } from "../model.ts";
import { compile, find, type Pattern } from "./needle.ts";
import type { ByteReader } from "./reader.ts";

const LINE_FEED = 0x0a;
/** Large enough that calls and copies do not show, small enough for a small server. */
const CHUNK_SIZE = 4 << 20;
/** What stays in memory behind the scanned bytes: a message's sender stands shortly before its refusal. */
export const LOOK_BEHIND = 1 << 20;
/** Longer lines are cut: syslog daemons write at most 64 KiB, and a file without line ends must not fill memory. */
export const MAX_LINE_LENGTH = 1 << 20;
/** An entry of Exim's has one line for each line of the reply, and Gmail's replies have at most nine. */
const MAX_CONTINUATION_LINES = 20;

/** Where the last line is looked for, and what is kept of it: more than enough for its time stamp. */
const LAST_LINE_SEARCH = 64 << 10;
const LAST_LINE_LENGTH = 200;

/** An entry: a line and its continuation lines, as a range of the window's buffer. */
export interface Entry {
  start: number;
  end: number;
  /** Number of its first line, from 1. */
  line: number;
}

/** A stretch of the log in memory: `[start, scanned)` was scanned, `[scanned, limit)` is to be. */
export interface Window {
  buffer: Buffer;
  /** Offset in the log of the buffer's first byte. */
  base: number;
  start: number;
  scanned: number;
  limit: number;
}

export interface ScanResult {
  lines: number;
  /** Lines longer than MAX_LINE_LENGTH, of which only the beginning was looked at. */
  linesCut: number;
  /** The beginning of the last line that is not empty: it tells until when the log goes. */
  lastLine: string;
}

/** What is looked for, and what to do where it stands. */
export interface Search {
  needle: Needle;
  /** A cheap look at the bytes around; false spares finding the entry. */
  accepts: (window: Window, position: number) => boolean;
  /** True when the entry is dealt with: its other needles are passed over. */
  visit: (entry: Entry, window: Window) => boolean;
}

type CompiledNeedle = Pick<Search, "accepts" | "visit"> & { pattern: Pattern };

/** Visits each entry in which one of the needles stands, in order. */
export async function scanLog(reader: ByteReader, searches: readonly Search[]): Promise<ScanResult> {
  const needles = searches.map(({ needle, accepts, visit }) => ({
    pattern: compile(needle),
    accepts,
    visit,
  }));
  const window: Window = {
    buffer: Buffer.allocUnsafe(LOOK_BEHIND + CHUNK_SIZE),
    base: 0,
    start: 0,
    scanned: 0,
    limit: 0,
  };
  const result: ScanResult = { lines: 0, linesCut: 0, lastLine: "" };
  let end = 0;
  for (;;) {
    end = makeRoom(window, end);
    const read = await reader.read(window.buffer, end);
    end += read;
    if (read > 0 && end < window.buffer.length && end - window.scanned < CHUNK_SIZE / 4) continue;
    window.limit = read === 0 ? end : lastEntryStart(window, end);
    if (window.limit === window.scanned && read > 0) {
      if (end - window.scanned < MAX_LINE_LENGTH) continue;
      window.limit = lineStart(window.buffer, window.scanned, end);
    }
    if (window.limit === window.scanned && read > 0) {
      window.limit = end;
      result.linesCut++;
    }
    visitEntries(window, needles, result);
    window.scanned = window.limit;
    if (read === 0)
      return { ...result, lastLine: lastLineOf(window.buffer.subarray(window.start, window.limit)) };
    if (window.buffer[window.limit - 1] !== LINE_FEED) end = await skipLine(reader, window, end);
  }
}

function lastLineOf(view: Buffer): string {
  const tail = view.toString("latin1", Math.max(0, view.length - LAST_LINE_SEARCH)).trimEnd();
  return tail.slice(tail.lastIndexOf("\n") + 1).slice(0, LAST_LINE_LENGTH);
}

/** Moves the bytes that are still needed to the front of the buffer; returns the new end of the data. */
function makeRoom(window: Window, end: number): number {
  if (end < window.buffer.length) return end;
  const behind = Math.max(0, window.scanned - LOOK_BEHIND);
  // A line that fills the buffer leaves no room for what stands before it.
  const keep = behind > 0 ? behind : window.scanned;
  window.buffer.copyWithin(0, keep, end);
  window.base += keep;
  window.scanned -= keep;
  window.limit -= keep;
  window.start = Math.max(0, window.start - keep);
  return end - keep;
}

/** Where the last entry begins: it may go on in bytes that are still to be read. */
function lastEntryStart(window: Window, end: number): number {
  const view = window.buffer.subarray(0, end);
  let start = lineStart(view, window.scanned, end);
  // The last whole line is held back too: what follows it may continue it.
  if (!continuesEntry(view, start)) start = lineStart(view, window.scanned, start - 1);
  for (let lines = 0; lines < MAX_CONTINUATION_LINES && continuesEntry(view, start); lines++)
    start = lineStart(view, window.scanned, start - 1);
  return start;
}

/** After a line that was cut: drops bytes up to its end; returns the new end of the data. */
async function skipLine(reader: ByteReader, window: Window, end: number): Promise<number> {
  let dropped = end;
  for (;;) {
    window.base += dropped;
    window.start = window.scanned = window.limit = 0;
    const read = await reader.read(window.buffer, 0);
    if (read === 0) return 0;
    const lineFeed = window.buffer.subarray(0, read).indexOf(LINE_FEED);
    if (lineFeed >= 0) {
      window.scanned = window.limit = window.start = lineFeed + 1;
      return read;
    }
    dropped = read;
  }
}

function visitEntries(window: Window, needles: readonly CompiledNeedle[], result: ScanResult): void {
  const { scanned, limit } = window;
  const view = window.buffer.subarray(0, limit);
  const next = needles.map(({ pattern }) => find(view, pattern, scanned));
  let counted = scanned;
  for (;;) {
    const first = indexOfSmallest(next);
    const { pattern, accepts, visit } = needles[first]!;
    const position = next[first]!;
    if (position === Infinity) break;
    if (!accepts(window, position)) {
      next[first] = find(view, pattern, position + pattern.bytes.length);
      continue;
    }
    const { start, end } = entryAround(view, scanned, position);
    result.lines += countLines(view, counted, start);
    counted = start;
    const isDone = visit({ start, end, line: result.lines + 1 }, window);
    for (let i = 0; i < next.length; i++) {
      if (i === first || (isDone && next[i]! < end)) next[i] = find(view, needles[i]!.pattern, end);
    }
  }
  result.lines += countLines(view, counted, limit);
  if (limit > scanned && view[limit - 1] !== LINE_FEED) result.lines++;
}

function indexOfSmallest(numbers: readonly number[]): number {
  let smallest = 0;
  for (let i = 1; i < numbers.length; i++) if (numbers[i]! < numbers[smallest]!) smallest = i;
  return smallest;
}

function entryAround(view: Buffer, floor: number, position: number): { start: number; end: number } {
  let start = lineStart(view, floor, position);
  let end = lineEnd(view, position);
  for (let lines = 0; lines < MAX_CONTINUATION_LINES && start > floor && continuesEntry(view, start); lines++)
    start = lineStart(view, floor, start - 1);
  for (
    let lines = 0;
    lines < MAX_CONTINUATION_LINES && end < view.length && continuesEntry(view, end);
    lines++
  )
    end = lineEnd(view, end);
  return { start, end };
}

/** Exim writes some replies with their line ends: `421-4.7.23 have a PTR record, or the corresponding …` */
function continuesEntry(view: Buffer, start: number): boolean {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;
  const first = view[start];
  const separator = view[start + 3];
  return (
    (first === 0x34 || first === 0x35) &&
    isDigit(view[start + 1]) &&
    isDigit(view[start + 2]) &&
    (separator === 0x2d || separator === 0x20)
  );
}

/** Start of the line that holds the byte before `position`'s next line end. */
function lineStart(view: Buffer, floor: number, position: number): number {
  if (position <= floor) return floor;
  const lineFeed = view.lastIndexOf(LINE_FEED, position - 1);
  return lineFeed < floor ? floor : lineFeed + 1;
}

/** Just behind the line's end. */
function lineEnd(view: Buffer, position: number): number {
  const lineFeed = view.indexOf(LINE_FEED, position);
  return lineFeed < 0 ? view.length : lineFeed + 1;
}

function countLines(view: Buffer, from: number, to: number): number {
  let lines = 0;
  for (let at = view.indexOf(LINE_FEED, from); at >= 0 && at < to; at = view.indexOf(LINE_FEED, at + 1))
    lines++;
  return lines;
}
