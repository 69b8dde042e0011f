// Whether a line is one of this program's events, by the fields that each kind has: anybody may have written it.

import { canonicalIp } from "../base/standards/ip.ts";
import type { SourcePosition } from "../model/delivery.ts";
import type { AnalysisEvent, NewestTime } from "../model/events.ts";
import type { FactEvent } from "../model/fact-events.ts";
import { refusalCauses } from "../model/refusal-topics.ts";

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

const versionedSchema = /^(?<name>whybounce\.[a-z-]{1,40})\/(?:[2-9]|[1-9]\d{1,3})$/;

/** An event of a kind that is known, but of a later version. */
export function isNewer(schema: unknown): schema is string {
  const { name } = versionedSchema.exec(typeof schema === "string" ? schema : "")?.groups ?? {};
  return name !== undefined && Object.hasOwn(requiredFields, `${name}/1`);
}

/** Anybody may have written the line: everything that is counted and shown later must be what the schema says. */
export function isEvent(event: Record<string, unknown>): boolean {
  const { schema } = event;
  if (typeof schema !== "string" || !Object.hasOwn(requiredFields, schema)) return false;
  const required = requiredFields[schema as Schema];
  return required.every((field) => (event[field] ?? null) !== null) && hasGoodFields(event);
}

/** One after the other: each line of millions has some twenty, and a list of them is made for nothing. */
function hasGoodFields(event: Record<string, unknown>): boolean {
  let fields = 0;
  for (const field in event) {
    if (++fields > MAX_FIELDS) return false;
    const value = event[field];
    if (value !== null && !(checks.get(field) ?? isScalar)(value)) return false;
  }
  return true;
}

/** A missing field means that its value is not known. The schema stays first: events are recognized by it. */
export function withNulls(event: Record<string, unknown>): Record<string, unknown> {
  const { schema } = event;
  const fields = nullableFields[schema as Schema];
  const unknown = fields.filter((field) => event[field] === undefined);
  // As this program writes it: no copy of each of many is made.
  if (unknown.length === 0 && firstFieldOf(event) === "schema") return event;
  return { schema, ...event, ...Object.fromEntries(unknown.map((field) => [field, null])) };
}

function firstFieldOf(event: object): string | undefined {
  for (const field in event) return field;
  return undefined;
}
