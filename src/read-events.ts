// Reads this program's own NDJSON, so that the reports of many hosts can be made into one.

import type { ByteReader } from "./input/reader.ts";
import type { AnalysisEvent } from "./model.ts";

/** A line of ours holds one reply; longer ones are not ours. */
const MAX_EVENT_LENGTH = 64 << 10;
const LINE_FEED = 0x0a;

const requiredFields: Record<AnalysisEvent["schema"], readonly string[]> = {
  "whybounce.rejection/1": ["id", "code", "via", "action"],
  "whybounce.suspension/1": ["code"],
  "whybounce.outcome/1": ["outcome", "queueId"],
  "whybounce.other/1": ["code", "meaning"],
  "whybounce.other-receiver/1": ["id", "receiver", "name", "code", "via", "reply"],
};

export interface EventsResult {
  lines: number;
  /** Lines that are none of this program's events. */
  unreadable: number;
}

export async function readEvents(
  reader: ByteReader,
  emit: (event: AnalysisEvent) => void,
): Promise<EventsResult> {
  const result: EventsResult = { lines: 0, unreadable: 0 };
  const buffer = Buffer.allocUnsafe(2 * MAX_EVENT_LENGTH);
  let end = 0;
  let skipping = false;
  for (;;) {
    const read = await reader.read(buffer, end);
    end += read;
    let start = 0;
    for (let at = buffer.indexOf(LINE_FEED); at >= 0 && at < end; at = buffer.indexOf(LINE_FEED, start)) {
      if (!skipping) readLine(buffer.toString("utf8", start, at), result, emit);
      skipping = false;
      start = at + 1;
    }
    if (read === 0) {
      if (end > start && !skipping) readLine(buffer.toString("utf8", start, end), result, emit);
      return result;
    }
    buffer.copyWithin(0, start, end);
    end -= start;
    if (end >= MAX_EVENT_LENGTH) {
      if (!skipping) result.unreadable++;
      skipping = true;
      end = 0;
    }
  }
}

function readLine(line: string, result: EventsResult, emit: (event: AnalysisEvent) => void): void {
  if (line.trim() === "") return;
  result.lines++;
  const event = parseEvent(line);
  if (event) emit(event);
  else result.unreadable++;
}

function parseEvent(line: string): AnalysisEvent | null {
  try {
    const event = JSON.parse(line) as AnalysisEvent;
    const required = requiredFields[event.schema];
    return required?.every((field) => (event as unknown as Record<string, unknown>)[field] !== undefined)
      ? event
      : null;
  } catch {
    return null;
  }
}
