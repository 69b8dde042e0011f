// Tells without parsing whether a message can hold a refusal, by the marks of the receivers' rules. Most bounces hold
// none, and parsing costs fifty times as much. It never says no to a message with a refusal: folding and wrapping split
// no word of a mark, and the encodings that can hide it are undone.

import type { Mark } from "../../model/delivery.ts";
import { withLineFeeds } from "./bounce/repair.ts";
import { afterBlankLine } from "./mime.ts";

/** Attachments within attachments; deeper ones are left to the parser. */
const MAX_DEPTH = 5;
/** What may separate two words of a reply: a line end with its quote mark or repeated code. */
const MAX_GAP = 60;
const GAP = String.raw`[\s\d.=>|-]{1,${MAX_GAP}}`;

/**
 * Words that many marks share are searched for once. All are shorter than eight bytes: Node searches for longer words at a
 * third of the speed.
 */
const SHARED = [".7.", "PTR", "DNS"];
const MAX_SOUGHT = 7;

/** Bytes to search for, and the marks that they are a part of. */
interface Sought {
  bytes: Buffer;
  /** In UTF-16 of either byte order. */
  wideBytes: Buffer;
  marks: RegExp;
  /** Around the bytes, room for the longest of the marks and the gaps within. */
  reach: number;
}

/**
 * Makes a function for lists of marks: it returns the index of the first list with a mark that may stand in a message,
 * or -1.
 */
export function createPrefilter(lists: readonly (readonly Mark[])[]): (raw: Buffer) => number {
  const sought = lists.map(soughtFor);
  return (raw) => {
    const found = findIn(withLineFeeds(raw), 0, sought);
    return found < lists.length ? found : -1;
  };
}

function soughtFor(marks: readonly Mark[]): Sought[] {
  const byPart = new Map<string, Set<string>>();
  for (const { words, ofFirstLine } of marks) {
    if (ofFirstLine) continue;
    const part = partSought(words);
    byPart.set(part, (byPart.get(part) ?? new Set()).add(words));
  }
  return [...byPart].map(([part, phrases]) => soughtAs(part, [...phrases]));
}

function soughtAs(part: string, phrases: readonly string[]): Sought {
  return {
    bytes: Buffer.from(part),
    wideBytes: Buffer.from(part, "utf16le").subarray(0, -1),
    marks: new RegExp(phrases.map(patternOf).join("|"), "i"),
    reach: Math.max(...phrases.map((words) => words.length + MAX_GAP * (words.split(" ").length - 1))),
  };
}

/** The end of the longest word, for a mark without any of the shared bytes: the beginnings of words are more often the same. */
function partSought(words: string): string {
  const shared = SHARED.find((part) => words.includes(part));
  if (shared !== undefined) return shared;
  const longest = words.split(" ").reduce((a, b) => (b.length < a.length ? a : b));
  return longest.slice(-MAX_SOUGHT);
}

function patternOf(words: string): string {
  return words
    .split(" ")
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`))
    .join(GAP);
}

/** The index of the first list with a mark that is found; the number of lists when there is none. */
function findIn(raw: Buffer, depth: number, lists: readonly Sought[][]): number {
  if (depth >= MAX_DEPTH) return 0;
  let found = firstIn(raw, lists, depth > 0);
  if (found === 0) return 0;
  const { quotedPrintable, fields } = findEncodings(raw);
  if (quotedPrintable) {
    const decoded = decodeQuotedPrintable(raw, scratch(raw.length, depth));
    found = firstIn(decoded, lists.slice(0, found), true);
  }
  for (const { start, end } of found === 0 ? [] : base64Parts(raw, fields)) {
    const decoded = decodeBase64(raw, start, end, scratch(end - start, depth));
    found = findIn(decoded, depth + 1, lists.slice(0, found));
    if (found === 0) break;
  }
  return found;
}

/** UTF-16 cannot stand in a mail itself, but in decoded text. */
function firstIn(raw: Buffer, lists: readonly Sought[][], mayBeWide: boolean): number {
  // Every other byte of ASCII in UTF-16 is a zero.
  const isWide = mayBeWide && raw.includes(0);
  const found = lists.findIndex((list) =>
    list.some((sought) => holds(raw, sought) || (isWide && raw.includes(sought.wideBytes))),
  );
  return found < 0 ? lists.length : found;
}

function holds(raw: Buffer, { bytes, marks, reach }: Sought): boolean {
  for (let at = raw.indexOf(bytes); at >= 0; at = raw.indexOf(bytes, at + 1)) {
    if (marks.test(raw.toString("latin1", Math.max(0, at - reach), at + reach))) return true;
  }
  return false;
}

// ---------------------------------------------------------------- encodings

// Searches for a hyphen, and only then compares its neighbors: Node searches at gigabytes a second, and
// has no search that ignores case.

const HYPHEN = 0x2d;
const encodingField = "content-transfer-encoding";

interface Encodings {
  /** True when quoted-printable is mentioned anywhere. */
  quotedPrintable: boolean;
  /** The positions after the names of fields that name an encoding. */
  fields: number[];
}

function findEncodings(raw: Buffer): Encodings {
  const found: Encodings = { quotedPrintable: false, fields: [] };
  for (let at = raw.indexOf(HYPHEN); at >= 0; at = raw.indexOf(HYPHEN, at + 1)) {
    const before = raw[at - 1]! | 0x20;
    const after = raw[at + 1]! | 0x20;
    if (before === 0x64 && after === 0x70) {
      if (lowerCase(raw, at - 6, at + 10) === "quoted-printable") found.quotedPrintable = true;
    } else if (before === 0x72 && after === 0x65) {
      if (lowerCase(raw, at - 16, at + 9) === encodingField) found.fields.push(at + 9);
    }
  }
  return found;
}

function lowerCase(raw: Buffer, start: number, end: number): string {
  return raw.toString("latin1", Math.max(0, start), end).toLowerCase();
}

// ---------------------------------------------------------------- decoding

/** Node frees the memory of buffers late: so all messages share one buffer at each depth. */
const SCRATCH_LENGTH = 1 << 20;
const scratches: Buffer[] = [];

function scratch(length: number, depth: number): Buffer {
  if (length > SCRATCH_LENGTH) return Buffer.allocUnsafe(length);
  return (scratches[depth] ??= Buffer.allocUnsafe(SCRATCH_LENGTH));
}

const EQUALS = 0x3d;
const LINE_FEED = 0x0a;

/** The whole message, headers and other parts included: the encoding has no state across lines. */
function decodeQuotedPrintable(raw: Buffer, decoded: Buffer): Buffer {
  let length = 0;
  let from = 0;
  for (let at = raw.indexOf(EQUALS); at >= 0; at = raw.indexOf(EQUALS, from)) {
    length += raw.copy(decoded, length, from, at);
    const code = (hexadecimal(raw[at + 1]) << 4) | hexadecimal(raw[at + 2]);
    if (code >= 0) {
      decoded[length++] = code;
      from = at + 3;
    } else {
      from = afterSoftBreak(raw, at + 1);
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

/** After the line break and the blanks that a gateway left before it; the same position when it is no break. */
function afterSoftBreak(raw: Buffer, from: number): number {
  let at = from;
  while (raw[at] === 0x20 || raw[at] === 0x09 || raw[at] === 0x0d) at++;
  return raw[at] === LINE_FEED ? at + 1 : from;
}

/** The bodies after headers whose field says base64: from the blank line to the next MIME boundary. */
function* base64Parts(raw: Buffer, fields: readonly number[]): Generator<{ start: number; end: number }> {
  let searched = 0;
  for (const field of fields) {
    if (field < searched) continue;
    const start = afterBlankLine(raw, field);
    if (start < 0) return;
    searched = start;
    if (!lowerCase(raw, field, start).includes("base64")) continue;
    const boundary = raw.indexOf("\n--", start - 1);
    searched = boundary < 0 ? raw.length : Math.max(start, boundary);
    yield { start, end: searched };
  }
}

/** Decoded at once: a copy as text costs as much memory again. */
const BASE64_CHUNK = 1 << 20;

/** Padding ends a stretch, and another may follow; characters that are not base64 are passed over. */
function decodeBase64(raw: Buffer, start: number, end: number, decoded: Buffer): Buffer {
  let length = 0;
  let rest = "";
  for (let at = start; at < end; at += BASE64_CHUNK) {
    const isLast = at + BASE64_CHUNK >= end;
    const text = raw.toString("latin1", at, Math.min(end, at + BASE64_CHUNK));
    const isPlain = isLast && rest === "" && !text.includes("-") && !text.includes("_");
    // Node passes over white space, but takes base64url's characters too.
    const stretches = (isPlain ? text : rest + text.replace(/[^A-Za-z0-9+/=]+/g, "")).split("=");
    const last = stretches.at(-1)!;
    rest = isLast ? "" : last.slice(last.length & ~3);
    stretches[stretches.length - 1] = last.slice(0, last.length - rest.length);
    for (const stretch of stretches) length += decoded.write(stretch, length, "base64");
  }
  return decoded.subarray(0, length);
}
