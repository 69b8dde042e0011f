// The byte search for all needles at once. `search.wat` looks at sixteen bytes at a time, which no function
// of Node's does: one pass over the log where one `indexOf` for each needle took ten times as long.

import type { Needle } from "../../model/delivery.ts";
import { FINGERPRINT, groupOf, GROUPS } from "./needle-groups.ts";
import { searchModule } from "./search-module.ts";

const BLOCK = 16;
export const PAGE = 65_536;

// The layout that search.wat describes.
const TABLES = 6 * BLOCK;
/** The low halves of a byte's values, then the high ones. */
const HALVES = BLOCK;
export const FINGERPRINTS = 256;
export const NEEDLES = 1_024;
export const NEEDLE_SIZE = 128;
export const TEXT = 16;
export const WORDS = 48;
export const WORDS_THAT_COUNT = 64;
const MAX_NEEDLES = 128;
const MAX_NEEDLE_LENGTH = 32;
export const MAX_WORDS_LENGTH = 16;
const ANY_CHARACTER = "?".charCodeAt(0);
/** How far before a needle the words are searched that make it useless. */
export const WORDS_REACH = 128;
/** How far before a needle the word is searched whose number is given. */
export const WORD_REACH = 24;
/** Bytes that the module needs before everything else. */
export const TABLES_SIZE = NEEDLES + NEEDLE_SIZE * MAX_NEEDLES;

/** This many bytes before a range and after it must be in memory to know what stands in the range. */
export const BEFORE_RANGE = WORDS_REACH + MAX_NEEDLE_LENGTH;
export const AFTER_RANGE = MAX_NEEDLE_LENGTH;

/** How many numbers describe a needle found: where it begins, its number, that of the word before it, line feeds. */
export const PLACE_NUMBERS = 4;
export const PLACE_SIZE = 4 * PLACE_NUMBERS;
/** How many needles `find` may write beyond `max`: it searches sixteen bytes together. */
export const PLACES_TOO_MANY = BLOCK * MAX_NEEDLES;

/** See search.wat. All arguments but `max` are addresses. */
export type Find = (
  from: number,
  to: number,
  floor: number,
  ceiling: number,
  out: number,
  max: number,
) => [found: number, stoppedAt: number, lineFeeds: number];

/** The search over the bytes in the memory; plain-search.ts has it for systems without such memory. */
export function instantiateSearch(memory: WebAssembly.Memory): Find {
  const { exports } = new WebAssembly.Instance(searchModule(), { env: { memory } });
  return exports["find"] as Find;
}

/** The next searches of the memory look for these needles; their numbers are their places in the list. */
export function setNeedles(memory: Uint8Array, needles: readonly Needle[]): void {
  if (needles.length > MAX_NEEDLES) throw new Error(`more than ${MAX_NEEDLES} needles`);
  memory.fill(0, 0, TABLES_SIZE);
  const tables = memory.subarray(0, TABLES);
  const sought = new Set<string>();
  for (const [number, { text, searchFrom: lead = 0, unlessAfter = "" }] of needles.entries()) {
    const bytes = Buffer.from(text);
    if (bytes.length > MAX_NEEDLE_LENGTH || lead + FINGERPRINT > bytes.length)
      throw new Error(`the needle ${text} has a wrong length`);
    const fingerprint = bytes.subarray(lead, lead + FINGERPRINT);
    // Needles with the same bytes pass together: in a second group these bytes would let more pass in vain.
    const bytesSought = fingerprint.toString("latin1");
    if (!sought.has(bytesSought)) pass(tables, groupOf.get(bytesSought) ?? sought.size % GROUPS, fingerprint);
    sought.add(bytesSought);
    const at = NEEDLES + number * NEEDLE_SIZE;
    const slot = FINGERPRINTS + numberOf(fingerprint);
    memory.set([lead, bytes.length, memory[slot]!, unlessAfter.length], at);
    memory.set(bytes, at + TEXT);
    setWords(memory.subarray(at, at + NEEDLE_SIZE), Buffer.from(unlessAfter));
    memory[slot] = number + 1;
  }
}

/** Sets the halves of the fingerprint's bytes for its group. */
function pass(tables: Uint8Array, group: number, fingerprint: Uint8Array): void {
  for (const [place, byte] of fingerprint.entries()) {
    const halves = 2 * HALVES * place;
    tables[halves + (byte & 0x0f)]! |= 1 << group;
    tables[halves + HALVES + (byte >> 4)]! |= 1 << group;
  }
}

/** One number from three bytes, as in search.wat. */
function numberOf(fingerprint: Buffer): number {
  return Math.imul(fingerprint.readUIntLE(0, FINGERPRINT) << 8, 0x9e3779b1) >>> 24;
}

function setWords(needle: Uint8Array, words: Buffer): void {
  if (words.length > MAX_WORDS_LENGTH) throw new Error(`the words ${words.toString()} are too long`);
  const first = MAX_WORDS_LENGTH - words.length;
  needle.set(words, WORDS + first);
  for (const [i, byte] of words.entries())
    needle[WORDS_THAT_COUNT + first + i] = byte === ANY_CHARACTER ? 0 : 0xff;
}
