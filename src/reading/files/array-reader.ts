// Gives arrays of JSON objects as one object a line: KumoMTA's hooks and Stalwart's webhooks send events together, and `jq -s`
// makes one array of a whole log. Bytes go through one by one, so an array may be of any length, and on one line.

import { convertedReader } from "./converted-reader.ts";
import type { ByteReader } from "./reader.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const BLANK = 0x20;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

// [{"type":"Bounce",…     {"events":[{"id":…
const array = /^[\uFEFF\s]*\[\s*\{/;
const wrapped = /^[\uFEFF\s]*\{\s*"events"\s*:\s*\[\s*\{/;

/** Null when the input does not begin with an array of objects. */
export function arrayReader(head: Buffer, reader: ByteReader): ByteReader | null {
  const start = head.toString("utf8", 0, 1_024);
  if (array.test(start)) return convertedReader(reader, createElements(1));
  return wrapped.test(start) ? convertedReader(reader, createElements(2)) : null;
}

/** Passes what stands deeper than `depth` on, each element as a line; the rest is left out. */
function createElements(depth: number): (bytes: Buffer) => Buffer {
  let level = 0;
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

  function follow(byte: number): void {
    if (byte === QUOTE) isString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) level++;
    else if ((byte === CLOSE_BRACE || byte === CLOSE_BRACKET) && level > 0) level--;
  }

  return (bytes) => {
    // An element of two bytes becomes three.
    const out = Buffer.allocUnsafe(2 * bytes.length);
    let length = 0;
    for (let at = 0; at < bytes.length;) {
      const wasInside = level > depth;
      if (isString) {
        const end = endOfString(bytes, at);
        if (wasInside) length += bytes.copy(out, length, at, end);
        at = end;
        continue;
      }
      const byte = bytes[at++]!;
      follow(byte);
      const isInside = level > depth;
      if (isInside || wasInside) out[length++] = byte === LINE_FEED ? BLANK : byte;
      if (wasInside && !isInside) out[length++] = LINE_FEED;
    }
    return out.subarray(0, length);
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
