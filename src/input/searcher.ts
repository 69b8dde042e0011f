// The byte search for all needles at once. `search.wat` looks at sixteen bytes at a time, which no function
// of Node's does: one pass at 2.5 GB/s where one `indexOf` for each needle took ten times as long.

import type { Needle } from "../model.ts";
import { searchModule } from "./search-module.ts";

/** The bytes of a needle that the module looks for. */
const FINGERPRINT = 3;
/** One bit each in the module's tables; further needles share them. */
const GROUPS = 8;
const BLOCK = 16;
const PAGE = 65_536;
/** Layout of the memory: tables, the places found, the window. The module reads a block too far. */
const TABLES = 0;
const PLACES = 1_024;
const MAX_PLACES = 8_192;
const STOPPED_AT = PLACES + 4 * MAX_PLACES;
const BUFFER = PAGE;

interface SearchFunctions {
  search: (from: number, to: number, tables: number, places: number, max: number) => number;
  countLineFeeds: (from: number, to: number) => number;
}

export interface Searcher {
  /** The window to search: bytes must be here to be found. */
  buffer: Buffer;
  /** Calls `onFound` with the number of the needle and where it begins, in order of their rare parts. */
  search: (from: number, to: number, onFound: (needle: number, position: number) => void) => void;
  countLineFeeds: (from: number, to: number) => number;
}

interface Memory {
  bytes: Uint8Array;
  functions: SearchFunctions;
}

/** Memories are large and slow to make: the next log gets the last one's. */
const idle: Memory[] = [];
const memoryOf = new WeakMap<Searcher, Memory>();

export function borrowSearcher(needles: readonly Needle[], size: number): Searcher {
  const memory = idle.pop() ?? createMemory(size);
  const searcher = createSearcher(memory, needles, size);
  memoryOf.set(searcher, memory);
  return searcher;
}

export function returnSearcher(searcher: Searcher): void {
  const memory = memoryOf.get(searcher);
  if (memory) idle.push(memory);
  memoryOf.delete(searcher);
}

function createMemory(size: number): Memory {
  const pages = Math.ceil((BUFFER + size + 2 * BLOCK) / PAGE);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(searchModule(), { env: { memory } });
  return { bytes: new Uint8Array(memory.buffer), functions: exports as unknown as SearchFunctions };
}

function createSearcher({ bytes, functions }: Memory, needles: readonly Needle[], size: number): Searcher {
  const patterns = needles.map(({ text, searchFrom = 0 }) => ({
    bytes: Buffer.from(text),
    lead: searchFrom,
  }));
  const buffer = Buffer.from(bytes.buffer, BUFFER, size);
  const places = new Uint32Array(bytes.buffer, PLACES, MAX_PLACES);
  const stopped = new Uint32Array(bytes.buffer, STOPPED_AT, 1);
  const byFirstByte = fillTables(bytes, patterns);

  function search(from: number, to: number, onFound: (needle: number, position: number) => void): void {
    for (let at = from; at < to; at = stopped[0]! - BUFFER) {
      const found = functions.search(at + BUFFER, to + BUFFER, TABLES, PLACES, MAX_PLACES);
      for (let i = 0; i < found; i++) compare(places[i]! - BUFFER, from, to, onFound);
    }
  }

  /** The fingerprint stands here; does the needle? */
  function compare(
    place: number,
    from: number,
    to: number,
    onFound: (needle: number, position: number) => void,
  ): void {
    for (const number of byFirstByte[buffer[place]!]!) {
      const { bytes: needle, lead } = patterns[number]!;
      const start = place - lead;
      if (start >= from && start + needle.length <= to && standsAt(buffer, needle, start))
        onFound(number, start);
    }
  }

  function countLineFeeds(from: number, to: number): number {
    const wholeBlocks = from + (Math.max(0, to - from) & ~(BLOCK - 1));
    let lines = functions.countLineFeeds(from + BUFFER, wholeBlocks + BUFFER);
    for (let at = wholeBlocks; at < to; at++) if (buffer[at] === 0x0a) lines++;
    return lines;
  }

  return { buffer, search, countLineFeeds };
}

/** Six tables of sixteen bytes; returns the needles by the first byte of their fingerprint. */
function fillTables(memory: Uint8Array, patterns: readonly { bytes: Buffer; lead: number }[]): number[][] {
  memory.fill(0, TABLES, TABLES + 2 * FINGERPRINT * BLOCK);
  const byFirstByte = Array.from({ length: 256 }, (): number[] => []);
  for (const [number, { bytes, lead }] of patterns.entries()) {
    const group = 1 << (number % GROUPS);
    for (let i = 0; i < FINGERPRINT; i++) {
      const byte = bytes[lead + i]!;
      const table = TABLES + 2 * BLOCK * i;
      memory[table + (byte & 0x0f)]! |= group;
      memory[table + BLOCK + (byte >> 4)]! |= group;
    }
    byFirstByte[bytes[lead]!]!.push(number);
  }
  return byFirstByte;
}

function standsAt(buffer: Buffer, needle: Buffer, start: number): boolean {
  for (let i = 0; i < needle.length; i++) if (buffer[start + i] !== needle[i]) return false;
  return true;
}
