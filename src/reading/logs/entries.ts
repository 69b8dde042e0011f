// One entry of a log: its text, and what its mailer says.

import type { DeliveryAttempt, DeliveryOutcome, LogLine } from "../../model/delivery.ts";
import { acceptedAt } from "../../refusals/receivers/gmail.ts";
import { MAX_LINE_LENGTH, type Entry, type Window } from "../search/index.ts";
import { unescaped } from "./escapes.ts";
import { contextAt, frameLine, type LogContext } from "./frame.ts";
import { columnNames } from "./framing/table.ts";
import type { LogClock } from "./log-clock.ts";
import { mtaReaders } from "./mailers/index.ts";
import type { KeptParts, LogRecord, MtaReader } from "./mailers/reader.ts";

const knownColumns = mtaReaders.flatMap(({ columns = [], headColumns = [] }) => [
  ...columns.map(({ text }) => text),
  ...headColumns,
]);

/** Enough of a line for its queue id: in the journal's JSON a dozen fields may stand before it. */
const LINE_HEAD = 4_096;

/** What an entry of the log says. */
export interface EntryRecord {
  record: LogRecord;
  /** When the message was accepted, by Google's clock, if it was. */
  accepted: () => number | null;
}

export function textOf(entry: Pick<Entry, "start" | "end">, window: Window): string {
  const end = Math.min(entry.end, entry.start + MAX_LINE_LENGTH);
  return window.buffer.toString("utf8", entry.start, end).trimEnd();
}

/** The names in the head of a table that a mailer writes; null when the row is none. */
export function columnsIn(row: string): readonly string[] | null {
  return columnNames(row, knownColumns);
}

/** Before the names, Exchange has a few lines about itself. */
const HEAD_LINES = 8;

/** The names in the head of a table with which a log begins. */
export function columnsInHead(head: string): readonly string[] | null {
  const lines = head.split(/\r?\n/, HEAD_LINES);
  return lines.map(columnsIn).find((names) => names !== null) ?? null;
}

export function readEntry(
  text: string,
  offset: number,
  context: LogContext,
  clock: LogClock,
  parts: KeptParts,
): EntryRecord | null {
  const line = frameLine(text, contextAt(context, offset));
  return line && readLine(line, offset, context, clock, parts);
}

export function readLine(
  line: LogLine,
  offset: number,
  context: LogContext,
  clock: LogClock,
  parts: KeptParts,
): EntryRecord | null {
  const toldHost = line.host;
  if (context.host) Object.assign(line, { host: toldHost ?? context.host, givenHost: context.host });
  // Sought only where it matters: for the end of a delivery, and in the hour that comes twice.
  const accepted = () => acceptedAt(line.message);
  if (line.time !== null) line.time = clock.timeOf(line.time, offset, accepted);
  for (const reader of mtaReaders) {
    const record = reader.read(line, parts);
    if (!record) continue;
    if (record.kind === "attempt" && isGiven(record.attempt, context, toldHost))
      for (const attempt of [record.attempt, ...(record.furtherAttempts ?? [])]) attempt.hostGiven = true;
    return { record, accepted };
  }
  return null;
}

function isGiven({ reportingMta }: DeliveryAttempt, { host }: LogContext, toldHost: string | null): boolean {
  return typeof host === "string" && reportingMta === host && toldHost !== host;
}

/** What stands in all lines of a reply of which this is the last; null for other lines. */
export function wordOfReply(line: LogLine): string | null {
  for (const reader of mtaReaders) {
    const word = reader.wordOfReply?.(line) ?? null;
    if (word !== null) return word;
  }
  return null;
}

export function queueIdOf(record: LogRecord): string | null {
  switch (record.kind) {
    case "attempt":
      return record.attempt.queueId;
    case "outcome":
      return record.outcome.queueId;
    case "envelope":
      return record.envelope.queueId;
    case "removal":
      return record.removal.queueId;
    case "requeue":
      return record.requeue.queueId;
    case "part":
      return record.part.queueId;
  }
}

/** As the readers find it whose needle stands in the entry. */
export function queueIdsOf(entry: Entry, window: Window, readers: readonly MtaReader[]): string[] {
  const head = unescaped(
    window.buffer.toString("latin1", entry.start, Math.min(entry.end, entry.start + LINE_HEAD)),
  );
  return readers.flatMap((reader) => reader.queueId(head) ?? []);
}

/** qmail's is the number of an inode. */
const SHORTEST_ID = 2;
/** The longest id that a mailer writes right before such words, and more. */
const LONGEST_ID = 64;

/** The word right before a place in the log, if it may be a queue id: this stands in most lines, and no pattern is as fast. */
export function queueIdBefore(position: number, { buffer }: Window): string | null {
  const earliest = Math.max(0, position - LONGEST_ID);
  let start = position;
  while (start > earliest && isIdCharacter(buffer[start - 1]!)) start--;
  return position - start >= SHORTEST_ID ? buffer.toString("latin1", start, position) : null;
}

/** The word that begins at a place in the log, if it may be a queue id. */
export function queueIdAfter(position: number, { buffer, limit }: Window): string | null {
  const latest = Math.min(limit, position + LONGEST_ID);
  let end = position;
  while (end < latest && isIdCharacter(buffer[end]!)) end++;
  return end - position >= SHORTEST_ID ? buffer.toString("latin1", position, end) : null;
}

/** Letters, digits and Exim's hyphens. */
function isIdCharacter(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d
  );
}

export function senderIn(text: string, queueId: string): string | null {
  const start = text.indexOf(queueId);
  if (start < 0) return null;
  const rest = unescaped(text.slice(start + queueId.length));
  for (const reader of mtaReaders) {
    const sender = reader.sender(rest);
    if (sender !== null) return sender;
  }
  return null;
}

export function attemptsOf(record: LogRecord & { kind: "attempt" }): DeliveryAttempt[] {
  const { attempt, furtherRecipients, furtherAttempts = [] } = record;
  if (!furtherRecipients) return [attempt, ...furtherAttempts];
  return [attempt, ...furtherRecipients.map((recipient) => ({ ...attempt, recipient })), ...furtherAttempts];
}

export function outcomesOf(record: LogRecord & { kind: "outcome" }): DeliveryOutcome[] {
  const { outcome, furtherRecipients = [] } = record;
  return [outcome, ...furtherRecipients.map((recipient) => ({ ...outcome, recipient }))];
}
