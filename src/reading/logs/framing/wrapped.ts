// A log line within an object of JSON, as stores and shippers of logs keep it: Loki, Elasticsearch and Filebeat, Graylog,
// Vector, Fluent Bit, rsyslog, syslog-ng, OpenTelemetry, the clouds. Each names its fields otherwise, and in its own depth. So the
// line is found by what it says, and its host, program and time by names that all of them use.

import type { Fields } from "../../../model/delivery.ts";
import { handsOn } from "./header.ts";
import { isMailersTag } from "./words.ts";

/** The values of one object that are looked at: an event of Filebeat in Kubernetes has a hundred. */
const MAX_VALUES = 1_000;

export interface Wrapping {
  /** What may be the line, most likely first. */
  texts: readonly string[];
  /** The value of the field whose name says most that it holds the line. */
  named: string | null;
  /** The last is the least likely. */
  stamps: readonly string[];
  host: string | null;
  /** A mailer's. */
  program: string | null;
}

// Names are compared in lower case, without the marks before them, and with the name of the object that they are in:
// `@timestamp`, `_source.message`, `host.name` and `"host.name"`, `_application_name`, `app-name`.
const names = {
  // A longer text stands before its beginning; the line as it came, before what was made of it.
  text: [
    "full_message",
    "event.original",
    "message",
    "msg",
    "log",
    "line",
    "raw",
    "rawmsg",
    "textpayload",
    "body",
    "body.stringvalue",
    "short_message",
    "text",
  ],
  program: [
    "syslog_identifier",
    "syslogtag",
    "app_name",
    "appname",
    "application_name",
    "ident",
    "process.program",
    "process.name",
    "program",
    "programname",
    "comm",
    "tag",
  ],
  host: ["hostname", "host", "host.name", "host.hostname", "source.host", "computer"],
  stamp: [
    "source_realtime_timestamp",
    "realtime_timestamp",
    "timereported",
    "timestamp",
    "event_time",
    "eventtime",
    "isodate",
    "time",
    "ts",
    "date",
    "datetime",
    "timegenerated",
    "timeunixnano",
  ],
};

/** Somebody speaks about the line: a ticket, a page, a mail. */
const quotes =
  /(?:^|\.)(?:subject|title|comments?|description|summary|notes?|question|answer|thread|ticket|issue|excerpt|snippet|quot(?:e|ed|ation)|headers?)(?:\.|$)/;
const hostName = /^[\da-z][\w.-]{0,254}$/i;
// The mark of syslog's tags: postfix/smtp[353]:
const tagEnd = /(?:\[\d{1,10}\])?:?$/;

interface Leaf {
  path: string;
  value: string;
}

/** Null when the object quotes what it holds, or another program than a mailer says it. */
export function wrappingOf(fields: Fields): Wrapping | null {
  const { leaves, isQuoting } = leavesOf(fields);
  if (isQuoting) return null;
  const program = valuesOf(leaves, names.program)[0]?.replace(tagEnd, "") ?? null;
  const isMailers = program !== null && isMailersTag(program.toLowerCase());
  if (program !== null && !isMailers && namesProgram(leaves) && !handsOn(program)) return null;
  const named = valuesOf(leaves, names.text);
  return {
    texts: [...new Set([...named, ...leaves.map(({ value }) => value).filter(mayBeLine)])],
    named: named[0] ?? null,
    stamps: valuesOf(leaves, names.stamp),
    host: valuesOf(leaves, names.host).find((value) => hostName.test(value)) ?? null,
    program: isMailers ? program : null,
  };
}

/** A shipper's tag may be anything. */
function namesProgram(leaves: readonly Leaf[]): boolean {
  return valuesOf(leaves, names.program.slice(0, -1)).length > 0;
}

/** The shortest line of a mailer names a queue id and what became of it. */
function mayBeLine(value: string): boolean {
  return value.length > 12 && value.includes(" ");
}

/** In the order of the names. */
function valuesOf(leaves: readonly Leaf[], wanted: readonly string[]): string[] {
  return wanted.flatMap((name) =>
    leaves.filter(({ path }) => path === name || path.endsWith(`.${name}`)).map(({ value }) => value),
  );
}

/** Texts and numbers, the outer ones first. */
function leavesOf(fields: Fields): { leaves: Leaf[]; isQuoting: boolean } {
  const leaves: Leaf[] = [];
  const inner: { path: string; value: object }[] = [{ path: "", value: fields }];
  let isQuoting = false;
  for (let at = 0, count = 0; at < inner.length && count < MAX_VALUES; at++) {
    const { path, value } = inner[at]!;
    const isList = Array.isArray(value);
    for (const key in value) {
      if (count++ >= MAX_VALUES) break;
      const member: unknown = (value as Fields)[key];
      const place = isList ? path : joined(path, key);
      isQuoting ||= quotes.test(place);
      if (typeof member === "string" || typeof member === "number")
        leaves.push({ path: place, value: String(member) });
      else if (typeof member === "object" && member !== null) inner.push({ path: place, value: member });
    }
  }
  return { leaves, isQuoting };
}

/** The name of a field and of the object that it is in are enough. */
function joined(path: string, key: string): string {
  const name = key
    .slice(0, MAX_NAME)
    .toLowerCase()
    .replace(/^[@_.]{1,3}/, "")
    .replaceAll("-", "_");
  const last = path.slice(path.lastIndexOf(".") + 1);
  return last === "" ? name : `${last}.${name}`;
}

/** Longer names are nobody's. */
const MAX_NAME = 80;
