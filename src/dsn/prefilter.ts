// Tells without parsing whether a message can hold a reverse-DNS refusal. Most bounces do not, and parsing
// costs fifty times as much. It never says no to a message that does: the codes hold no white space, so
// folding and wrapping cannot split them, and the encodings that can hide them are undone.

import { withLineFeeds } from "./repair.ts";

/** Attachments within attachments; deeper ones are left to the parser. */
const MAX_DEPTH = 5;
/** What may part two words of a reply: a line end with its quote mark or repeated code. */
const GAP = String.raw`[\s\d.=>|-]{1,60}`;
/** Before and behind a word: room for its neighbours and the gaps between them. */
const WINDOW = 160;

const codes = ["5.7.25", "4.7.23"];
/** What the codes share: searched for once, and faster than any, as few bytes of a mail are full stops. */
const codeMiddle = Buffer.from(".7.");
// Postfix's, whatever code it was given: "450 4.7.1 Client host rejected: cannot find your reverse hostname"
const codedRefusal = new RegExp(`^(?:5[.]7[.]25|4[.]7[.]2[35]|[45][.]7[.]1${GAP}Client${GAP}host)`);
const utf16Needles = codes.flatMap((code) => {
  const littleEndian = Buffer.from(code, "utf16le");
  return [littleEndian, Buffer.from(littleEndian).swap16()];
});
/** Words that refusals without such a code share, each with the company in which it is about reverse DNS. */
const phrases = [
  // "… does not have a PTR record", "Bad DNS PTR resource record", "generic DNS PTR-records"
  ["PTR", `PTR${GAP}(?:resource|record)`],
  // "Your reverse DNS entry", "Fix reverse DNS for", "no DNS reverse for", "rejected - no rDNS"
  ["DNS", `reverse${GAP}DNS|DNS${GAP}reverse|no${GAP}rDNS`],
  // Gmail in 2013: "guidelines of authentication and rdns resolution of sending ip"
  ["rdns", `rdns${GAP}resolution`],
].map(([word = "", company = ""]) => ({ word: Buffer.from(word), company: new RegExp(company, "i") }));

export function mayHoldRefusal(raw: Buffer): boolean {
  return holdsRefusal(withLineFeeds(raw), 0);
}

function holdsRefusal(raw: Buffer, depth: number): boolean {
  if (depth >= MAX_DEPTH || holdsNeedle(raw) || (depth > 0 && holdsUtf16Needle(raw))) return true;
  const { quotedPrintable, fields } = findEncodings(raw);
  if (quotedPrintable) {
    const decoded = decodeQuotedPrintable(raw, scratch(raw.length, depth));
    if (holdsNeedle(decoded) || holdsUtf16Needle(decoded)) return true;
  }
  for (const { start, end } of base64Parts(raw, fields)) {
    const decoded = decodeBase64(raw, start, end, scratch(end - start, depth));
    if (holdsRefusal(decoded, depth + 1)) return true;
  }
  return false;
}

function holdsNeedle(raw: Buffer): boolean {
  for (let at = raw.indexOf(codeMiddle); at >= 0; at = raw.indexOf(codeMiddle, at + 1)) {
    if (codedRefusal.test(raw.toString("latin1", at - 1, at + WINDOW))) return true;
  }
  return phrases.some((phrase) => holdsPhrase(raw, phrase));
}

function holdsPhrase(raw: Buffer, { word, company }: (typeof phrases)[number]): boolean {
  for (let at = raw.indexOf(word); at >= 0; at = raw.indexOf(word, at + 1)) {
    if (company.test(raw.toString("latin1", Math.max(0, at - WINDOW), at + WINDOW))) return true;
  }
  return false;
}

function holdsUtf16Needle(raw: Buffer): boolean {
  return utf16Needles.some((needle) => raw.includes(needle));
}

// ---------------------------------------------------------------- encodings

// A hyphen is searched for, and only then its neighbours compared: Node searches at gigabytes a second, and
// has no search that ignores case.

const HYPHEN = 0x2d;
const encodingField = "content-transfer-encoding";

interface Encodings {
  /** True when quoted-printable is mentioned anywhere. */
  quotedPrintable: boolean;
  /** Where the fields stand that name an encoding: the positions behind their names. */
  fields: number[];
}

function findEncodings(raw: Buffer): Encodings {
  const found: Encodings = { quotedPrintable: false, fields: [] };
  for (let at = raw.indexOf(HYPHEN); at >= 0; at = raw.indexOf(HYPHEN, at + 1)) {
    const before = raw[at - 1]! | 0x20;
    const behind = raw[at + 1]! | 0x20;
    if (before === 0x64 && behind === 0x70) {
      if (lowerCase(raw, at - 6, at + 10) === "quoted-printable") found.quotedPrintable = true;
    } else if (before === 0x72 && behind === 0x65) {
      if (lowerCase(raw, at - 16, at + 9) === encodingField) found.fields.push(at + 9);
    }
  }
  return found;
}

function lowerCase(raw: Buffer, start: number, end: number): string {
  return raw.toString("latin1", Math.max(0, start), end).toLowerCase();
}

// ---------------------------------------------------------------- decoding

/** Node gives the memory of buffers back late: one for all messages, at each depth, is all that is held. */
const SCRATCH_LENGTH = 1 << 20;
const scratches: Buffer[] = [];

function scratch(length: number, depth: number): Buffer {
  if (length > SCRATCH_LENGTH) return Buffer.allocUnsafe(length);
  return (scratches[depth] ??= Buffer.allocUnsafe(SCRATCH_LENGTH));
}

const EQUALS = 0x3d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

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

/** The bodies behind the headers whose field says base64: from the blank line to the next MIME boundary. */
function* base64Parts(raw: Buffer, fields: readonly number[]): Generator<{ start: number; end: number }> {
  let searched = 0;
  for (const field of fields) {
    if (field < searched) continue;
    const start = behindBlankLine(raw, field);
    if (start < 0) return;
    searched = start;
    if (!lowerCase(raw, field, start).includes("base64")) continue;
    const boundary = raw.indexOf("\n--", start - 1);
    searched = boundary < 0 ? raw.length : Math.max(start, boundary);
    yield { start, end: searched };
  }
}

const lineFeed = Buffer.from("\n");

/** Only a line without even blanks ends a header. */
function behindBlankLine(raw: Buffer, from: number): number {
  for (let at = raw.indexOf(lineFeed, from); at >= 0; at = raw.indexOf(lineFeed, at + 1)) {
    const next = raw[at + 1] === CARRIAGE_RETURN ? at + 2 : at + 1;
    if (raw[next] === LINE_FEED) return next + 1;
  }
  return -1;
}

/** Decoded at once: a copy as text costs as much memory again. */
const BASE64_CHUNK = 1 << 20;

/** Padding ends a stretch, and another may follow; what is no character of base64 is passed over. */
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
