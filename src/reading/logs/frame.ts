// Takes the framing off a log line: time stamp, host and program of syslog or of the journal, what a
// container puts before them, or the bare stamp that a mailer writes into a log of its own.

import type { LogLine } from "../../model/delivery.ts";
import { parseStamp, type StampContext } from "../../base/standards/timestamp.ts";
import { createJsonFrame } from "./frame-json.ts";
import { columnsOf } from "./framing/columns.ts";
import { joinPartials } from "./framing/container-parts.ts";
import { joinRecords } from "./framing/docker.ts";
import { joinBareParts, joinParts } from "./framing/parts.ts";
import { fieldsOf, readBeside } from "./framing/exported.ts";
import {
  handsOn,
  parseHeader,
  parseNewHeader,
  parseTag,
  parseUsualHeader,
  type Header,
} from "./framing/header.ts";
import { afterLocation, labelOf } from "./framing/location.ts";
import { afterNuls, plainText, withoutStreamMark } from "./framing/prefix.ts";
import { unfoldRepeated } from "./framing/repeated.ts";
import { frameRow } from "./framing/table.ts";
import { objectsWithin } from "./framing/within-text.ts";
import {
  beginsMessage,
  beginsSpokenEntry,
  beginsStampedMessage,
  isMailers,
  isMailersTag,
  stampInFields,
  stampWithin,
} from "./framing/words.ts";

/** A container's stamp, a syslog relay's and the host's own: no log has more layers. */
const MAX_WRAPPINGS = 4;

// PRI of a line that was taken off the wire: "<22>Feb 23 …" (RFC 3164), "<22>1 2026-02-23T…" (RFC 5424)
const priority = /^<\d{1,3}>(1 )?/;
const withZone = /(?:Z|[+-]\d\d:?\d\d|^\d{10}\.?\d{3,6})$/;
// RFC 5424's empty time stamp
const noStamp = /^-(?= \S)/;
// journalctl -o short-monotonic: "[12345.678901] mx1 postfix/smtp[353]: …", and -o short-delta, which adds how long it
// was since the last line: "[12345.678901 <    0.000123 >] mx1 …"
const monotonic = /^\[ {0,10}\d{1,10}\.\d{6}(?: <[ \d]{1,12}\.\d{6}[ *]>| {16})?\](?= )/;

/** Facts that a log's lines do not say. */
export interface LogContext extends StampContext {
  /** The columns of the table that the lines are rows of. */
  columns?: readonly string[] | null;
  /** The host of lines that name none. */
  host?: string | null;
  /** `notAfter` of the line at an offset, in a log of several years whose stamps have no year. */
  notAfterAt?: ((offset: number) => number) | null;
}

/** The facts that hold for the line at an offset of the log. */
export function contextAt(context: LogContext, offset: number): LogContext {
  return context.notAfterAt ? { ...context, notAfter: context.notAfterAt(offset) } : context;
}

/**
 * An entry of several lines is framed as its first line is; null when that begins with no time stamp and
 * names no program.
 */
export function frameLine(entry: string, context: LogContext): LogLine | null {
  const text = entry.includes("\0") ? afterNuls(entry) : entry;
  const row = context.columns ? frameRow(text, context.columns, context) : null;
  if (row) return row;
  const framed = text.includes("\n") ? frameLines(text, context) : frame(text, context, MAX_WRAPPINGS);
  if (framed) framed.message = unfoldRepeated(framed.message);
  return framed;
}

function frameLines(entry: string, context: StampContext): LogLine | null {
  const lines = entry.split(/\r?\n/);
  const bare = joinBareParts(lines) ?? joinRecords(lines) ?? joinPartials(lines);
  if (bare !== null) return frame(bare, context, MAX_WRAPPINGS);
  const [first = "", ...following] = lines;
  const framed = frame(first, context, MAX_WRAPPINGS);
  if (!framed) return null;
  const messageOf = (line: string) => frame(line, context, MAX_WRAPPINGS)?.message ?? null;
  return { ...framed, message: joinParts(framed.message, following, messageOf) };
}

const frameJson = createJsonFrame(frame);

/** Reads a mailer's line at once, or else from where it begins after the columns of a tool (columns.ts). */
function frame(line: string, context: StampContext, wrappings: number): LogLine | null {
  const text = plainText(line);
  const framed = frameHere(text, context, wrappings);
  if (framed?.fields) return framed;
  const events = wrappings > 0 ? frameEvents(text, framed, context, wrappings - 1) : null;
  if (events) return events;
  if (framed && isMailers(framed)) return framed;
  return (
    frameAfterLocation(text, context) ??
    frameAfterColumns(text, context) ??
    frameExported(text, context) ??
    framed
  );
}

/** A service's events that an application logged; a mailer's own line is no application's. */
function frameEvents(
  text: string,
  framed: LogLine | null,
  context: StampContext,
  wrappings: number,
): LogLine | null {
  if (!text.includes("{") || (framed && isKnownMailers(framed))) return null;
  const [first, ...further] = objectsWithin(text).flatMap((object) => {
    const line = frameHere(object, context, wrappings);
    const isEvent = line?.fields !== undefined && stampInFields(line.fields) !== null;
    return isEvent ? { ...line, time: line.time ?? framed?.time ?? null } : [];
  });
  return first && further.length > 0 ? { ...first, further } : (first ?? null);
}

function isKnownMailers({ program, message }: LogLine): boolean {
  return program === null ? beginsMessage(message, 0) : isMailersTag(program.toLowerCase());
}

function frameHere(text: string, context: StampContext, wrappings: number): LogLine | null {
  if (text.startsWith("{")) return frameJson(text, context, wrappings, wrappings === MAX_WRAPPINGS);
  const [mark = "", version] = (text.startsWith("<") && priority.exec(text)) || [];
  const bare = mark === "" ? text : text.slice(mark.length);
  const stamp = parseStamp(bare, context) ?? emptyStamp(bare, version !== undefined);
  if (!stamp) return frameWithoutStamp(bare, context);
  const { time } = stamp;
  const afterStamp = bare.slice(stamp.length);
  const usual = version === undefined ? parseUsualHeader(afterStamp) : null;
  if (usual) return lineOf(time, usual, context, wrappings);
  if (beginsStampedMessage(afterStamp, 1))
    return { time, host: null, program: null, pid: null, message: afterStamp.slice(1) };
  const rest = withoutStreamMark(afterStamp);
  const header = version === undefined ? null : parseNewHeader(rest);
  if (header) return lineOf(time, header, context, wrappings);
  const within = frameWithin(rest, context, wrappings);
  if (!within) return lineOf(time, parseHeader(rest), context, wrappings);
  const isZoned = withZone.test(bare.slice(0, stamp.length));
  return { ...within, time: isZoned ? time : (within.time ?? time) };
}

function lineOf(
  time: number | null,
  { host, program, pid = null, message }: Header,
  context: StampContext,
  wrappings: number,
): LogLine {
  const inner = wrappings > 0 && handsOn(program) ? frame(message, context, wrappings - 1) : null;
  if (inner && isMailers(inner)) return { ...inner, time: inner.time ?? time, host: inner.host ?? host };
  return { time, host, program, pid, message };
}

/** journalctl -o cat leaves only the message: the queue id and what became of it still show whose it is. */
function frameWithoutStamp(text: string, context: StampContext): LogLine | null {
  const { host, program, pid = null, message } = parseTag(text) ?? unknown(text);
  if (program !== null) return { time: null, host, program, pid, message };
  if (!beginsMessage(text, 0)) return null;
  const time = parseStamp(stampWithin(text) ?? "", context)?.time ?? null;
  return { time, host, program, pid, message };
}

function unknown(message: string): Header {
  return { host: null, program: null, message };
}

/** The line's own words count for more than the columns: the columns' stamp may be that of the export. */
function frameAfterColumns(text: string, context: StampContext): LogLine | null {
  for (const { count, at, time, host, program, pid } of columnsOf(text, context)) {
    const message = text.slice(at);
    if (beginsSpokenEntry(text, at)) return { time, host: null, program: "exim", pid, message };
    if (count === 0) continue;
    if (beginsMessage(text, at)) return { time, host, program, pid, message };
    const framed = frameHere(message, context, 1);
    if (framed && isMailers(framed))
      return { ...framed, time: framed.time ?? time, host: framed.host ?? host };
  }
  return null;
}

function frameAfterLocation(text: string, context: StampContext): LogLine | null {
  // 2026-06-07T09:01: is none.
  if (parseStamp(text, context)) return null;
  const places = [...afterLocation(text)];
  for (const { at, mark } of places) {
    const line = text.slice(at);
    // A path may hold any number of hyphens.
    if (mark === "-" && parseStamp(line, context) === null && !beginsMessage(text, at)) continue;
    const framed = frameHere(line, context, 1);
    if (framed && isMailers(framed)) return framed;
  }
  for (const { at, mark } of places) {
    // "// Jun  7 09:" is no path.
    const isPath = mark === ":" && !text.slice(0, at).includes(" ");
    const framed = isPath ? frameAfterColumns(text.slice(at), context) : null;
    if (framed) return framed;
  }
  const label = labelOf(text);
  const framed = label === null ? null : frameHere(text.slice(label.length + 2), context, 1);
  return framed !== null && framed.host === label ? framed : null;
}

function frameExported(text: string, context: StampContext): LogLine | null {
  const fields = fieldsOf(text) ?? [];
  let found: { place: number; framed: LogLine } | null = null;
  for (const [place, field] of fields.entries()) {
    const framed = frameHere(field, context, 1);
    if (framed && isMailers(framed)) return besideOf(text, fields, place, framed, context);
    // A mailer's object says more than the labels that stores of logs put beside it.
    const longest = found === null ? 0 : fields[found.place]!.length;
    if (framed?.fields && field.length > longest) found = { place, framed };
  }
  return found && besideOf(text, fields, found.place, found.framed, context);
}

function besideOf(
  text: string,
  fields: readonly string[],
  place: number,
  framed: LogLine,
  context: StampContext,
): LogLine | null {
  const beside = readBeside(fields, place, context);
  // Where nothing is quoted, only the stamp shows that the commas part columns.
  if (beside?.time === null && !text.includes('"')) return null;
  return beside && { ...framed, time: framed.time ?? beside.time, host: framed.host ?? beside.host };
}

/** A stamp after a stamp. The outer one counts if it has a zone, as a container's has, else the inner one. */
function frameWithin(rest: string, context: StampContext, wrappings: number): LogLine | null {
  const inner = rest.trimStart();
  if (wrappings === 0 || inner === rest) return null;
  const isWrapped = inner.startsWith("{") || priority.test(inner) || parseStamp(inner, context) !== null;
  return isWrapped ? frameHere(inner, context, wrappings - 1) : null;
}

function emptyStamp(text: string, isNew: boolean): { time: null; length: number } | null {
  const match = (isNew ? noStamp : monotonic).exec(text);
  return match && { time: null, length: match[0].length };
}
