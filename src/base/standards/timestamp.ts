// Time stamps of logs. Those without a zone are read in the zone that the caller names, those without a
// year get the latest year that does not lie after the log's own last change.

import { copied } from "../memory/remember.ts";
import { inEnglish, months } from "./month-names.ts";
import { wallToUtc } from "./time-zone.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const AT_SIGN = 0x40;
const MAX_TIME = 8.64e15;

/** Facts that a log's stamps do not say. */
export interface StampContext {
  /** Zone of stamps that carry none: IANA's name, or the machine's own. */
  timezone: string;
  /** No line of the log is later than this (its last change), in milliseconds since the epoch. */
  notAfter: number;
}

/** A stamp and how many characters of the line it takes. */
export interface Stamp {
  time: number;
  length: number;
}

// Nov 23 04:01:31       Nov  3 04:01:31       Nov 03 04:01:31       Nov 23 2026 04:01:31
// Nov 3 04:01:31: a web page shows two blanks as one, and so has what is copied from it.
const traditional = /^([A-Z][a-z]{2}) ([ \d]?\d)(?: (\d{4}))? (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?=\s|$)/;
// 2026-11-23T04:01:31.123456+00:00    2026-11-23 04:01:31    2026-11-23 04:01:31.230 -0500
const iso =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|[+-]\d\d:?\d\d))?(?=\s|$)/;
// journalctl -o short-full: Mon 2026-11-23 04:01:31 UTC    Mon 2026-11-23 04:01:31.123456 CET
const weekday = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d{4}-)/;
const zoneName = /^ ([A-Z]{1,5}|[+-]\d\d)(?= )/;
// Kibana: Nov 23, 2026 @ 04:01:31.230
const kibana = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}) @ (\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?=\s|$)/;
// journalctl -o short-unix: 1795406540.123456    journald's JSON: 1795406540123456    Docker's and others': 1795406540123
// multilog's TAI64N: @400000006920ff2a1dcd6500, seconds and nanoseconds
const tai = /^@4([0-9a-f]{15})([0-9a-f]{8})(?=\s|$)/;
/** daemontools adds ten seconds, as TAI had more than UTC in 1970, and no leap second since. */
const TAI_OFFSET = 10;
const unix = /^(\d{10})(?:\.?(\d{3}(?:\d{3})?))?(?=\s|$)/;

/** Hours from UTC of the names that RFC 5322 section 4.3 knows, and of Europe's. */
// oxfmt-ignore
const zones: Record<string, number> = {
  UTC: 0, GMT: 0, UT: 0, Z: 0, WET: 0, WEST: 1, CET: 1, CEST: 2, EET: 2, EEST: 3, MSK: 3,
  EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7,
};

/** Reads the stamp at the start of a line; null when there is none. */
export function parseStamp(line: string, context: StampContext): Stamp | null {
  const first = line.charCodeAt(0);
  if (first >= 0x30 && first <= 0x39)
    return parseIsoStamp(line, context) ?? parseUnixStamp(line) ?? parseLocalStamp(line, context);
  if (first === AT_SIGN) return parseTaiStamp(line);
  // Only "Nov 23 …" and "Mon 2026-…" begin with a letter; most lines that are asked about begin otherwise.
  if (line.charCodeAt(3) !== 0x20) return parseLocalStamp(line, context);
  return (
    parseTraditionalStamp(line, context) ??
    parseFullStamp(line, context) ??
    parseKibanaStamp(line, context) ??
    parseLocalStamp(line, context)
  );
}

function parseLocalStamp(line: string, context: StampContext): Stamp | null {
  const local = inEnglish(line);
  const stamp = local && parseTraditionalStamp(local.text, context);
  return stamp && { time: stamp.time, length: local.length };
}

/** The usual form, without fractions: Exim writes them only when it is told to. */
let lastIsoStamp: { text: string; timezone: string; stamp: Stamp } | null = null;

function parseIsoStamp(line: string, context: StampContext): Stamp | null {
  if (lastIsoStamp?.timezone === context.timezone && beginsWithStamp(line, lastIsoStamp.text))
    return lastIsoStamp.stamp;
  const match = iso.exec(line);
  if (!match) return null;
  const [text, year, month, day, hour, minute, second, fraction, zone] = match;
  const wall = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!, milliseconds(fraction));
  const time = zone ? wall - offsetOf(zone) : wallToUtc(wall, context.timezone);
  const stamp = { time, length: text.length };
  lastIsoStamp = { text: copied(text), timezone: context.timezone, stamp };
  return stamp;
}

/** No zone such as ` -0500` may follow it. */
function beginsWithStamp(line: string, text: string): boolean {
  if (line[text.length] !== " " || !line.startsWith(text)) return false;
  const next = line[text.length + 1];
  return next !== "+" && next !== "-" && next !== "Z";
}

/** The zone's name follows the time; an unknown name is taken for the machine's own zone. */
function parseFullStamp(line: string, context: StampContext): Stamp | null {
  const [day = ""] = weekday.exec(line) ?? [];
  if (day === "") return null;
  const stamp = parseIsoStamp(line.slice(day.length), { ...context, timezone: "UTC" });
  if (!stamp) return null;
  const length = day.length + stamp.length;
  const [text = "", name = ""] = zoneName.exec(line.slice(length)) ?? [];
  const hours = zones[name] ?? (/^[+-]/.test(name) ? Number(name) : null);
  const time = hours === null ? wallToUtc(stamp.time, context.timezone) : stamp.time - hours * HOUR;
  return { time, length: length + text.length };
}

function parseKibanaStamp(line: string, context: StampContext): Stamp | null {
  const [text, month = "", day = "", year, time] = kibana.exec(line) ?? [];
  if (text === undefined) return null;
  const stamp = parseTraditionalStamp(`${month} ${day.padStart(2)} ${year} ${time}`, context);
  return stamp && { time: stamp.time, length: text.length };
}

function parseTaiStamp(line: string): Stamp | null {
  const [text, seconds = "", nanoseconds = ""] = tai.exec(line) ?? [];
  if (text === undefined) return null;
  const time = (parseInt(seconds, 16) - TAI_OFFSET) * 1000 + Math.floor(parseInt(nanoseconds, 16) / 1e6);
  // A date of JavaScript's ends there.
  return time > MAX_TIME ? null : { time, length: text.length };
}

function parseUnixStamp(line: string): Stamp | null {
  const match = unix.exec(line);
  if (!match?.[2]) return null;
  return { time: Number(match[1]) * 1000 + milliseconds(match[2]), length: match[0].length };
}

/** A busy log has many lines in a second: the last stamp is often the next one, too. */
let lastStamp: (StampContext & { text: string; stamp: Stamp }) | null = null;

function parseTraditionalStamp(line: string, context: StampContext): Stamp | null {
  if (lastStamp && isSameStamp(lastStamp, line, context)) return lastStamp.stamp;
  return stampInLastQuarter(line, context) ?? readTraditionalStamp(line, context);
}

function readTraditionalStamp(line: string, context: StampContext): Stamp | null {
  const match = traditional.exec(line);
  if (!match) return null;
  const [text, monthName = "", day, namedYear, hour, minute, second, fraction] = match;
  const month = months.indexOf(monthName);
  if (month < 0) return null;
  const inYear = (year: number) => {
    const wall = Date.UTC(year, month, +day!, +hour!, +minute!, +second!, milliseconds(fraction));
    // Not every year has a February 29.
    return new Date(wall).getUTCMonth() === month ? wallToUtc(wall, context.timezone) : Infinity;
  };
  const time = namedYear === undefined ? latestNotAfter(inYear, context.notAfter) : inYear(+namedYear);
  if (!Number.isFinite(time)) return null;
  const { timezone, notAfter } = context;
  lastStamp = { text: copied(text), timezone, notAfter, stamp: { time, length: text.length } };
  if (namedYear === undefined) keepQuarter(text, time, context);
  return lastStamp.stamp;
}

const USUAL_LENGTH = "Nov 23 04:01:31".length;
const HOUR_LENGTH = "Nov 23 04:".length;
const QUARTER = HOUR / 4;
const ZERO = 0x30;

/** All stamps of a quarter of an hour are as far from its beginning as they say: no zone's clock turns within one. */
let lastQuarter: (StampContext & { hour: string; quarter: number; start: number }) | null = null;

function keepQuarter(text: string, time: number, { timezone, notAfter }: StampContext): void {
  const ofHour = timeOfHour(text);
  const start = time - (ofHour % QUARTER);
  const limit = notAfter + DAY;
  // Where a year ends, or the log does, the year is sought for each stamp.
  const isOfOneYear = yearOf(limit) === new Date(start).getUTCFullYear() && start + QUARTER <= limit;
  lastQuarter =
    Number.isNaN(ofHour) || !isOfOneYear
      ? null
      : {
          hour: copied(text.slice(0, HOUR_LENGTH)),
          quarter: Math.floor(ofHour / QUARTER),
          start,
          timezone,
          notAfter,
        };
}

/** Null for another quarter's, and for one with a fraction. */
function stampInLastQuarter(line: string, { timezone, notAfter }: StampContext): Stamp | null {
  if (!lastQuarter || !line.startsWith(lastQuarter.hour) || line.charCodeAt(USUAL_LENGTH) !== 0x20)
    return null;
  if (timezone !== lastQuarter.timezone || notAfter !== lastQuarter.notAfter) return null;
  const ofHour = timeOfHour(line);
  if (Math.floor(ofHour / QUARTER) !== lastQuarter.quarter) return null;
  return { time: lastQuarter.start + (ofHour % QUARTER), length: USUAL_LENGTH };
}

/** Minutes and seconds of a usual stamp, in milliseconds; NaN where there are none. */
function timeOfHour(line: string): number {
  const minute = twoDigitsAt(line, HOUR_LENGTH);
  const second = line[HOUR_LENGTH + 2] === ":" ? twoDigitsAt(line, HOUR_LENGTH + 3) : NaN;
  return minute < 60 && second < 60 ? (minute * 60 + second) * 1000 : NaN;
}

function twoDigitsAt(line: string, at: number): number {
  const [tens, units] = [line.charCodeAt(at) - ZERO, line.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? 10 * tens + units : NaN;
}

function isSameStamp(
  { text, timezone, notAfter }: StampContext & { text: string },
  line: string,
  context: StampContext,
): boolean {
  return (
    line.startsWith(text) &&
    line[text.length] === " " &&
    timezone === context.timezone &&
    notAfter === context.notAfter
  );
}

/**
 * The latest year that fits, with a day of grace: clocks and time zones of the log's host and of this one may differ.
 * February 29 may be eight years back.
 */
function latestNotAfter(inYear: (year: number) => number, notAfter: number): number {
  const latest = yearOf(notAfter + DAY);
  for (let year = latest; year >= latest - 8; year--) {
    const time = inYear(year);
    if (time <= notAfter + DAY) return time;
  }
  return Infinity;
}

/** All lines of one log ask about the same year. */
let lastYear = { of: NaN, year: NaN };

function yearOf(time: number): number {
  if (time !== lastYear.of) lastYear = { of: time, year: new Date(time).getUTCFullYear() };
  return lastYear.year;
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
