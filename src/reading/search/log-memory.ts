// The memory that a log is searched in: the tables of the search; for each slot the list of what was found in
// it; a margin; and the slots, which the log's stretches fill in turn. When the last slot has been read, the part
// that is still needed is copied to the margin: so the bytes before a stretch always stand before it in memory.

import { plainSearch } from "./plain-search.ts";
import {
  BEFORE_RANGE,
  instantiateSearch,
  PAGE,
  PLACE_SIZE,
  PLACES_TOO_MANY,
  TABLES_SIZE,
  type Find,
} from "./searcher.ts";

/** How many scanned bytes stay in memory: a message's sender stands shortly before its refusal. */
export const LOOK_BEHIND = 1 << 20;
/** Longer lines are cut: syslog daemons write at most 64 KiB, and a file without line ends must not fill memory. */
export const MAX_LINE_LENGTH = 1 << 20;
/** An entry that may go on in the next stretch waits for it, unless it is longer than this. */
export const MAX_HELD_BACK = 2 * MAX_LINE_LENGTH;
/**
 * Large enough that what each costs does not matter, its messages, promises and seams: as much as to search a MiB. Of half the
 * size, a run takes a twelfth more of the processors; of twice the size, next to nothing less.
 */
const STRETCH_SIZE = 4 << 20;
/** The least that is read ahead of the stretch that is judged: one comes in while another is searched. */
export const MIN_AHEAD = 2;
/** Ten times as many as in a log of nothing but deliveries; the main thread finds the rest. */
const PLACES_PER_BYTE = 1 / 64;

export interface LogMemory {
  /** Memory that threads can share; null if the system does not give it: then only the main thread searches. */
  memory: WebAssembly.Memory | null;
  /** All of it: addresses are its offsets. */
  buffer: Buffer;
  numbers: Int32Array;
  find: Find;
  stretchSize: number;
  slotCount: number;
  /** How many stretches may be read ahead. */
  ahead: number;
  /** Places that the list of a slot has room for. */
  maxPlaces: number;
  marginSize: number;
  slotAddress: (slot: number) => number;
  /** The address of a slot's list; there is one more list, for ranges between slots. */
  listAddress: (slot: number) => number;
}

/** With `threads`, each has a stretch to work at, and one more is there already: no processor waits for the next. */
export function createLogMemory(stretchSize = STRETCH_SIZE, threads = 0): LogMemory {
  const ahead = Math.max(MIN_AHEAD, threads + 1);
  const marginSize = LOOK_BEHIND + MAX_HELD_BACK;
  // The kept bytes may begin and end anywhere in a slot.
  const slotCount = Math.ceil(marginSize / stretchSize) + 2 + ahead;
  const maxPlaces = Math.ceil(stretchSize * PLACES_PER_BYTE) + PLACES_TOO_MANY;
  const lists = roundUp(TABLES_SIZE, PLACE_SIZE);
  const listSize = maxPlaces * PLACE_SIZE;
  const margin = roundUp(lists + (slotCount + 1) * listSize + BEFORE_RANGE, PAGE);
  const slots = margin + marginSize;
  const pages = Math.ceil((slots + slotCount * stretchSize + BEFORE_RANGE) / PAGE);
  return {
    ...searchable(pages),
    stretchSize,
    slotCount,
    ahead,
    maxPlaces: maxPlaces - PLACES_TOO_MANY,
    marginSize,
    slotAddress: (slot) => slots + slot * stretchSize,
    listAddress: (slot) => lists + slot * listSize,
  };
}

/** Memory and the search over it: a WebAssembly memory where one can be had. */
function searchable(pages: number): Pick<LogMemory, "memory" | "buffer" | "numbers" | "find"> {
  const memory = sharedMemory(pages);
  const buffer = Buffer.from(memory?.buffer ?? new ArrayBuffer(pages * PAGE));
  const find = memory ? instantiateSearch(memory) : plainSearch(buffer);
  return { memory, buffer, numbers: new Int32Array(buffer.buffer), find };
}

/** V8 reserves 10 GB of addresses for each, whatever its size; `ulimit -v` may allow less. */
function sharedMemory(pages: number): WebAssembly.Memory | null {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function roundUp(size: number, unit: number): number {
  return Math.ceil(size / unit) * unit;
}
