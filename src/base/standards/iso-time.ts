// Times as the contract writes them. Every refusal's time is written into its event and read again for grouping. This
// is fast because a date is formatted once, and the last text is not parsed again.

const DAY = 24 * 3_600_000;

const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));

let lastDay = { number: NaN, text: "" };
let last = { time: NaN, text: "" };

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
  return text === last.text ? last.time : Date.parse(text);
}

/** Including the T before the clock. */
function dayText(number: number): string {
  if (number !== lastDay.number)
    lastDay = { number, text: new Date(number * DAY).toISOString().slice(0, -13) };
  return lastDay.text;
}

function clockText(time: number): string {
  const ofDay = time - lastDay.number * DAY;
  const seconds = Math.floor(ofDay / 1000);
  const milliseconds = String(Math.floor(ofDay % 1000)).padStart(3, "0");
  const hour = twoDigits[Math.floor(seconds / 3600)];
  return `${hour}:${twoDigits[Math.floor(seconds / 60) % 60]}:${twoDigits[seconds % 60]}.${milliseconds}Z`;
}
