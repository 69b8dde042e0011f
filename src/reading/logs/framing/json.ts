// Log lines that are JSON objects: journalctl -o json, Docker's json-file driver, and what log shippers
// make of a syslog message. Only the names of the fields differ.

import type { Fields } from "../../../model/delivery.ts";

export interface JsonLine {
  /** Microseconds since the epoch, or a time stamp as text. */
  stamp: string | null;
  host: string | null;
  program: string | null;
  /** Null where no field is known to hold one. */
  message: string | null;
  fields: Fields;
}

/** journald's fields first (systemd.journal-fields(7)). */
const names = {
  message: ["MESSAGE", "message", "msg", "log"],
  program: [
    "SYSLOG_IDENTIFIER",
    "_COMM",
    "ident",
    "appname",
    "program",
    // rsyslog's name of the program ends at the first slash, its tag does not.
    "syslogtag",
    "app-name",
    "programname",
    "tag",
  ],
  host: ["_HOSTNAME", "hostname", "host"],
  stamp: [
    "_SOURCE_REALTIME_TIMESTAMP",
    "__REALTIME_TIMESTAMP",
    "@timestamp",
    // KumoMTA's, which has the whole second beside it
    "event_time",
    "timestamp",
    "time",
    "timereported",
    "timegenerated",
    // Stalwart's, PowerMTA's, Exchange's
    "createdAt",
    "timeLogged",
    "date-time",
  ],
};

// With the marks of journalctl -o json-seq and json-sse
const start = /^\s*(?:\u001e|data: )?\{/;

/** True when a log begins as one of JSON objects does. */
export function holdsJson(head: Buffer): boolean {
  return start.test(head.toString("latin1", 0, 100));
}

/** Null when the line is no JSON object. */
export function parseJsonLine(line: string): JsonLine | null {
  const fields = objectIn(line);
  if (!fields) return null;
  const message = messageText(first(fields, names.message));
  return {
    fields,
    stamp: stampIn(fields),
    host: textOf(first(fields, names.host)),
    // syslogtag: "postfix/smtp[353]:"
    program: textOf(first(fields, names.program))?.replace(/(?:\[\d{1,10}\])?:?$/, "") ?? null,
    message: message === null ? null : withoutBlanks(message),
  };
}

/** rsyslog's `msg` has the blank that followed the tag; more of them indent what Exim says. */
function withoutBlanks(message: string): string {
  return message.replace(/^ (?=\S)/, "").trimEnd();
}

/** Seconds since the epoch as a number: KumoMTA's, Postal's and GELF's. */
const seconds = /^(\d{10})(?:\.(\d{1,6})\d*)?$/;

/** The time that a line's own fields tell, as a stamp that can be read: seconds get their six decimals. */
export function stampIn(fields: Fields): string | null {
  const stamp = textOf(first(fields, names.stamp));
  return stamp === null ? null : readableStamp(stamp);
}

/** Nanoseconds since the epoch: Loki's, and OpenTelemetry's. */
const nanoseconds = /^\d{19}$/;

export function readableStamp(stamp: string): string {
  if (nanoseconds.test(stamp)) return stamp.slice(0, 16);
  const [whole, , fraction = ""] = seconds.exec(stamp) ?? [];
  return whole === undefined ? stamp : `${whole.slice(0, 10)}.${fraction.padEnd(6, "0")}`;
}

export function objectIn(line: string): Fields | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function first(fields: Fields, keys: readonly string[]): unknown {
  const key = keys.find((name) => fields[name] !== undefined && fields[name] !== null);
  return key === undefined ? null : fields[key];
}

function textOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** journald gives a message that is not UTF-8, or holds control characters, as an array of its bytes. */
function messageText(value: unknown): string | null {
  if (value === "") return "";
  if (Array.isArray(value)) return Buffer.from(value as number[]).toString("utf8");
  return textOf(value);
}
