// Reads this program's own NDJSON, so that the reports of many hosts can be made into one.

import type { ByteReader } from "./input/reader.ts";
import type { AnalysisEvent } from "./model.ts";
import { canonicalIp } from "./smtp/ip.ts";

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

/** Fields whose values may be unknown. */
const nullableFields: Record<AnalysisEvent["schema"], readonly string[]> = {
  "whybounce.rejection/1":
    "time sendingIp sender recipient queueId messageId reportingMta remoteMta remoteIp localIp replyId".split(
      " ",
    ),
  "whybounce.suspension/1": ["time", "sendingIp", "sender", "recipient", "queueId", "reportingMta"],
  "whybounce.outcome/1": ["time", "reportingMta", "recipient"],
  "whybounce.other/1": ["time", "replyId"],
  "whybounce.other-receiver/1":
    "time sendingIp recipient queueId messageId reportingMta remoteMta remoteIp".split(" "),
};
const texts = nullableFields["whybounce.rejection/1"];

const choices: Record<string, readonly unknown[]> = {
  action: ["failed", "delayed"],
  via: ["log", "dsn"],
  outcome: ["delivered", "failed"],
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
    const event = JSON.parse(line) as Record<string, unknown> | null;
    return event !== null && isEvent(event) ? (withNulls(event) as unknown as AnalysisEvent) : null;
  } catch {
    return null;
  }
}

/** Whoever wrote the line: what is counted later must be what the schema says. */
function isEvent(event: Record<string, unknown>): boolean {
  const required = Object.hasOwn(requiredFields, String(event["schema"]))
    ? requiredFields[event["schema"] as AnalysisEvent["schema"]]
    : undefined;
  if (!required?.every((field) => typeof event[field] === "string")) return false;
  return (
    [...texts, "id", "pid"].every((field) => typeof (event[field] ?? "") === "string") &&
    Object.entries(choices).every(([field, allowed]) => allowed.includes(event[field] ?? allowed[0])) &&
    typeof (event["attempts"] ?? 0) === "number" &&
    isTime(event["time"] ?? null) &&
    isAddress(event["sendingIp"] ?? null)
  );
}

function isTime(time: unknown): boolean {
  return time === null || (typeof time === "string" && !Number.isNaN(Date.parse(time)));
}

function isAddress(ip: unknown): boolean {
  return ip === null || (typeof ip === "string" && canonicalIp(ip) === ip);
}

/** A field that is left out is one that is not known. The schema stays in front: events are known by it. */
function withNulls(event: Record<string, unknown>): Record<string, unknown> {
  const { schema } = event;
  const fields = nullableFields[schema as AnalysisEvent["schema"]];
  const unknown = fields.filter((field) => event[field] === undefined);
  return { schema, ...event, ...Object.fromEntries(unknown.map((field) => [field, null])) };
}
