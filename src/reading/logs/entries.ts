// One entry of a log: its text, and what its mailer says.

import type { DeliveryAttempt, DeliveryOutcome, LogLine } from "../../model/delivery.ts";
import { acceptedAt } from "../../refusals/receivers/gmail.ts";
import { MAX_LINE_LENGTH, type Entry, type Window } from "../search/index.ts";
import { unescaped } from "./escapes.ts";
import { frameLine, type LogContext } from "./frame.ts";
import { columnNames } from "./framing/table.ts";
import type { LogClock } from "./log-clock.ts";
import { mtaReaders } from "./mailers/index.ts";
import type { KeptParts, LogRecord, MtaReader } from "./mailers/reader.ts";

const knownColumns = mtaReaders.flatMap(({ columns = [] }) => columns.map(({ text }) => text));

/** Enough of a line for its queue id: in the journal's JSON a dozen fields may stand before it. */
const LINE_HEAD = 4_096;

/** What an entry of the log says. */
export interface EntryRecord {
  record: LogRecord;
  /** When the message was accepted, by Google's clock. */
  accepted: number | null;
}

export function textOf(entry: Entry, window: Window): string {
  const end = Math.min(entry.end, entry.start + MAX_LINE_LENGTH);
  return window.buffer.toString("utf8", entry.start, end).trimEnd();
}

/** The names in the head of a table that a mailer writes; null when the row is none. */
export function columnsIn(row: string): readonly string[] | null {
  return columnNames(row, knownColumns);
}

export function readEntry(
  text: string,
  offset: number,
  context: LogContext,
  clock: LogClock,
  parts: KeptParts,
): EntryRecord | null {
  const line = frameLine(text, context);
  return line && readLine(line, offset, clock, parts);
}

export function readLine(
  line: LogLine,
  offset: number,
  clock: LogClock,
  parts: KeptParts,
): EntryRecord | null {
  const accepted = acceptedAt(line.message);
  if (line.time !== null) line.time = clock.timeOf(line.time, offset, accepted);
  for (const reader of mtaReaders) {
    const record = reader.read(line, parts);
    if (record) return { record, accepted };
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
  const { attempt, furtherRecipients } = record;
  if (!furtherRecipients) return [attempt];
  return [attempt, ...furtherRecipients.map((recipient) => ({ ...attempt, recipient }))];
}

export function outcomesOf(record: LogRecord & { kind: "outcome" }): DeliveryOutcome[] {
  const { outcome, furtherRecipients = [] } = record;
  return [outcome, ...furtherRecipients.map((recipient) => ({ ...outcome, recipient }))];
}
