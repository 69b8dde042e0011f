// Reads this program's own NDJSON, so that the reports of many hosts can be made into one.

import type { ByteReader } from "./files/reader.ts";
import type { SourcePosition } from "../model/delivery.ts";
import type { AnalysisEvent, NewestTime } from "../model/events.ts";
import type { FactEvent } from "../model/fact-events.ts";
import type { Observation } from "../model/observations.ts";
import { factOf } from "./read-facts.ts";
import { count } from "../base/words/quantities.ts";
import { timeOf } from "../base/standards/iso-time.ts";
import { canonicalIp } from "../base/standards/ip.ts";
import { refusalCauses } from "../model/refusal-topics.ts";

/** A line of ours holds one reply; longer ones are not ours. */
const MAX_EVENT_LENGTH = 64 << 10;
const LINE_FEED = 0x0a;

type Schema = (AnalysisEvent | FactEvent | NewestTime)["schema"];

const requiredFields: Record<Schema, readonly string[]> = {
  "whybounce.rejection/1": ["id", "code", "via", "action"],
  "whybounce.suspension/1": ["code"],
  "whybounce.outcome/1": ["outcome", "queueId"],
  "whybounce.requeue/1": ["queueId", "originalQueueId"],
  "whybounce.other/1": ["code", "meaning", "attempts"],
  "whybounce.sender-refusal/1": ["id", "cause", "code", "via", "action", "reply"],
  "whybounce.other-receiver/1": ["id", "receiver", "name", "code", "via", "reply"],
  "whybounce.unread/1": ["id", "source"],
  "whybounce.envelope/1": ["queueId", "begins"],
  "whybounce.removal/1": ["queueId", "reason"],
  "whybounce.newest/1": ["time"],
};

/** Fields whose values may be unknown. */
const nullableFields: Record<Schema, readonly string[]> = {
  "whybounce.rejection/1":
    "time sendingIp sender recipient queueId messageId reportingMta remoteMta remoteIp localIp replyId".split(
      " ",
    ),
  "whybounce.suspension/1": ["time", "sendingIp", "sender", "recipient", "queueId", "reportingMta"],
  "whybounce.outcome/1": ["time", "reportingMta", "recipient"],
  "whybounce.requeue/1": ["time", "reportingMta"],
  "whybounce.other/1": "time replyId senderDomain sendingIp namedDomain namedAs".split(" "),
  "whybounce.sender-refusal/1":
    "time sendingIp namedDomain namedAs sender recipient queueId messageId reportingMta remoteMta remoteIp localIp replyId".split(
      " ",
    ),
  "whybounce.other-receiver/1":
    "time sendingIp recipient queueId messageId reportingMta remoteMta remoteIp".split(" "),
  "whybounce.unread/1": ["time"],
  "whybounce.envelope/1": ["time", "reportingMta", "sender", "messageId"],
  "whybounce.removal/1": ["time", "reportingMta"],
  "whybounce.newest/1": [],
};

/**
 * The longest value of a field, in characters: more than any mailer, name or address has (a path of Linux has 4,096
 * bytes), and little enough for a table of them. A reply may be a page of text.
 */
const MAX_TEXT = 4_096;
const MAX_REPLY = 32_768;
const MAX_CODE = 64;
/** A later version may add some. */
const MAX_FIELDS = 100;
/** No mail was refused before the first; after the last, a year has five digits, which no week and no CSV has. */
const FIRST_TIME = 0;
const LAST_TIME = Date.parse("9999-12-31T23:59:59.999Z");

type Check = (value: unknown) => boolean;

const among =
  (...allowed: unknown[]): Check =>
  (value) =>
    allowed.includes(value);
const isTextWithin =
  (length: number): Check =>
  (value) =>
    typeof value === "string" && value.length <= length;
const isText = isTextWithin(MAX_TEXT);
const isFlag: Check = (value) => typeof value === "boolean";
const isCount: Check = (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32;
const isReplyCode: Check = (value) => isCount(value) && Number(value) >= 100 && Number(value) <= 999;
const isTime: Check = (value) => {
  const time = isTextWithin(MAX_CODE)(value) ? Date.parse(String(value)) : NaN;
  return time >= FIRST_TIME && time <= LAST_TIME;
};
const isAddress: Check = (value) => isText(value) && canonicalIp(String(value)) === value;
/** JSON may say 1e999, which is no number. */
const isScalar: Check = (value) => isText(value) || isFlag(value) || Number.isFinite(value);
const isPosition: Check = (value) =>
  typeof value === "object" &&
  value !== null &&
  isText((value as Partial<SourcePosition>).path) &&
  hasFewFields(value) &&
  Object.values(value).every(isScalar);

function hasFewFields(value: object): boolean {
  return Object.keys(value).length <= MAX_FIELDS;
}

/** A known value of a field. A later version may add fields, but none with deeper values. */
const checks = new Map<string, Check>([
  ...texts(
    "id receiver sender recipient queueId messageId reportingMta remoteMta remoteIp",
    "localIp pid mta replyId meaning name originalQueueId senderDomain namedDomain fromDomain signedBy",
    "receivedBy returnedBy passedBy",
  ),
  ["code", isTextWithin(MAX_CODE)],
  ["enhancedStatusCode", isTextWithin(MAX_CODE)],
  ["reply", isTextWithin(MAX_REPLY)],
  ["time", isTime],
  ["arrived", isTime],
  ["repeated", isTime],
  ["sendingIp", isAddress],
  ["action", among("failed", "delayed")],
  ["via", among("log", "dsn", "text")],
  ["outcome", among("delivered", "failed")],
  ["replyCode", isReplyCode],
  ["attempts", isCount],
  ["temporary", isFlag],
  ["ptrOrAuthentication", isFlag],
  ["relayed", isFlag],
  ["namedAs", among("from", "spf", "dkim", "ip", "netblock", "url", "message-id")],
  ["recipientRule", isFlag],
  ["suspended", isFlag],
  ["cause", among(...refusalCauses)],
  ["hostGiven", isFlag],
  ["begins", isFlag],
  ["reason", among("done", "deleted", "requeued", "unknown")],
  ["source", isPosition],
]);

function texts(...names: string[]): [string, Check][] {
  return names.flatMap((line) => line.split(" ")).map((name) => [name, isText]);
}

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

export interface EventsReading {
  /** The events, some at a time. */
  parts: AsyncGenerator<Observation[]>;
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
): AsyncGenerator<Observation[]> {
  const buffer = Buffer.allocUnsafe(2 * MAX_EVENT_LENGTH);
  let end = 0;
  let skipping = false;
  for (;;) {
    const events: Observation[] = [];
    const take = (line: string) => {
      if (isPassedOver(line)) result.lines++;
      else readLine(line, result, events);
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
    yield events;
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

function readLine(line: string, result: EventsResult, events: Observation[]): void {
  if (line.trim() === "") return;
  result.lines++;
  const event = parseLine(line);
  if (event !== null && isEvent(event)) takeEvent(withNulls(event), result, events);
  else if (event !== null && isNewer(event["schema"])) {
    result.newer++;
    result.newerSchema ??= event["schema"];
  } else result.unreadable++;
}

function takeEvent(event: object, result: EventsResult, events: Observation[]): void {
  const known = event as AnalysisEvent | FactEvent | NewestTime;
  if (known.schema !== "whybounce.newest/1") events.push(observationOf(known));
  else result.newest = Math.max(result.newest ?? -Infinity, timeOf(known.time));
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

const versionedSchema = /^(?<name>whybounce\.[a-z-]{1,40})\/(?:[2-9]|[1-9]\d{1,3})$/;

/** An event of a kind that is known, but of a later version. */
function isNewer(schema: unknown): schema is string {
  const { name } = versionedSchema.exec(typeof schema === "string" ? schema : "")?.groups ?? {};
  return name !== undefined && Object.hasOwn(requiredFields, `${name}/1`);
}

/** Anybody may have written the line: everything that is counted and shown later must be what the schema says. */
function isEvent(event: Record<string, unknown>): boolean {
  const { schema } = event;
  if (typeof schema !== "string" || !Object.hasOwn(requiredFields, schema)) return false;
  const required = requiredFields[schema as Schema];
  return (
    hasFewFields(event) &&
    required.every((field) => (event[field] ?? null) !== null) &&
    Object.entries(event).every(([field, value]) => value === null || (checks.get(field) ?? isScalar)(value))
  );
}

/** A missing field means that its value is not known. The schema stays first: events are recognized by it. */
function withNulls(event: Record<string, unknown>): Record<string, unknown> {
  const { schema } = event;
  const fields = nullableFields[schema as Schema];
  const unknown = fields.filter((field) => event[field] === undefined);
  return { schema, ...event, ...Object.fromEntries(unknown.map((field) => [field, null])) };
}
