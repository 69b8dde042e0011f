// Takes the framing off a log line: time stamp, host and program of syslog or of the journal, what a
// container puts in front of them, or the bare stamp that a mailer writes into a log of its own.

import type { LogLine } from "../model.ts";
import { parseStamp, type StampContext } from "../smtp/timestamp.ts";
import { joinParts } from "./framing/continuation.ts";
import { parseHeader, parseNewHeader, parseTag, parseUsualHeader, type Header } from "./framing/header.ts";
import { parseJsonLine } from "./framing/json.ts";
import { withoutPrefix, withoutStreamMark } from "./framing/prefix.ts";

/** A container's stamp, a syslog relay's and the host's own: deeper wrappings are not met. */
const MAX_WRAPPINGS = 4;

// PRI of a line that was taken off the wire: "<22>Feb 23 …" (RFC 3164), "<22>1 2026-02-23T…" (RFC 5424)
const priority = /^<\d{1,3}>(1 )?/;
// RFC 5424's empty time stamp
const noStamp = /^-(?= \S)/;
// 63D5E2988B8: to=<user@gmail.com>, relay=…
const bareMessage =
  /^[0-9A-Za-z]{5,20}: (?:(?:to|from)=<|message-id=<|(?:removed|requeued)$|uid=\d{1,10} from=<)/;
// journalctl -o short-monotonic: "[12345.678901] mx1 postfix/smtp[353]: …"
const monotonic = /^\[ {0,10}\d{1,10}\.\d{6}\](?= )/;

/**
 * An entry of several lines is framed as its first line is; null when that begins with no time stamp and
 * names no program.
 */
export function frameLine(entry: string, context: StampContext): LogLine | null {
  if (!entry.includes("\n")) return frame(entry, context, MAX_WRAPPINGS);
  const [first = "", ...following] = entry.split(/\r?\n/);
  const framed = frame(first, context, MAX_WRAPPINGS);
  if (!framed) return null;
  const messageOf = (line: string) => frame(line, context, MAX_WRAPPINGS)?.message ?? null;
  return { ...framed, message: joinParts(framed.message, following, messageOf) };
}

function frame(line: string, context: StampContext, wrappings: number): LogLine | null {
  const text = withoutPrefix(line);
  if (text.startsWith("{")) return frameJson(text, context, wrappings);
  const [mark = "", version] = (text.startsWith("<") && priority.exec(text)) || [];
  const bare = text.slice(mark.length);
  const stamp = parseStamp(bare, context) ?? emptyStamp(bare, version !== undefined);
  if (!stamp) return frameWithoutStamp(bare);
  const { time } = stamp;
  const behind = bare.slice(stamp.length);
  const usual = version === undefined ? parseUsualHeader(behind) : null;
  if (usual) return lineOf(time, usual);
  const rest = withoutStreamMark(behind);
  const header = version === undefined ? null : parseNewHeader(rest);
  if (header) return lineOf(time, header);
  return frameWithin(rest, context, wrappings, time) ?? lineOf(time, parseHeader(rest));
}

function lineOf(time: number | null, { host, program, pid = null, message }: Header): LogLine {
  return { time, host, program, pid, message };
}

/** journalctl -o cat leaves only the message: the queue id and what became of it still show whose it is. */
function frameWithoutStamp(text: string): LogLine | null {
  const tagged = parseTag(text);
  if (tagged) return lineOf(null, tagged);
  return bareMessage.test(text) ? { time: null, host: null, program: null, message: text } : null;
}

/** A stamp behind a stamp: the outer one is the container's, and has a zone. */
function frameWithin(
  rest: string,
  context: StampContext,
  wrappings: number,
  time: number | null,
): LogLine | null {
  const inner = rest.trimStart();
  if (wrappings === 0 || inner === rest) return null;
  const isWrapped = inner.startsWith("{") || priority.test(inner) || parseStamp(inner, context) !== null;
  const framed = isWrapped ? frame(inner, context, wrappings - 1) : null;
  return framed && { ...framed, time: time ?? framed.time };
}

function emptyStamp(text: string, isNew: boolean): { time: null; length: number } | null {
  const match = (isNew ? noStamp : monotonic).exec(text);
  return match && { time: null, length: match[0].length };
}

function frameJson(text: string, context: StampContext, wrappings: number): LogLine | null {
  const found = parseJsonLine(text);
  if (!found) return null;
  const time = found.stamp === null ? null : (parseStamp(found.stamp, context)?.time ?? null);
  const inner = wrappings > 0 ? frameInJson(found.message, context, wrappings - 1) : null;
  if (inner) return { ...inner, time: time ?? inner.time, host: inner.host ?? found.host };
  const { host, program, message } = found;
  return { time, host, program, message };
}

/** A message that bears a syslog header of its own; a mailer's bare stamp is left to the mailer's reader. */
function frameInJson(message: string, context: StampContext, wrappings: number): LogLine | null {
  const framed = frame(message, context, wrappings);
  return framed && (framed.program !== null || framed.host !== null) ? framed : null;
}
