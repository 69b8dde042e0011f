// Lines as nearly all are, read from their bytes: stamp, host and tag as syslog daemons write them, and what the tag's mailer
// says of a message in its queue. A log of refusals has four of them for each, and to make a text of a line and to match
// patterns takes longer than all that is done with it. What is not as usual is left to frame.ts and the mailers.

import { acceptedAt } from "../../refusals/receivers/gmail.ts";
import { readLine, type EntryRecord } from "./entries.ts";
import { hasEscapes } from "./escapes.ts";
import { createUsualFrames } from "./framing/usual-frames.ts";
import type { LogClock } from "./log-clock.ts";
import type { LogSource } from "./log-source.ts";
import type { KeptParts } from "./mailers/reader.ts";

/** What the line says that stands from `start` to `end`, without its line feed; null for one that is not as usual. */
export type ReadUsualLine = (
  bytes: Buffer,
  place: { start: number; end: number; offset: number },
  parts: KeptParts,
) => EntryRecord | null;

/** Longer lines are few: those of Gmail's refusals have 1,000 bytes. */
const MAX_LENGTH = 4_096;
/** The last byte of a line that has nothing to be trimmed. */
const BLANK = 0x20;
const HEADER_END = Buffer.from("]: ");
const LAST_OF_ASCII = 0x7f;

export function createUsualLineReader(source: LogSource, clock: LogClock): ReadUsualLine {
  if (source.isJson || source.columns || source.notAfterAt) return () => null;
  const frames = createUsualFrames(source);

  return (bytes, { start, end, offset }, parts) => {
    const last = bytes[end - 1]!;
    if (end - start > MAX_LENGTH || last <= BLANK || last >= LAST_OF_ASCII) return null;
    const framed = frames.at(bytes, start, end);
    if (!framed) return null;
    const { host, program, pid, lines, messageStart } = framed;
    // Perhaps the header of another line, in one that was not ended (glued-lines.ts).
    if (bytes.subarray(messageStart, end).includes(HEADER_END)) return null;
    const idEnd = lines.idEnd(bytes, messageStart, end);
    if (idEnd < 0) return null;
    if (lines.isDelivery(bytes, idEnd)) {
      const message = bytes.toString("utf8", messageStart, end);
      const line = { time: framed.time, host, program, pid: pid(), message };
      return isUnusual(message) ? null : readLine(line, offset, source, clock, parts);
    }
    const accepted = () => acceptedAt(bytes.toString("latin1", messageStart, end));
    const time = clock.timeOf(framed.time, offset, accepted);
    const record = lines.readQueueLine({ time, host, program, bytes, start: messageStart, idEnd, end });
    return record && { record, accepted };
  };
}

const NUL = "\0";
const ESCAPE = "\u001b";

/** What frame.ts takes off or takes apart, and what shows that the log must be searched for more. */
function isUnusual(message: string): boolean {
  return message.includes("\n") || message.includes(NUL) || message.includes(ESCAPE) || hasEscapes(message);
}
