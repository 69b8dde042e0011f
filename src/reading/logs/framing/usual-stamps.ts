// The stamps that syslog daemons write, from their bytes. Several lines have one stamp; and with fractions of a second, those of
// one minute differ in a few digits only.

import { parseStamp, type StampContext } from "../../../base/standards/timestamp.ts";

export interface UsualStamps {
  /** Where the stamp ends that may stand at `start`; -1 where none of the usual ones does. */
  endIn: (bytes: Buffer, start: number, end: number) => number;
  /** Null where the stamp does not end there, if it is one. */
  timeOf: (bytes: Buffer, start: number, end: number) => number | null;
}

const TRADITIONAL = "Nov 23 04:01:31".length;
const MINUTE = "2026-11-23T04:01:".length;
const SHORTEST_ISO = "2026-11-23T04:01:31".length;
const LONGEST_STAMP = "2026-11-23T04:01:31.123456789+00:00".length;
const MAX_DIGITS = 9;

const BLANK = 0x20;
const POINT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const T = 0x54;

export function createUsualStamps(context: StampContext): UsualStamps {
  /** The last stamp that was parsed. */
  let last = Buffer.alloc(0);
  let time = 0;
  /** Where the zone begins in it, and its time without its seconds; NaN for a stamp of another form. */
  let zone = 0;
  let minute = NaN;

  function timeOf(bytes: Buffer, start: number, end: number): number | null {
    if (isSame(bytes, start, last, 0, last.length) && end - start === last.length) return time;
    const ofMinute = inLastMinute(bytes, start, end);
    if (!Number.isNaN(ofMinute)) return ofMinute;
    // With what follows it: ` Z` would belong to it.
    const stamp = parseStamp(bytes.toString("latin1", start, end + 2), context);
    if (stamp?.length !== end - start) return null;
    last = Buffer.from(bytes.subarray(start, end));
    time = stamp.time;
    zone = zoneIn(last, 0, last.length);
    minute = time - secondsIn(last, 0, zone);
    return time;
  }

  function inLastMinute(bytes: Buffer, start: number, end: number): number {
    if (Number.isNaN(minute) || !isSame(bytes, start, last, 0, MINUTE)) return NaN;
    const itsZone = zoneIn(bytes, start, end);
    const zoneLength = last.length - zone;
    if (end - itsZone !== zoneLength || !isSame(bytes, itsZone, last, zone, zoneLength)) return NaN;
    return minute + secondsIn(bytes, start, itsZone);
  }

  return { endIn, timeOf };
}

function endIn(bytes: Buffer, start: number, end: number): number {
  if (end - start < LONGEST_STAMP) return -1;
  if (bytes[start + 3] === BLANK && bytes[start + 9] === COLON)
    return bytes[start + TRADITIONAL] === BLANK ? start + TRADITIONAL : -1;
  if (bytes[start + 10] !== T) return -1;
  let at = start + SHORTEST_ISO;
  while (at < start + LONGEST_STAMP && bytes[at] !== BLANK) at++;
  return bytes[at] === BLANK ? at : -1;
}

/** Just after seconds and their fraction. */
function zoneIn(bytes: Buffer, start: number, end: number): number {
  let at = start + SHORTEST_ISO;
  if (bytes[at] !== POINT) return Math.min(at, end);
  at++;
  while (at < end && isDigit(bytes[at]!)) at++;
  return at;
}

/** Milliseconds from the full minute to `end`, as parseStamp reads them; NaN where something else stands there. */
function secondsIn(bytes: Buffer, start: number, end: number): number {
  const digits = end - start - SHORTEST_ISO - 1;
  if (end - start < SHORTEST_ISO || digits > MAX_DIGITS || digits === 0) return NaN;
  const seconds = numberIn(bytes, start + MINUTE, start + SHORTEST_ISO);
  // A minute with a second more is rare: the clock of the zone may turn with it.
  if (!(seconds < 60)) return NaN;
  const fraction = digits < 0 ? 0 : numberIn(bytes, end - digits, end) / 10 ** digits;
  return seconds * 1000 + Math.floor(fraction * 1000);
}

function numberIn(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = isDigit(bytes[at]!) ? 10 * number + bytes[at]! - ZERO : NaN;
  return number;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function isSame(bytes: Buffer, start: number, known: Buffer, from: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (bytes[start + at] !== known[from + at]) return false;
  return true;
}
