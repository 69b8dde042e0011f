// The search of search.wat in plain JavaScript, over the same tables and with the same results. A WebAssembly memory
// takes 10 GB of addresses, however small it is, which a host that limits them (ulimit -v) does not give.

import { LINE_FEED } from "./entry.ts";
import { hashOf, MAX_HASHED_LENGTH } from "./word-numbers.ts";
import {
  FINGERPRINTS,
  MAX_WORDS_LENGTH,
  NEEDLE_SIZE,
  NEEDLES,
  PLACE_NUMBERS,
  TEXT,
  WORD_REACH,
  WORDS,
  WORDS_REACH,
  WORDS_THAT_COUNT,
  type Find,
} from "./searcher.ts";

/** The search over the bytes in the memory. */
export function plainSearch(memory: Buffer): Find {
  const numbers = new Int32Array(memory.buffer);

  /** Goes by the place of the fingerprint's last byte. */
  function find(...[from, to, floor, ceiling, out, max]: Parameters<Find>): ReturnType<Find> {
    const first = out >> 2;
    const last = first + max * PLACE_NUMBERS;
    let next = first;
    let lineFeeds = 0;
    let at = from;
    let fingerprint = (memory[from - 2]! << 16) | (memory[from - 1]! << 24);
    for (; at < to && next < last; at++) {
      const byte = memory[at]!;
      fingerprint = ((fingerprint >>> 8) & 0xff_ff_00) | (byte << 24);
      const number = memory[FINGERPRINTS + (Math.imul(fingerprint, 0x9e3779b1) >>> 24)]!;
      if (number !== 0) next = compare(number, at - 2, floor, ceiling, next, lineFeeds);
      if (byte === LINE_FEED) lineFeeds++;
    }
    return [(next - first) / PLACE_NUMBERS, at, lineFeeds];
  }

  /** Writes the needles whose fingerprint stands at `place`; returns where to write next. */
  function compare(
    number: number,
    place: number,
    floor: number,
    ceiling: number,
    next: number,
    lines: number,
  ): number {
    while (number !== 0) {
      const needle = NEEDLES + (number - 1) * NEEDLE_SIZE;
      const start = place - memory[needle]!;
      const isInside = start >= floor && start + memory[needle + 1]! <= ceiling;
      if (isInside && standsAt(needle, start) && !isPassedOver(needle, start, floor)) {
        numbers[next] = start;
        numbers[next + 1] = number - 1;
        numbers[next + 2] = wordBefore(start, floor);
        numbers[next + 3] = lines;
        next += PLACE_NUMBERS;
      }
      number = memory[needle + 2]!;
    }
    return next;
  }

  function standsAt(needle: number, start: number): boolean {
    const length = memory[needle + 1]!;
    for (let i = 0; i < length; i++) if (memory[start + i] !== memory[needle + TEXT + i]) return false;
    return true;
  }

  /** True when the words that make the needle useless stand before it, in the same line. */
  function isPassedOver(needle: number, end: number, floor: number): boolean {
    const length = memory[needle + 3]!;
    if (length === 0) return false;
    const stop = Math.max(end - WORDS_REACH, floor);
    for (let at = end; at - length >= stop && memory[at - 1] !== LINE_FEED; at--)
      if (wordsEndAt(needle, length, at)) return true;
    return false;
  }

  function wordsEndAt(needle: number, length: number, end: number): boolean {
    for (let back = 1; back <= length; back++) {
      const place = needle + MAX_WORDS_LENGTH - back;
      if (memory[place + WORDS_THAT_COUNT] !== 0 && memory[end - back] !== memory[place + WORDS])
        return false;
    }
    return true;
  }

  function wordBefore(start: number, floor: number): number {
    const stop = Math.max(start - WORD_REACH, floor);
    let end = start;
    while (end > stop && isBetween(memory[end - 1]!)) end--;
    let begin = end;
    const farthest = Math.max(end - MAX_HASHED_LENGTH, floor);
    while (begin > farthest && isOfWord(memory[begin - 1]!)) begin--;
    return hashOf(memory.toString("latin1", begin, end));
  }

  return find;
}

/** A blank or a colon. */
function isBetween(byte: number): boolean {
  return byte === 0x20 || byte === 0x3a;
}

/** Letters, digits and the hyphen of Exim's ids. */
function isOfWord(byte: number): boolean {
  const lower = byte | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d;
}
