// Queue ids as numbers: a log has a million lines that name a queue id, and to make each a string would cost
// more than the search.

/** Exim's have up to 23 characters. */
const MAX_ID_LENGTH = 24;
const BLANK = 0x20;
const COLON = 0x3a;

/** The number of an id. Two ids may have the same number, but rarely do. */
export function hashOf(id: string): number {
  const bytes = Buffer.from(id);
  return hash(bytes, 0, bytes.length);
}

/** The number of the word in front of `end`; blanks and a colon are passed over. */
export function hashBefore(buffer: Buffer, end: number): number {
  const stop = endOfWord(buffer, end);
  let start = stop;
  while (start > 0 && stop - start <= MAX_ID_LENGTH && isIdByte(buffer[start - 1]!)) start--;
  return hash(buffer, start, stop);
}

/** Ids to be asked for at each line of a log. */
export interface QueueIds {
  add: (id: string) => void;
  /** True when the word in front of `end` may be one of them; never false for one that is. */
  mayEndAt: (buffer: Buffer, end: number) => boolean;
}

export function createQueueIds(): QueueIds {
  const hashes = new Set<number>();
  /** Which three bytes end an id: of a million lines all but a few are told apart by them. */
  const endings = new Uint8Array(1 << ENDING_BITS);
  return {
    add(id) {
      const bytes = Buffer.from(id);
      endings[endingOf(bytes, bytes.length)] = 1;
      hashes.add(hashOf(id));
    },
    mayEndAt(buffer, end) {
      const stop = endOfWord(buffer, end);
      return endings[endingOf(buffer, stop)] === 1 && hashes.has(hashBefore(buffer, stop));
    },
  };
}

const ENDING_BITS = 16;

function endingOf(bytes: Buffer, end: number): number {
  const last = (bytes[end - 1] ?? 0) | ((bytes[end - 2] ?? 0) << 8) | ((bytes[end - 3] ?? 0) << 16);
  return Math.imul(last, 0x9e3779b1) >>> (32 - ENDING_BITS);
}

function endOfWord(buffer: Buffer, end: number): number {
  let stop = end;
  while (stop > 0 && (buffer[stop - 1] === BLANK || buffer[stop - 1] === COLON)) stop--;
  return stop;
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
