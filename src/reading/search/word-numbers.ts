// Queue ids as numbers: a log has a million lines that name a queue id, and a string for each would cost more than the
// search. The search gives the number of the word before each needle.

/** The last characters of an id, as many as the search takes at once: Exim's ids are the longest, and begin with the time. */
export const MAX_HASHED_LENGTH = 16;

/** The number of an id, as search.wat makes it of four numbers. Ids are ASCII, and two rarely have the same. */
export function hashOf(id: string): number {
  let number = 0;
  for (let at = id.length - MAX_HASHED_LENGTH; at < id.length; at += 4) {
    const bytes =
      byteAt(id, at) | (byteAt(id, at + 1) << 8) | (byteAt(id, at + 2) << 16) | (byteAt(id, at + 3) << 24);
    number = Math.imul(number ^ bytes, 0x9e3779b1);
    number ^= number >>> 15;
  }
  return number;
}

/** Zeros before the id. */
function byteAt(id: string, at: number): number {
  return at < 0 ? 0 : id.charCodeAt(at);
}

/** A set of ids that is asked at each line of a log. */
export interface QueueIds {
  add: (id: string) => void;
  /** True when the word of this number may be one of them; never false for one that is. */
  mayBe: (word: number) => boolean;
}

const FIRST_BITS = 10;

/**
 * A table of numbers with open addressing, at most half full: to ask a Set of a million takes several times as long, and it
 * takes more memory.
 */
export function createQueueIds(): QueueIds {
  let table = createTable(FIRST_BITS);
  let held = 0;
  /** The number that a free place has is remembered beside the table. */
  let hasFree = false;
  return {
    add(id) {
      const number = hashOf(id);
      if (number === FREE) hasFree = true;
      else if (put(table, number)) held++;
      if (2 * held > table.numbers.length) table = grown(table);
    },
    mayBe: (word) => (word === FREE ? hasFree : table.numbers[placeOf(table, word)] === word),
  };
}

const FREE = 0;

interface Table {
  numbers: Int32Array;
  bits: number;
}

function createTable(bits: number): Table {
  return { numbers: new Int32Array(1 << bits), bits };
}

/** True when it was not there. */
function put(table: Table, number: number): boolean {
  const place = placeOf(table, number);
  const isNew = table.numbers[place] === FREE;
  table.numbers[place] = number;
  return isNew;
}

/** Odd, and another one in each run: nobody can write a log of ids that all want the same place. */
const factor = Math.floor(Math.random() * 2 ** 32) | 1;

/** Where the number stands, or where it is to stand. */
function placeOf({ numbers, bits }: Table, number: number): number {
  let place = Math.imul(number, factor) >>> (32 - bits);
  while (numbers[place] !== FREE && numbers[place] !== number) place = (place + 1) & (numbers.length - 1);
  return place;
}

function grown({ numbers, bits }: Table): Table {
  const larger = createTable(bits + 1);
  for (const number of numbers) if (number !== FREE) put(larger, number);
  return larger;
}
