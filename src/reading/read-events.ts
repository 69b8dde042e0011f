// Reads this program's own NDJSON, so that the reports of many hosts can be made into one.

import { isEvent, isNewer, withNulls } from "./event-fields.ts";
import type { ByteReader } from "./files/reader.ts";
import type { AnalysisEvent, NewestTime } from "../model/events.ts";
import type { FactEvent } from "../model/fact-events.ts";
import type { Observation } from "../model/observations.ts";
import { factOf } from "../base/fact-of.ts";
import { count } from "../base/words/quantities.ts";
import { timeOf } from "../base/standards/iso-time.ts";

/** A line of ours holds one reply; longer ones are not ours. */
const MAX_EVENT_LENGTH = 64 << 10;
const LINE_FEED = 0x0a;

export interface EventsResult {
  lines: number;
  /** Lines that are none of this program's events. */
  unreadable: number;
  /** Lines of a version that is newer than this one, and the first of their schemas. */
  newer: number;
  newerSchema: string | null;
  /** The newest time that a line gives of what was read, in milliseconds since the epoch. */
  newest: number | null;
}

export interface EventsPart {
  observations: Observation[];
  /** The line of each that says just what the event does; null where the event says more, or otherwise. */
  lines: (string | null)[];
}

export interface EventsReading {
  /** The events, some at a time. */
  parts: AsyncGenerator<EventsPart>;
  /** The result of the parts that were taken. */
  result: EventsResult;
}

/** `isPassedOver`: lines that are not to be read, as their period was not asked for. */
export function readEvents(
  reader: ByteReader,
  isPassedOver: (line: string) => boolean = () => false,
): EventsReading {
  const result: EventsResult = { lines: 0, unreadable: 0, newer: 0, newerSchema: null, newest: null };
  return { parts: partsOf(reader, result, isPassedOver), result };
}

async function* partsOf(
  reader: ByteReader,
  result: EventsResult,
  isPassedOver: (line: string) => boolean,
): AsyncGenerator<EventsPart> {
  const buffer = Buffer.allocUnsafe(2 * MAX_EVENT_LENGTH);
  let end = 0;
  let skipping = false;
  for (;;) {
    const part: EventsPart = { observations: [], lines: [] };
    const take = (line: string) => {
      if (isPassedOver(line)) result.lines++;
      else readLine(line, result, part);
    };
    const read = await reader.read(buffer, end);
    end += read;
    let start = 0;
    for (let at = buffer.indexOf(LINE_FEED); at >= 0 && at < end; at = buffer.indexOf(LINE_FEED, start)) {
      if (!skipping) take(buffer.toString("utf8", start, at));
      skipping = false;
      start = at + 1;
    }
    if (read === 0 && end > start && !skipping) take(buffer.toString("utf8", start, end));
    yield part;
    if (read === 0) return;
    buffer.copyWithin(0, start, end);
    end -= start;
    if (end >= MAX_EVENT_LENGTH) {
      if (!skipping) result.unreadable++;
      skipping = true;
      end = 0;
    }
  }
}

/** The warnings about lines that were left out. */
export function leftOutMessages({
  unreadable,
  newer,
  newerSchema,
}: Omit<EventsResult, "lines" | "newest">): string[] {
  return [
    ...(unreadable > 0 ? [`${count(unreadable, "line")} not written by whybounce; left out`] : []),
    ...(newer > 0
      ? [`${count(newer, "line")} of a newer version of whybounce (${newerSchema}); left out`]
      : []),
  ];
}

function readLine(line: string, result: EventsResult, part: EventsPart): void {
  if (line.trim() === "") return;
  result.lines++;
  const event = parseLine(line);
  if (event !== null && isEvent(event)) takeEvent(event, line, result, part);
  else if (event !== null && isNewer(event["schema"])) {
    result.newer++;
    result.newerSchema ??= event["schema"];
  } else result.unreadable++;
}

function takeEvent(
  event: Record<string, unknown>,
  line: string,
  result: EventsResult,
  { observations, lines }: EventsPart,
): void {
  const whole = withNulls(event);
  const known = whole as object as AnalysisEvent | FactEvent | NewestTime;
  if (known.schema === "whybounce.newest/1") {
    result.newest = Math.max(result.newest ?? -Infinity, timeOf(known.time));
    return;
  }
  const observation = observationOf(known);
  observations.push(observation);
  lines.push((observation as object) === event ? line : null);
}

function parseLine(line: string): Record<string, unknown> | null {
  try {
    return JSON.parse(line) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

function observationOf(known: AnalysisEvent | FactEvent): Observation {
  return known.schema === "whybounce.envelope/1" || known.schema === "whybounce.removal/1"
    ? factOf(known)
    : known;
}
