// The lines that a scan has passed and that are still in memory: those shortly before a refusal are found by its queue
// id, and only they are decoded.

import { LINE_FEED } from "./entry.ts";
import { hashOf } from "./word-numbers.ts";
import { PLACE_NUMBERS } from "./searcher.ts";
import type { Window } from "./window.ts";

/** How many lines of one message are decoded together: a mailing to a hundred recipients has this many. */
const MAX_LINES = 200;
/** Longer lines tell nothing of use: an address has at most 320 bytes, a Message-ID 998. */
const MAX_LINE_LENGTH = 4_096;
/** Number of chains: places are chained by the word before them. A power of two. */
const CHAINS = 1 << 14;

/** A line, from `start` to `end` in the window's buffer, and its place in the log. */
export interface PassedLine {
  start: number;
  end: number;
  offset: number;
  text: () => string;
}

export interface PassedLines {
  /**
   * Visits the lines before a position that may be about the message, the last one first, until one is the wanted one.
   * `isSought`: whether the lines of the needle with this number count.
   */
  find: (
    window: Window,
    position: number,
    queueId: string,
    isSought: (needle: number) => boolean,
    isWanted: (line: PassedLine) => boolean,
  ) => void;
  /** The lines before a position that may be about the message, in their order. */
  before: (window: Window, position: number, queueId: string) => PassedLine[];
}

export function createPassedLines(): PassedLines {
  /** For each word's number: one more than the index of its last place. */
  const heads = new Int32Array(CHAINS);
  /** For each place's number: the same for the place before it in the chain. */
  let earlier = new Int32Array(0);
  let generation = -1;
  let chained = 0;

  /** Only logs with refusals need the chains: they are made when they are asked for. */
  function chain({ places }: Window): void {
    const { numbers, first, next } = places;
    if (generation !== places.generation) {
      heads.fill(0);
      chained = first;
      generation = places.generation;
    }
    if (earlier.length * PLACE_NUMBERS < numbers.length)
      earlier = grown(earlier, numbers.length / PLACE_NUMBERS);
    for (; chained < next; chained += PLACE_NUMBERS) {
      const bucket = bucketOf(numbers[chained + 2]!);
      earlier[chained / PLACE_NUMBERS] = heads[bucket]!;
      heads[bucket] = chained + 1;
    }
  }

  function find(
    window: Window,
    position: number,
    queueId: string,
    isSought: (needle: number) => boolean,
    isWanted: (line: PassedLine) => boolean,
  ): void {
    chain(window);
    const { numbers, first } = window.places;
    const word = hashOf(queueId);
    let lines = 0;
    for (let at = heads[bucketOf(word)]! - 1; at >= first; at = earlier[at / PLACE_NUMBERS]! - 1) {
      if (numbers[at + 2] !== word || numbers[at]! >= position || !isSought(numbers[at + 1]!)) continue;
      if (lines++ >= MAX_LINES || isWanted(lineAround(window, numbers[at]!))) return;
    }
  }

  function before(window: Window, position: number, queueId: string): PassedLine[] {
    const lines: PassedLine[] = [];
    find(window, position, queueId, isAny, (line) => {
      lines.push(line);
      return false;
    });
    return lines.toReversed();
  }

  return { find, before };
}

const isAny = () => true;

function grown(numbers: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(length);
  larger.set(numbers);
  return larger;
}

/** All bits of a word's number count. */
function bucketOf(word: number): number {
  return (word ^ (word >>> 14) ^ (word >>> 28)) & (CHAINS - 1);
}

function lineAround({ buffer, base, start, limit }: Window, position: number): PassedLine {
  const floor = Math.max(start, position - MAX_LINE_LENGTH);
  const ceiling = Math.min(limit, position + MAX_LINE_LENGTH);
  let first = position;
  while (first > floor && buffer[first - 1] !== LINE_FEED) first--;
  const lineFeed = buffer.subarray(0, ceiling).indexOf(LINE_FEED, position);
  const end = lineFeed < 0 ? ceiling : lineFeed;
  return { start: first, end, offset: base + first, text: () => buffer.toString("utf8", first, end) };
}
