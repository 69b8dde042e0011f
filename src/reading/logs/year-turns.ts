// A log of several years whose stamps have no year. Each stamp gets the latest year that fits, so that those of earlier years
// seem to lie in the last one: at each turn the stamps go back by most of a year. A plain file is looked at in some places
// before it is read, so that its lines get the years that their order tells.

import { frameLine, type LogContext } from "./frame.ts";

const DAY = 24 * 3_600_000;
/** What goes back by less is disorder, or another log behind this one; nothing goes back by more than a year. */
const [LEAST_TURN, MOST_TURN] = [180 * DAY, 367 * DAY];
const USUAL_DISORDER = DAY;
/** Some for each year of a log that is older than most are: it costs a millisecond or two to look. */
const MAX_SAMPLES = 48;
/** How much is read in one place: a line that is longer has no sample. */
const SAMPLE_BYTES = 4 << 10;
/** In a small log nearly each line is one. */
const LEAST_DISTANCE = 256;
const LINE_FEED = 0x0a;

/** The latest time that a line at an offset of the log may have; see StampContext. */
export type NotAfterAt = (offset: number) => number;

type ReadAt = (into: Buffer, offset: number, position: number) => Promise<number>;

/** A stamp, and where its line begins. */
interface Place {
  offset: number;
  time: number;
}

/** Null where the log is of one year, tells the years, or is not in order of time. */
export async function findYears(
  readAt: ReadAt,
  size: number,
  context: LogContext,
): Promise<NotAfterAt | null> {
  const look = lookInto(readAt, context);
  const begin = await look(0);
  if (begin === null || !lacksYear(begin.line, context)) return null;
  const samples = await samplesOf(look, size);
  const turns: number[] = [];
  for (const [index, place] of samples.entries()) {
    const before = samples[index - 1];
    if (before === undefined || place.time >= before.time - USUAL_DISORDER) continue;
    if (!isTurn(before.time, place.time)) return null;
    turns.push(await seekTurn(look, before, place));
  }
  return turns.length === 0 ? null : limitsOf(turns, context.notAfter);
}

/** True when the stamp of a line that follows belongs to a later year than it seems to. */
export function isTurn(before: number, time: number): boolean {
  const back = before - time;
  return back > LEAST_TURN && back < MOST_TURN;
}

/** True when the line's stamp gets its year from the context. */
export function lacksYear(line: string, context: LogContext): boolean {
  const earlier = { ...context, notAfter: context.notAfter - 2 * 365 * DAY };
  const time = frameLine(line, context)?.time ?? null;
  return time !== null && frameLine(line, earlier)?.time !== time;
}

// ---------------------------------------------------------------- looking

/** The first line with a stamp that begins in a sample at an offset, and that `is` what is sought. */
type Look = (offset: number, is?: (place: Place) => boolean) => Promise<(Place & { line: string }) | null>;

function lookInto(readAt: ReadAt, context: LogContext): Look {
  const sample = Buffer.alloc(SAMPLE_BYTES);
  return async (offset, is = () => true) => {
    const from = Math.max(0, offset - 1);
    const bytes = sample.subarray(0, await readAt(sample, 0, from));
    let start = offset === 0 ? 0 : bytes.indexOf(LINE_FEED) + 1;
    for (let end = bytes.indexOf(LINE_FEED, start); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      const line = bytes.toString("latin1", start, end).trimEnd();
      const time = frameLine(line, context)?.time ?? null;
      const place = time === null ? null : { offset: from + start, time, line };
      if (place && is(place)) return place;
      start = end + 1;
    }
    return null;
  };
}

async function samplesOf(look: Look, size: number): Promise<Place[]> {
  const distance = Math.max(LEAST_DISTANCE, Math.ceil(size / MAX_SAMPLES));
  const samples: Place[] = [];
  for (let offset = 0; offset < size; offset += distance) {
    const place = await look(offset);
    if (place && !isNearLeapDay(place.time)) samples.push(place);
  }
  return samples;
}

/** A February 29 seems to be of a leap year, also where the lines around it seem to be of a later one. */
function isNearLeapDay(time: number): boolean {
  const [year, monthAndDay] = [Number(iso(time).slice(0, 4)), iso(time).slice(5, 10)];
  return year % 4 === 0 && monthAndDay >= "02-28" && monthAndDay <= "03-01";
}

const iso = (time: number) => new Date(time).toISOString();

/** Where the first line begins behind the turn that lies between two places. */
async function seekTurn(look: Look, before: Place, after: Place): Promise<number> {
  let [low, high] = [before, after];
  while (high.offset - low.offset > SAMPLE_BYTES / 2) {
    const middle = await look(Math.floor((low.offset + high.offset) / 2));
    if (middle === null || middle.offset >= high.offset) break;
    if (isTurn(before.time, middle.time)) high = middle;
    else low = middle;
  }
  const first = await look(low.offset, ({ time }) => isTurn(before.time, time));
  return (first ?? high).offset;
}

/** The stamps seem to go back where they pass the day of the log's last change: that day of an earlier year is the limit of that. */
function limitsOf(turns: readonly number[], notAfter: number): NotAfterAt {
  return (offset) => yearsBefore(notAfter, turns.filter((turn) => offset < turn).length);
}

function yearsBefore(time: number, years: number): number {
  const date = new Date(time);
  return date.setUTCFullYear(date.getUTCFullYear() - years);
}
