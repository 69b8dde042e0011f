// Queue ids as numbers: a log has a million lines that name a queue id, and to make each a string would cost
// more than the search. The search gives the number of the word in front of each needle.

/** Exim's have up to 23 characters; what is longer is none. */
const MAX_ID_LENGTH = 25;

/** The number of an id, as search.wat has it: FNV-1a from the last byte on. Ids are ASCII, and two rarely have the same. */
export function hashOf(id: string): number {
  let value = 0x811c9dc5;
  for (let i = id.length - 1; i >= Math.max(0, id.length - MAX_ID_LENGTH); i--)
    value = Math.imul(value ^ id.charCodeAt(i), 0x01000193);
  return value | 0;
}

/** Ids to be asked for at each line of a log. */
export interface QueueIds {
  add: (id: string) => void;
  /** True when the word of this number may be one of them; never false for one that is. */
  mayBe: (word: number) => boolean;
}

const FILTER_BITS = 16;

export function createQueueIds(): QueueIds {
  const hashes = new Set<number>();
  /** Of a million words all but a few are told apart by the upper bits of their numbers. */
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
