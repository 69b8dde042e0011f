// A set of queue ids that can be asked with bytes: a log has a million lines that name a queue id, and to
// make each a string would cost more than the search.

/** Exim's have up to 23 characters. */
const MAX_ID_LENGTH = 24;

export interface QueueIds {
  add(id: string): void;
  /**
   * True when the word in front of `end` may be one of the ids: blanks and a colon are passed over.
   * The answer is a hash's: rarely true for another word, never false for an id.
   */
  mayEndAt(buffer: Buffer, end: number): boolean;
}

export function createQueueIds(): QueueIds {
  const hashes = new Set<number>();
  return {
    add(id) {
      const bytes = Buffer.from(id);
      hashes.add(hash(bytes, 0, bytes.length));
    },
    mayEndAt(buffer, end) {
      if (hashes.size === 0) return false;
      let stop = end;
      while (stop > 0 && (buffer[stop - 1] === 0x20 || buffer[stop - 1] === 0x3a)) stop--;
      let start = stop;
      while (start > 0 && stop - start <= MAX_ID_LENGTH && isIdByte(buffer[start - 1]!)) start--;
      return hashes.has(hash(buffer, start, stop));
    },
  };
}

/** Letters, digits, and the hyphen of Exim's ids. */
function isIdByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2d
  );
}

/** FNV-1a, 32 bits. */
function hash(bytes: Buffer, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let i = start; i < end; i++) value = Math.imul(value ^ bytes[i]!, 0x01000193);
  return value;
}
