// Gives text in UTF-16, as PowerShell's `>` writes it, as UTF-8.

import { convertedReader } from "./converted-reader.ts";
import type { ByteReader } from "./reader.ts";

/** Without a byte order mark, this many characters must be ASCII: a block of zeros in a log has none. */
const TELLING_CHARACTERS = 32;

type Encoding = "utf-16le" | "utf-16be";

/** Null when the input is none. */
export function utf16Reader(head: Buffer, reader: ByteReader): ByteReader | null {
  const encoding = encodingOf(head);
  if (encoding === null) return null;
  // Damaged text is still text: U+FFFD replaces what is no character.
  const decoder = new TextDecoder(encoding);
  return convertedReader(reader, (bytes, isEnded) => decoder.decode(bytes, { stream: !isEnded }));
}

function encodingOf(head: Buffer): Encoding | null {
  // A zero after the mark would be UTF-32.
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfffe) return isZero(head, 2) ? null : "utf-16le";
  if (head.length >= 2 && head.readUInt16BE(0) === 0xfeff) return "utf-16be";
  if (head.length < 2 * TELLING_CHARACTERS) return null;
  if (isAsciiAt(head, 0)) return "utf-16le";
  return isAsciiAt(head, 1) ? "utf-16be" : null;
}

function isZero(head: Buffer, at: number): boolean {
  return head.length >= at + 2 && head.readUInt16BE(at) === 0;
}

/** Each character's byte stands at `offset` of its two, beside a zero. */
function isAsciiAt(head: Buffer, offset: number): boolean {
  for (let at = 0; at < 2 * TELLING_CHARACTERS; at += 2) {
    const byte = head[at + offset]!;
    const isText = byte >= 0x09 && byte < 0x7f;
    if (!isText || head[at + 1 - offset] !== 0) return false;
  }
  return true;
}
