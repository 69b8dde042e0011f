// Finds the entries of a log in which one of several byte strings stands, without splitting or decoding
// the rest. Logs are huge and refusals are rare: the cost is that of the byte search.

import type { Needle } from "../../model/delivery.ts";
import { spareThreads } from "../threads/spare-threads.ts";
import { entryAround, LINE_FEED, type Entry } from "./entry.ts";
import { startFinders, type Finders } from "./finders.ts";
import { USUAL_RATIO } from "../files/decompress.ts";
import { createLogMemory, type LogMemory } from "./log-memory.ts";
import type { ByteReader } from "../files/reader.ts";
import { PLACE_NUMBERS, setNeedles } from "./searcher.ts";
import { readWindows, type Window } from "./window.ts";

/** To start a thread takes as long as to search this many bytes. */
const WORTH_THREADS = 16 << 20;
/** A smaller compressed file is decompressed sooner than a thread has its large buffers for it. */
const WORTH_HANDING_OVER = 64 << 10;
/** Four threads find faster than one thread can judge, and than most disks read. */
const MAX_THREADS = 4;

/**
 * How many entries are passed on together. A thousand fill the nursery and cost a tenth more in the garbage
 * collector; to pass on only a few at a time costs as much.
 */
const ENTRIES_TOGETHER = 128;

export interface ScanResult {
  lines: number;
  /** Lines longer than MAX_LINE_LENGTH: only their beginning was searched. */
  linesCut: number;
}

/** Which places of a needle are visited: all, or those after a wanted id. */
export type Use = "visit" | "visit wanted";

/** What to look for, and what to do where it stands. */
export interface Search {
  needle: Needle;
  use: Use;
  /** True when the entry is done: its other needles are passed over. */
  visit: (entry: Entry, window: Window) => boolean;
  /** Called for each place before that, with where it begins: most lines of a log have one, and to find an entry takes long. */
  note?: (position: number, window: Window) => void;
}

/** Called with the number of the word before a needle (word-numbers.ts): there are a million of them. */
export type IsWanted = (word: number) => boolean;

export interface ScannerOptions {
  /** How many threads search, even if the logs are small. */
  threads?: number;
  /** How many threads search when the logs are large; by default one for each processor. */
  maxThreads?: number | undefined;
  stretchSize?: number;
}

/** Scans logs, one after the other, in the same memory and with the same threads. */
export interface Scanner {
  /**
   * Visits each entry in which one of the needles stands, in order. `size`: number of bytes to read, if known; `enter`
   * gets each window of the log before its entries are visited. Yields after each window what was scanned so far.
   */
  scan: (
    reader: ByteReader,
    size: number,
    searches: readonly Search[],
    isWanted: IsWanted,
    enter: (window: Window) => void,
  ) => AsyncGenerator<ScanResult>;
  close: () => Promise<void>;
}

export function createScanner({
  threads,
  maxThreads = searchThreads(),
  stretchSize,
}: ScannerOptions = {}): Scanner {
  let memory: LogMemory | null = null;
  let finders: Finders | null = null;
  let bytes = 0;
  let needles: readonly Needle[] = [];

  async function* scan(
    reader: ByteReader,
    size: number,
    searches: readonly Search[],
    isWanted: IsWanted,
    enter: (window: Window) => void,
  ): AsyncGenerator<ScanResult> {
    const log = (memory ??= createLogMemory(stretchSize, threads ?? maxThreads));
    bytes += reader.gzip ? size * USUAL_RATIO : size;
    const count = threads ?? (bytes >= WORTH_THREADS ? maxThreads : 0);
    if (count > 0 && log.memory) finders ??= startFinders(log.memory, count);
    lookFor(log, searches);
    const uses = searches.map(({ use }) => use);
    const notes = searches.some(({ note }) => note) ? searches.map(({ note }) => note) : null;
    const passing = { uses, notes, isWanted };
    const isSmall = reader.gzip !== undefined && size > 0 && size < WORTH_HANDING_OVER;
    let linesCut = 0;
    for await (const window of readWindows(reader, log, isSmall ? null : finders)) {
      enter(window);
      if (window.isCut && window.limit > window.scanned) linesCut++;
      const scanned = { lines: linesOf(window), linesCut };
      /** Where each needle's visited entries end. */
      const visited = searches.map(() => window.scanned);
      while (visitEntries(window, searches, visited, passing)) yield scanned;
      yield scanned;
    }
  }

  /** The tables stay in the memory from one log to the next. */
  function lookFor(log: LogMemory, searches: readonly Search[]): void {
    if (searches.length === needles.length && searches.every(({ needle }, i) => needle === needles[i]))
      return;
    needles = searches.map(({ needle }) => needle);
    setNeedles(log.buffer, needles);
  }

  return { scan, close: async () => finders?.close() };
}

/** How many there may be: one for each processor, for this thread waits for them. */
function searchThreads(): number {
  const spare = spareThreads();
  return spare > 0 ? Math.min(spare + 1, MAX_THREADS) : 0;
}

/** Visits the next entries, some at a time; returns false after the last. */
function visitEntries(
  window: Window,
  searches: readonly Search[],
  visited: number[],
  passing: Passing,
): boolean {
  const { scanned, limit, places } = window;
  const { numbers } = places;
  const view = window.buffer.subarray(0, limit);
  let visits = 0;
  for (; ; places.next += PLACE_NUMBERS) {
    if (visits === ENTRIES_TOGETHER) return true;
    if (!passUnwanted(window, passing)) return false;
    const position = numbers[places.next]!;
    const found = numbers[places.next + 1]!;
    if (position < visited[found]!) continue;
    const { visit } = searches[found]!;
    const { start, end, linesBefore } = entryAround(view, scanned, position);
    const line = numbers[places.next + 3]! - linesBefore + 1;
    visited[found] = end;
    visits++;
    if (visit({ start, end, line }, window)) visited.fill(end);
  }
}

/** Which places are passed, and what is noted of them. */
interface Passing {
  uses: readonly Use[];
  notes: readonly Search["note"][] | null;
  isWanted: IsWanted;
}

/** Goes to the next place to visit; false when there is none before the limit. */
function passUnwanted(window: Window, { uses, notes, isWanted }: Passing): boolean {
  const { limit, places } = window;
  const { numbers, end } = places;
  let { next } = places;
  for (; next < end && numbers[next]! < limit; next += PLACE_NUMBERS) {
    // Most runs note nothing, and pass a million places.
    if (notes !== null) notes[numbers[next + 1]!]?.(numbers[next]!, window);
    if (uses[numbers[next + 1]!] === "visit" || isWanted(numbers[next + 2]!)) break;
  }
  places.next = next;
  return next < end && numbers[next]! < limit;
}

/** The last line may have no end. */
function linesOf({ buffer, limit, base, places }: Window): number {
  const isUnended = base + limit > 0 && buffer[limit - 1] !== LINE_FEED;
  return places.lineFeeds() + (isUnended ? 1 : 0);
}
