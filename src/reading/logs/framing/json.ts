// Log lines that are JSON objects: journalctl -o json, Docker's json-file driver, and what log shippers
// make of a syslog message. Only the names of the fields differ.

export interface JsonLine {
  /** Microseconds since the epoch, or a time stamp as text. */
  stamp: string | null;
  host: string | null;
  program: string | null;
  message: string;
}

/** journald's fields first (systemd.journal-fields(7)). */
const names = {
  message: ["MESSAGE", "message", "msg", "log"],
  program: ["SYSLOG_IDENTIFIER", "_COMM", "ident", "appname", "program", "programname", "syslogtag", "tag"],
  host: ["_HOSTNAME", "hostname", "host"],
  stamp: [
    "_SOURCE_REALTIME_TIMESTAMP",
    "__REALTIME_TIMESTAMP",
    "@timestamp",
    "timestamp",
    "time",
    "timegenerated",
  ],
};

// With the marks of journalctl -o json-seq and json-sse
const start = /^\s*(?:\u001e|data: )?\{/;

/** True when a log begins as one of JSON objects does. */
export function holdsJson(head: Buffer): boolean {
  return start.test(head.toString("latin1", 0, 100));
}

/** Null when the line is no JSON object with a message. */
export function parseJsonLine(line: string): JsonLine | null {
  const fields = parseObject(line);
  if (!fields) return null;
  const message = messageText(first(fields, names.message));
  if (message === null) return null;
  return {
    stamp: textOf(first(fields, names.stamp)),
    host: textOf(first(fields, names.host)),
    // syslogtag: "postfix/smtp[353]:"
    program: textOf(first(fields, names.program))?.replace(/(?:\[\d{1,10}\])?:?$/, "") ?? null,
    message: message.trimEnd(),
  };
}

function parseObject(line: string): Record<string, unknown> | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function first(fields: Record<string, unknown>, keys: readonly string[]): unknown {
  const key = keys.find((name) => fields[name] !== undefined && fields[name] !== null);
  return key === undefined ? null : fields[key];
}

function textOf(value: unknown): string | null {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

/** journald gives a message that is not UTF-8, or holds control characters, as an array of its bytes. */
function messageText(value: unknown): string | null {
  if (Array.isArray(value)) return Buffer.from(value as number[]).toString("utf8");
  return textOf(value);
}
