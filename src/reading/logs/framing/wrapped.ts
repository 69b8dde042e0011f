// A log line within an object of JSON, as stores and shippers of logs keep it: Loki, Elasticsearch and Filebeat, Graylog,
// Vector, Fluent Bit, rsyslog, syslog-ng, OpenTelemetry, the clouds. Each names its fields otherwise, and in its own depth. So the
// line is found by what it says, and its host, program and time by names that all of them use.

import type { Fields } from "../../../model/delivery.ts";
import { handsOn } from "./header.ts";
import { leavesOf, valuesOf, type Leaf } from "./values.ts";
import { isMailersTag } from "./words.ts";

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

const hostName = /^[\da-z][\w.-]{0,254}$/i;
// The mark of syslog's tags: postfix/smtp[353]:
const tagEnd = /(?:\[\d{1,10}\])?:?$/;

/** Null when the object quotes what it holds, or another program than a mailer says it. */
export function wrappingOf(fields: Fields): Wrapping | null {
  const { leaves, isQuoting } = leavesOf(fields);
  if (isQuoting) return null;
  const program = valuesOf(leaves, "program")[0]?.replace(tagEnd, "") ?? null;
  const isMailers = program !== null && isMailersTag(program.toLowerCase());
  if (program !== null && !isMailers && namesProgram(leaves) && !handsOn(program)) return null;
  const named = valuesOf(leaves, "text");
  return {
    texts: [...new Set([...named, ...leaves.map(({ value }) => value).filter(mayBeLine)])],
    named: named[0] ?? null,
    stamps: valuesOf(leaves, "stamp"),
    host: valuesOf(leaves, "host").find((value) => hostName.test(value)) ?? null,
    program: isMailers ? program : null,
  };
}

/** A shipper's tag may be anything. */
function namesProgram(leaves: readonly Leaf[]): boolean {
  return leaves.some(({ place }) => place.ranks.program >= 0 && !place.isTag);
}

/** The shortest line of a mailer names a queue id and what became of it. */
function mayBeLine(value: string): boolean {
  return value.length > 12 && value.includes(" ");
}
