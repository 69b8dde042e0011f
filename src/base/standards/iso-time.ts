// Times as the contract writes them. Every refusal's time is written into its event and read again for grouping. This
// is fast because a date is formatted and parsed once, and the last text is not parsed again.

const DAY = 24 * 3_600_000;

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

let lastDay = { number: 0, text: "1970-01-01T" };
let last = { time: NaN, text: "" };
/** Counting asks for the time of one event several times. */
let lastRead = { text: "", time: NaN };

/** As `Date.toISOString` writes it. */
export function isoTime(time: null): null;
export function isoTime(time: number): string;
export function isoTime(time: number | null): string | null;
export function isoTime(time: number | null): string | null {
  if (time === null) return null;
  if (time !== last.time) last = { time, text: `${dayText(Math.floor(time / DAY))}${clockText(time)}` };
  return last.text;
}

/** Milliseconds since the epoch, of a time in any form that `Date.parse` knows. */
export function timeOf(text: string): number {
  if (text === last.text) return last.time;
  if (text !== lastRead.text) lastRead = { text, time: readTime(text) };
  return lastRead.time;
}

function readTime(text: string): number {
  const ofDay = timeOfDay(text);
  if (ofDay !== null && text.startsWith(lastDay.text)) return lastDay.number * DAY + ofDay;
  const time = Date.parse(text);
  if (ofDay !== null && Number.isFinite(time)) dayText(Math.floor(time / DAY));
  return time;
}

/** Including the T before the clock. */
function dayText(number: number): string {
  if (number !== lastDay.number)
    lastDay = { number, text: new Date(number * DAY).toISOString().slice(0, -13) };
  return lastDay.text;
}

const WRITTEN_LENGTH = "2026-02-23T10:11:12.123Z".length;
const ZERO = "0".charCodeAt(0);
const [COLON, POINT, UTC] = [":", ".", "Z"].map((character) => character.charCodeAt(0));

/** Milliseconds; null for a text that is not written as above: `Date.parse` reads it, or says that it is no time. */
function timeOfDay(text: string): number | null {
  if (text.length !== WRITTEN_LENGTH || text.charCodeAt(23) !== UTC || text.charCodeAt(19) !== POINT)
    return null;
  if (text.charCodeAt(13) !== COLON || text.charCodeAt(16) !== COLON) return null;
  const [hour, minute, second] = [numberAt(text, 11, 2), numberAt(text, 14, 2), numberAt(text, 17, 2)];
  const fraction = numberAt(text, 20, 3);
  // Not a number where a character is no digit.
  const isTime = hour < 24 && minute < 60 && second < 60 && fraction < 1000;
  return isTime ? ((hour * 60 + minute) * 60 + second) * 1000 + fraction : null;
}

function numberAt(text: string, start: number, length: number): number {
  let number = 0;
  for (let at = start; at < start + length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    number = digit >= 0 && digit <= 9 ? 10 * number + digit : NaN;
  }
  return number;
}

function clockText(time: number): string {
  const ofDay = time - lastDay.number * DAY;
  const seconds = Math.floor(ofDay / 1000);
  const milliseconds = String(Math.floor(ofDay % 1000)).padStart(3, "0");
  const hour = twoDigits[Math.floor(seconds / 3600)];
  return `${hour}:${twoDigits[Math.floor(seconds / 60) % 60]}:${twoDigits[seconds % 60]}.${milliseconds}Z`;
}
