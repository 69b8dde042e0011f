// Parts JSON into strings and the marks between them, as its bytes come.

const QUOTE = 0x22;
export const COLON = 0x3a;
export const COMMA = 0x2c;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
const BACKSLASH = 0x5c;

export const LINE_FEED = 0x0a;

export interface TokenVisitor {
  /** A string, or a part of one, with its quotation marks. */
  string: (bytes: Buffer, from: number, to: number) => void;
  /** A bracket, a brace, a comma, a colon or a line feed that stands in no string. */
  mark: (byte: number, bytes: Buffer, at: number) => void;
}

const isMark = new Uint8Array(256);
for (const byte of [COMMA, COLON, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE, LINE_FEED])
  isMark[byte] = 1;

/** What is to be called with the bytes. */
export function createTokens({ string, mark }: TokenVisitor): (bytes: Buffer) => void {
  let isString = false;
  let isEscaped = false;

  /** Just after the quotation mark that ends the string, or the last byte. */
  function endOfString(bytes: Buffer, start: number): number {
    const from = isEscaped ? start + 1 : start;
    isEscaped = false;
    for (let at = bytes.indexOf(QUOTE, from); at >= 0; at = bytes.indexOf(QUOTE, at + 1)) {
      if (isOdd(backslashesBefore(bytes, at, from))) continue;
      isString = false;
      return at + 1;
    }
    isEscaped = isOdd(backslashesBefore(bytes, bytes.length, from));
    return bytes.length;
  }

  function passString(bytes: Buffer, start: number, from: number): number {
    isString = true;
    const end = endOfString(bytes, from);
    string(bytes, start, end);
    return end;
  }

  return (bytes) => {
    for (let at = isString ? passString(bytes, 0, 0) : 0; at < bytes.length;) {
      const byte = bytes[at]!;
      if (byte === QUOTE) {
        at = passString(bytes, at, at + 1);
        continue;
      }
      if (isMark[byte] === 1) mark(byte, bytes, at);
      at++;
    }
  };
}

function backslashesBefore(bytes: Buffer, end: number, floor: number): number {
  let start = end;
  while (start > floor && bytes[start - 1] === BACKSLASH) start--;
  return end - start;
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}
