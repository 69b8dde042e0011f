// Takes the framing off a log line: time stamp, host and program of syslog, or the bare stamp that a
// mailer writes into a log of its own.

import type { LogLine } from "../model.ts";
import { parseStamp, type StampContext } from "../smtp/timestamp.ts";

// " mx1 postfix/outB/smtp[297]: 064E5298980: to=<…>"     " mx1 exim[4711]: 2026-…"
const hostAndProgram = /^ (\S{1,255}) ([^\s[\]:]{1,128})(?:\[\d{1,10}\])?: ?/;

/** Null when the line begins with no time stamp. */
export function frameLine(line: string, context: StampContext): LogLine | null {
  const stamp = parseStamp(line, context);
  if (!stamp) return null;
  const rest = line.slice(stamp.length);
  const header = hostAndProgram.exec(rest);
  if (!header) return { time: stamp.time, host: null, program: null, message: rest.trimStart() };
  const [text, host = null, program = null] = header;
  return { time: stamp.time, host, program, message: rest.slice(text.length) };
}
