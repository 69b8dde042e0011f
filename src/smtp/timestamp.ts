// Time stamps of logs. Those without a zone are read in the zone that the caller names, those without a
// year get the latest year that does not lie after the log's own last change.

import { IANAZone } from "luxon";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** What a log's stamps leave unsaid. */
export interface StampContext {
  /** IANA zone of stamps that carry none. */
  timezone: string;
  /** No line of the log is later than this (its last change), in milliseconds since the epoch. */
  notAfter: number;
}

/** A stamp and how many characters of the line it takes. */
export interface Stamp {
  time: number;
  length: number;
}

// Nov 23 04:01:31       Nov  3 04:01:31       Nov 03 04:01:31
const traditional = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?=\s|$)/;
// 2026-11-23T04:01:31.123456+00:00    2026-11-23 04:01:31    2026-11-23 04:01:31.230 -0500
const iso =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?(?=\s|$)/;

/** Reads the stamp at the start of a line; null when there is none. */
export function parseStamp(line: string, context: StampContext): Stamp | null {
  const first = line.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39) return parseIsoStamp(line, context);
  return parseTraditionalStamp(line, context);
}

function parseIsoStamp(line: string, context: StampContext): Stamp | null {
  const match = iso.exec(line);
  if (!match) return null;
  const [text, year, month, day, hour, minute, second, fraction, zone] = match;
  const wall = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!, milliseconds(fraction));
  const time = zone ? wall - offsetOf(zone) : wallToUtc(wall, context.timezone);
  return { time, length: text.length };
}

function parseTraditionalStamp(line: string, context: StampContext): Stamp | null {
  const match = traditional.exec(line);
  if (!match) return null;
  const [text, monthName = "", day, hour, minute, second, fraction] = match;
  const month = months.indexOf(monthName);
  if (month < 0) return null;
  const inYear = (year: number) =>
    wallToUtc(
      Date.UTC(year, month, +day!, +hour!, +minute!, +second!, milliseconds(fraction)),
      context.timezone,
    );
  return { time: latestNotAfter(inYear, context.notAfter), length: text.length };
}

/** A day of grace: clocks and time zones of the log's host and of this one may differ. */
function latestNotAfter(inYear: (year: number) => number, notAfter: number): number {
  const year = new Date(notAfter + DAY).getUTCFullYear();
  const time = inYear(year);
  return time <= notAfter + DAY ? time : inYear(year - 1);
}

function milliseconds(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000);
}

function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const digits = zone.slice(1).replace(":", "");
  return sign * (Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * 60_000);
}

/**
 * Local wall time to UTC. In the hour that is passed twice when summer time ends the first passage is
 * taken: the log does not tell which it was.
 */
export function wallToUtc(wall: number, timezone: string): number {
  if (timezone === "UTC") return wall;
  const before = zoneOffset(timezone, wall - 14 * HOUR);
  const guess = wall - before;
  if (zoneOffset(timezone, guess) === before) return guess;
  return wall - zoneOffset(timezone, wall - zoneOffset(timezone, guess));
}

// Asking Intl for an offset costs microseconds, and dense logs ask for the same few hours.
const offsets = new Map<string, number>();
const MAX_CACHED_OFFSETS = 10_000;

function zoneOffset(timezone: string, time: number): number {
  // Offsets change at full quarters of an hour.
  const quarter = Math.floor(time / (HOUR / 4));
  const key = `${timezone} ${quarter}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    offset = IANAZone.create(timezone).offset(quarter * (HOUR / 4)) * 60_000;
    if (offsets.size >= MAX_CACHED_OFFSETS) offsets.clear();
    offsets.set(key, offset);
  }
  return offset;
}
