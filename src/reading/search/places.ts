// Where the needles stand in the part of a log that is in memory, in order: what the threads found, and what
// is found here, at the seams between their stretches and wherever they did not look.

import type { Found } from "./finders.ts";
import type { LogMemory } from "./log-memory.ts";
import { BEFORE_RANGE, PLACE_NUMBERS } from "./searcher.ts";

export interface Places {
  /** Four numbers each: position, needle, word before it, line feeds in the log before it. */
  numbers: Int32Array;
  /** Indexes in `numbers`: the first place that is kept, the next one, and the end. */
  first: number;
  next: number;
  end: number;
  /** Counts how often the indexes have changed. */
  generation: number;
  /** Drops the passed places before a position. */
  release: (position: number) => void;
  /** Line feeds in the searched bytes. */
  lineFeeds: () => number;
  /** Searches up to `to`; `end` is the end of the data. */
  search: (to: number, end: number) => void;
  /** Takes what a thread found in the stretch from `start` to `end`. */
  take: (start: number, end: number, found: Found, list: number) => void;
  /** The data was moved to the beginning. */
  move: (by: number) => void;
}

/** `start` is the position of the log's first byte. */
export function createPlaces(log: LogMemory, start: number): Places {
  const ownList = log.listAddress(log.slotCount);
  /** No needle and no word begins before it. */
  let floor = start;
  let searched = start;
  let lineFeeds = 0;
  const places: Places = {
    numbers: new Int32Array(PLACE_NUMBERS * 1_024),
    first: 0,
    next: 0,
    end: 0,
    generation: 0,
    release,
    lineFeeds: () => lineFeeds,
    search,
    take,
    move,
  };

  function search(to: number, end: number): void {
    while (searched < to) {
      const [found, stoppedAt, feeds] = log.find(searched, to, floor, end, ownList, log.maxPlaces);
      append(found, ownList);
      searched = stoppedAt;
      lineFeeds += feeds;
    }
  }

  function take(from: number, end: number, found: Found, list: number): void {
    if (found.stoppedAt <= from + BEFORE_RANGE) return;
    search(from + BEFORE_RANGE, end);
    append(found.found, list);
    searched = found.stoppedAt;
    lineFeeds += found.lineFeeds;
  }

  function append(found: number, list: number): void {
    const length = found * PLACE_NUMBERS;
    makeRoom(length);
    const { numbers, end } = places;
    numbers.set(log.numbers.subarray(list >> 2, (list >> 2) + length), end);
    places.end = end + length;
    for (let i = end + 3; i < places.end; i += PLACE_NUMBERS) numbers[i]! += lineFeeds;
  }

  function release(position: number): void {
    const { numbers, next } = places;
    let { first } = places;
    while (first < next && numbers[first]! < position) first += PLACE_NUMBERS;
    places.first = first;
  }

  /** Drops the places that were released; grows when the rest still needs it. */
  function makeRoom(length: number): void {
    const { numbers, first, next, end } = places;
    const kept = numbers.subarray(first, end);
    const size = kept.length + length;
    const roomy = size <= numbers.length ? numbers : new Int32Array(2 * size);
    roomy.set(kept);
    Object.assign(places, { numbers: roomy, first: 0, next: next - first, end: kept.length });
    places.generation++;
  }

  function move(by: number): void {
    if (by === 0) return;
    searched -= by;
    floor = log.slotAddress(0) - log.marginSize;
    for (let i = places.first; i < places.end; i += PLACE_NUMBERS) places.numbers[i]! -= by;
  }

  return places;
}
