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

const FILTER_BITS = 16;

export function createQueueIds(): QueueIds {
  const hashes = new Set<number>();
  /** The upper bits of their numbers tell apart all but a few of a million words. */
  const filter = new Uint8Array(1 << FILTER_BITS);
  return {
    add(id) {
      const hash = hashOf(id);
      filter[hash >>> (32 - FILTER_BITS)] = 1;
      hashes.add(hash);
    },
    mayBe: (word) => filter[word >>> (32 - FILTER_BITS)] === 1 && hashes.has(word),
  };
}
