// Takes a log line out of the object of JSON that holds it.

import type { Fields, LogLine } from "../../model/delivery.ts";
import { parseStamp, type StampContext } from "../../base/standards/timestamp.ts";
import { parseJsonLine, readableStamp, type JsonLine } from "./framing/json.ts";
import { eventsIn, type LoggedObject } from "./framing/logged-object.ts";
import { hasTooManyValues } from "./framing/values.ts";
import { beginsAsReadersSay, isMailers, stampInFields } from "./framing/words.ts";
import { wrappingOf } from "./framing/wrapped.ts";

/** What frames the text that an object holds; `wrappings`: how many more may stand around a line. */
export type Frame = (text: string, context: StampContext, wrappings: number) => LogLine | null;

export type JsonFrame = (
  text: string,
  context: StampContext,
  wrappings: number,
  isOutermost: boolean,
) => LogLine | null;

export function createJsonFrame(frame: Frame): JsonFrame {
  function frameJson(
    text: string,
    context: StampContext,
    wrappings: number,
    isOutermost: boolean,
  ): LogLine | null {
    const found = parseJsonLine(text);
    if (!found) return null;
    const { host, program, message, fields } = found;
    const time = timeOf(found, context);
    const known = message === null ? null : frameNamed({ ...found, message }, time, context, wrappings);
    if (known && isMailers(known)) return completed(known, fields, context);
    const wrapped = wrappings > 0 ? frameWrapped(found, context, wrappings - 1) : null;
    if (wrapped) return { ...wrapped, time: time ?? wrapped.time };
    const [event, ...others] = eventsIn(fields);
    if (event && event.fields !== fields) {
      const lines = others.map((one) => eventLine(one, { time, host, text }, context));
      const first = eventLine(event, { time, host, text }, context);
      return lines.length > 0 ? { ...first, further: lines } : first;
    }
    if (known) return known;
    // An object of any other program: a mailer's own tells the time, or the line around it does.
    return time === null && isOutermost ? null : { time, host, program, message: text, fields };
  }

  /** The message stands where it mostly does. */
  function frameNamed(
    { host, program, message, fields }: JsonLine & { message: string },
    time: number | null,
    context: StampContext,
    wrappings: number,
  ): LogLine {
    const inner = wrappings > 0 ? frameInJson(message, context, wrappings - 1) : null;
    if (inner) return { ...inner, time: time ?? inner.time, host: inner.host ?? host };
    return { time, host, program, message, fields };
  }

  /** A line that stands in any field of the object, or in an object within it; null when none holds one. */
  function frameWrapped(
    { fields, message }: JsonLine,
    context: StampContext,
    wrappings: number,
  ): LogLine | null {
    const wrapping = wrappingOf(fields);
    if (!wrapping) return null;
    const { texts, named, host, program } = wrapping;
    const time = firstTime(wrapping.stamps, context);
    const around = (line: LogLine) => ({
      ...line,
      time: time ?? line.time,
      host: line.host ?? host,
      program: line.program ?? program,
    });
    let object: LogLine | null = null;
    for (const text of texts) {
      const line = text === message ? null : frame(text.trimEnd(), context, wrappings);
      if (line && isMailers(line)) return around(line);
      if (text === named) object ??= line;
    }
    if (object?.fields) return around(object);
    // What the mailer's program says may begin with any word.
    return program !== null && named !== null
      ? { time, host, program, message: named.replace(/^ (?=\S)/, "").trimEnd() }
      : null;
  }

  /** A message that bears a syslog header of its own, or is JSON; Exim's bare stamp is left to its reader. */
  function frameInJson(message: string, context: StampContext, wrappings: number): LogLine | null {
    const framed = frame(message, context, wrappings);
    if (framed === null) return null;
    const isHeaded = framed.program !== null || framed.host !== null || framed.fields !== undefined;
    return isHeaded || beginsAsReadersSay(framed.message, 0) ? framed : null;
  }

  return frameJson;
}

function eventLine(
  { fields, stamp }: LoggedObject,
  { time, host, text }: Pick<LogLine, "time" | "host"> & { text: string },
  context: StampContext,
): LogLine {
  const told = parseStamp(readableStamp(stamp), context)?.time ?? null;
  return { time: told ?? time, host, program: null, message: text, fields };
}

/** True when no line was found in an object, and not all of its values were looked at. */
export function isTooWide(entry: string, line: LogLine | null): boolean {
  if (!entry.startsWith("{")) return false;
  const fields = line?.fields ?? parseJsonLine(entry)?.fields;
  return fields !== undefined && hasTooManyValues(fields);
}

/** With the time and the host that stand in fields of other names. */
function completed(line: LogLine, fields: Fields, context: StampContext): LogLine {
  if (line.time !== null && line.host !== null) return line;
  const { host = null, stamps = [] } = wrappingOf(fields) ?? {};
  return { ...line, time: line.time ?? firstTime(stamps, context), host: line.host ?? host };
}

function timeOf({ stamp, fields }: JsonLine, context: StampContext): number | null {
  const told = stamp ?? stampInFields(fields);
  return told === null ? null : (parseStamp(readableStamp(told), context)?.time ?? null);
}

function firstTime(stamps: readonly string[], context: StampContext): number | null {
  for (const stamp of stamps) {
    const time = parseStamp(readableStamp(stamp), context)?.time ?? null;
    if (time !== null) return time;
  }
  return null;
}
