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
  let stop = end;
  while (stop > 0 && (buffer[stop - 1] === BLANK || buffer[stop - 1] === COLON)) stop--;
  let start = stop;
  while (start > 0 && stop - start <= MAX_ID_LENGTH && isIdByte(buffer[start - 1]!)) start--;
  return hash(buffer, start, stop);
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
