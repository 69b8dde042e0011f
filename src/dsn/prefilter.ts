// Tells without parsing whether a message can hold a reverse-DNS refusal. Most bounces do not, and parsing
// costs fifty times as much. It never says no to a message that does: the codes hold no white space, so
// folding and wrapping cannot split them, and the encodings that can hide them are undone.

import { withLineFeeds } from "./repair.ts";

/** Attachments within attachments; deeper ones are left to the parser. */
const MAX_DEPTH = 5;
/** Between `PTR` and `record`: a line end with its quote mark or repeated code. */
const POINTER_WINDOW = 80;

const codes = ["5.7.25", "4.7.23"];
const plainNeedles = codes.map((code) => Buffer.from(code));
const utf16Needles = codes.flatMap((code) => {
  const littleEndian = Buffer.from(code, "utf16le");
  return [littleEndian, Buffer.from(littleEndian).swap16()];
});
const pointer = Buffer.from("PTR");
// "… does not have a PTR record", the two words parted by a line end, a quote mark or a repeated code.
const pointerRecord = /^PTR[\s\d.=>|-]{1,60}record/i;

export function mayHoldRefusal(raw: Buffer): boolean {
  return holdsRefusal(withLineFeeds(raw), 0);
}

function holdsRefusal(raw: Buffer, depth: number): boolean {
  if (depth >= MAX_DEPTH || holdsNeedle(raw) || (depth > 0 && holdsUtf16Needle(raw))) return true;
  if (mentionsQuotedPrintable(raw)) {
    const decoded = decodeQuotedPrintable(raw);
    if (holdsNeedle(decoded) || holdsUtf16Needle(decoded)) return true;
  }
  for (const part of base64Parts(raw)) if (holdsRefusal(part, depth + 1)) return true;
  return false;
}

function holdsNeedle(raw: Buffer): boolean {
  if (plainNeedles.some((needle) => raw.includes(needle))) return true;
  for (let at = raw.indexOf(pointer); at >= 0; at = raw.indexOf(pointer, at + 1)) {
    if (pointerRecord.test(raw.toString("latin1", at, at + POINTER_WINDOW))) return true;
  }
  return false;
}

function holdsUtf16Needle(raw: Buffer): boolean {
  return utf16Needles.some((needle) => raw.includes(needle));
}

// ---------------------------------------------------------------- searching without case

// Bytes without case are searched for, and only then their neighbours compared: Node searches at gigabytes a
// second, and has no search that ignores case.

const HYPHEN = 0x2d;
const sixtyFour = Buffer.from("64");

function mentionsQuotedPrintable(raw: Buffer): boolean {
  for (let at = raw.indexOf(HYPHEN); at >= 0; at = raw.indexOf(HYPHEN, at + 1)) {
    if ((raw[at + 1]! | 0x20) !== 0x70 || (raw[at - 1]! | 0x20) !== 0x64) continue;
    if (raw.toString("latin1", at - 6, at + 10).toLowerCase() === "quoted-printable") return true;
  }
  return false;
}

/** The position behind the next `base64`, or -1. */
function nextBase64(raw: Buffer, from: number): number {
  for (let at = raw.indexOf(sixtyFour, from); at >= 0; at = raw.indexOf(sixtyFour, at + 1)) {
    if ((raw[at - 1]! | 0x20) !== 0x65) continue;
    if (raw.toString("latin1", Math.max(0, at - 4), at).toLowerCase() === "base")
      return at + sixtyFour.length;
  }
  return -1;
}

// ---------------------------------------------------------------- decoding

const EQUALS = 0x3d;
const LINE_FEED = 0x0a;

/** The whole message, headers and other parts included: the encoding has no state across lines. */
function decodeQuotedPrintable(raw: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(raw.length);
  let length = 0;
  let from = 0;
  for (let at = raw.indexOf(EQUALS); at >= 0; at = raw.indexOf(EQUALS, from)) {
    length += raw.copy(decoded, length, from, at);
    const code = (hexadecimal(raw[at + 1]) << 4) | hexadecimal(raw[at + 2]);
    if (code >= 0) {
      decoded[length++] = code;
      from = at + 3;
    } else {
      from = behindSoftBreak(raw, at + 1);
      if (from === at + 1) decoded[length++] = EQUALS;
    }
  }
  length += raw.copy(decoded, length, from);
  return decoded.subarray(0, length);
}

/** The value of a hexadecimal digit, or -1. */
function hexadecimal(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Blanks that a gateway left at the end of the line included; the same position when it is no break. */
function behindSoftBreak(raw: Buffer, from: number): number {
  let at = from;
  while (raw[at] === 0x20 || raw[at] === 0x09 || raw[at] === 0x0d) at++;
  return raw[at] === LINE_FEED ? at + 1 : from;
}

/** What follows each mention of the encoding: from the next blank line to the next MIME boundary. */
function* base64Parts(raw: Buffer): Generator<Buffer> {
  for (let at = nextBase64(raw, 0); at >= 0;) {
    const start = behindBlankLine(raw, at);
    if (start < 0) return;
    const boundary = raw.indexOf("\n--", start);
    const end = boundary < 0 ? raw.length : boundary;
    yield Buffer.from(raw.toString("latin1", start, end), "base64");
    at = nextBase64(raw, Math.max(at, end));
  }
}

function behindBlankLine(raw: Buffer, from: number): number {
  for (let at = raw.indexOf(LINE_FEED, from); at >= 0; at = raw.indexOf(LINE_FEED, at + 1)) {
    const next = behindSoftBreak(raw, at + 1);
    if (next > at + 1) return next;
  }
  return -1;
}
