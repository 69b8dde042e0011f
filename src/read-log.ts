// Reads logs: from the bytes in which a refusal or the end of an affected delivery may stand, to events.

import { shared } from "./detached.ts";
import type { Entry } from "./input/entry.ts";
import { createEnvelopeIndex } from "./input/envelope-index.ts";
import { frameLine } from "./input/frame.ts";
import { createQueueIds } from "./input/queue-ids.ts";
import type { ByteReader } from "./input/reader.ts";
import { MAX_LINE_LENGTH } from "./input/log-memory.ts";
import { createScanner, type ScannerOptions, type ScanResult, type Search } from "./input/scan.ts";
import type { Window } from "./input/window.ts";
import { mtaReaders } from "./mta/index.ts";
import type { LogRecord } from "./mta/reader.ts";
import type { AnalysisEvent, DeliveryAttempt, DeliveryOutcome, Envelope, Needle } from "./model.ts";
import { receivers } from "./receivers/index.ts";
import { isoTime } from "./iso-time.ts";
import { judge, toEvent } from "./rejection.ts";
import type { StampContext } from "./smtp/timestamp.ts";

/** Enough of a line for its queue id: in the journal's JSON a dozen fields may stand in front of it. */
const LINE_HEAD = 4_096;
/** A message is retried at least every few hours; after a longer silence its queue id may be another message's. */
const QUEUE_ID_TRUSTED = 12 * 3_600_000;

/** Postfix gives up after five days, Exim after four, unless they are told otherwise. */
const MAX_QUEUE_TIME = 7 * 24 * 3_600_000;

const refusalNeedles = receivers.flatMap((receiver) => receiver.needles);
const outcomeNeedles = distinct(mtaReaders.flatMap((reader) => reader.outcomeNeedles));
const rareOutcomeNeedles = distinct(mtaReaders.flatMap((reader) => reader.rareOutcomeNeedles));
const envelopeNeedles = distinct(mtaReaders.flatMap((reader) => reader.envelopeNeedles));

export interface LogSource extends StampContext {
  path: string;
  reader: ByteReader;
  /** Bytes to be read; 0 where that is not known. */
  size: number;
}

export interface LogResult extends ScanResult {
  /** Entries that a mailer wrote about a delivery. */
  understood: number;
  /** Time of the last line, in milliseconds since the epoch. */
  lastTime: number | null;
}

/** What is known of an affected message. */
interface AffectedMessage extends Envelope {
  /** Place of the log in which it was first met, in the order of reading. */
  metIn: number;
  /** Of its first and its latest refusal. */
  firstTime: number | null;
  lastTime: number | null;
}

export interface LogReader {
  /** To be given the logs in order of time: what it learns of a message from one holds for the next. */
  read(source: LogSource): Promise<LogResult>;
  /**
   * True when a log that was read may tell more, now that all are known: a sender that stood far in front
   * of the refusal or in an earlier file, or what became of a message whose refusal was read later.
   */
  isWorthRereading(log: ReadLog): boolean;
  reread(source: LogSource): Promise<void>;
  close(): Promise<void>;
}

export interface ReadLog {
  /** Its place in the order of reading, from 0. */
  order: number;
  /** Of its first and its last line. */
  firstTime: number | null;
  lastTime: number | null;
}

export interface LogEvents {
  emit: (event: AnalysisEvent) => void;
  /** For a message whose refusals were told without its sender. */
  emitEnvelope: (envelope: Envelope) => void;
}

export function createLogReader({ emit, emitEnvelope }: LogEvents, options?: ScannerOptions): LogReader {
  const scanner = createScanner(options);
  /** The messages with a refusal, by queue id: only their senders and outcomes are looked for. */
  const affected = new Map<string, AffectedMessage>();
  /** Their ids once more, to be asked for at each line of the log. */
  const affectedIds = createQueueIds();
  let logsBegun = 0;

  async function read(source: LogSource): Promise<LogResult> {
    const result = { understood: 0 };
    const order = logsBegun++;
    const index = createEnvelopeIndex((line) => readEnvelope(line, source));
    const visit = (entry: Entry, window: Window) => {
      const record = readRecord(textOf(entry, window), source);
      if (record) result.understood++;
      if (record?.kind === "outcome") for (const outcome of outcomesOf(record)) emitOutcome(outcome);
      if (record?.kind === "attempt")
        for (const attempt of attemptsOf(record)) visitAttempt(attempt, entry, window);
      // A queue id may hold the letters PTR: its message's sender is still to be noted.
      return record?.kind !== "envelope";
    };
    const searches: Search[] = [
      ...refusalNeedles.map((needle) => ({ needle, use: "visit" as const, visit })),
      ...followUps(outcomeNeedles, visit),
      ...envelopeNeedles.map((needle) => ({ needle, use: "note" as const, visit })),
    ];
    const ids = { isWanted: affectedIds.mayBe, note: index.note };
    const scanned = await scanner.scan(source.reader, source.size, searches, ids);
    return { ...scanned, ...result, lastTime: frameLine(scanned.lastLine, source)?.time ?? null };

    function visitAttempt(attempt: DeliveryAttempt, entry: Entry, window: Window): void {
      const judged = judge(attempt);
      const isPtr = judged?.verdict.kind === "ptr";
      if (isPtr) completeEnvelope(attempt, order, (queueId) => index.lookup(queueId, window));
      // A refusal that was made is final by itself; one that is only repeated says how its message ended.
      if (attempt.action === "failed" && (!isPtr || attempt.suspended)) emitFailure(attempt);
      if (!judged) return;
      const event = toEvent(attempt, judged.reply, judged.verdict, { path: source.path, line: entry.line });
      if (event) emit(event);
    }
  }

  async function reread(source: LogSource): Promise<void> {
    const visit = (entry: Entry, window: Window) => {
      const record = readRecord(textOf(entry, window), source);
      if (record?.kind === "outcome") for (const outcome of outcomesOf(record)) emitOutcome(outcome);
      if (record?.kind === "envelope") learnEnvelope(record.envelope);
      return true;
    };
    const searches = followUps([...outcomeNeedles, ...envelopeNeedles], visit);
    const ids = { isWanted: affectedIds.mayBe, note: () => {} };
    await scanner.scan(source.reader, source.size, searches, ids);
  }

  /** Looks for lines about affected messages. */
  function followUps(needles: readonly Needle[], visit: Search["visit"]): Search[] {
    const idInHead: Search["visit"] = (entry, window) => isAffected(entry, window) && visit(entry, window);
    return [
      ...needles.map((needle) => ({ needle, use: "visit wanted" as const, visit: idInHead })),
      ...rareOutcomeNeedles.map((needle) => ({ needle, use: "visit" as const, visit: idInHead })),
    ];
  }

  function isWorthRereading({ order, firstTime, lastTime }: ReadLog): boolean {
    for (const message of affected.values()) {
      const mayNameSender = message.sender === null && overlaps(message, firstTime, lastTime);
      const mayTellOutcome = message.metIn > order && isNotAfter(message.firstTime, lastTime);
      if (mayNameSender || mayTellOutcome) return true;
    }
    return false;
  }

  function isAffected(entry: Entry, window: Window): boolean {
    const head = window.buffer.toString("latin1", entry.start, Math.min(entry.end, entry.start + LINE_HEAD));
    return mtaReaders.some((reader) => affected.has(reader.queueId(head) ?? ""));
  }

  /** Sender and Message-ID, from an earlier refusal of the message or from the lines in front of this one. */
  function completeEnvelope(
    attempt: DeliveryAttempt,
    order: number,
    lookup: (queueId: string) => Envelope,
  ): void {
    const { time } = attempt;
    if (attempt.queueId === null) return;
    let message = affected.get(attempt.queueId);
    if (!message || message.sender === null || isStale(message, time)) {
      const found = lookup(attempt.queueId);
      const known = found.sender ? null : message;
      if (!message) affectedIds.add(attempt.queueId);
      message = {
        queueId: message?.queueId ?? shared(attempt.queueId),
        metIn: message?.metIn ?? order,
        sender: shared(attempt.sender ?? found.sender ?? known?.sender ?? null),
        messageId: shared(found.messageId ?? known?.messageId ?? null),
        firstTime: message?.firstTime ?? time,
        lastTime: time,
      };
      affected.set(message.queueId, message);
    }
    message.lastTime = time;
    attempt.queueId = message.queueId;
    attempt.sender ??= message.sender;
    attempt.messageId ??= message.messageId;
  }

  function isStale(message: AffectedMessage, time: number | null): boolean {
    return time !== null && message.lastTime !== null && time - message.lastTime > QUEUE_ID_TRUSTED;
  }

  function learnEnvelope(envelope: Envelope): void {
    const message = affected.get(envelope.queueId);
    if (!message || (message.sender !== null && message.messageId !== null)) return;
    message.sender ??= envelope.sender;
    message.messageId ??= envelope.messageId;
    emitEnvelope(envelope);
  }

  function emitFailure(attempt: DeliveryAttempt): void {
    const { queueId, reportingMta, recipient, time } = attempt;
    if (queueId !== null) emitOutcome({ outcome: "failed", time, queueId, reportingMta, recipient });
  }

  function emitOutcome(outcome: DeliveryOutcome): void {
    if (!affected.has(outcome.queueId)) return;
    emit({ schema: "whybounce.outcome/1", ...outcome, time: isoTime(outcome.time) });
  }

  return { read, reread, isWorthRereading, close: () => scanner.close() };
}

/** True when a log of this span may hold the arrival of a message: up to MAX_QUEUE_TIME before its refusal. */
function overlaps(
  { firstTime: refused }: AffectedMessage,
  first: number | null,
  last: number | null,
): boolean {
  if (refused === null) return true;
  return isNotAfter(first, refused) && isNotAfter(refused - MAX_QUEUE_TIME, last);
}

function isNotAfter(a: number | null, b: number | null): boolean {
  return a === null || b === null || a <= b;
}

/** Mailers that write the same words are found by one search. */
function distinct(needles: readonly Needle[]): Needle[] {
  return [...new Map(needles.map((needle) => [needle.text, needle])).values()];
}

function attemptsOf(record: LogRecord & { kind: "attempt" }): DeliveryAttempt[] {
  const { attempt, furtherRecipients } = record;
  if (!furtherRecipients) return [attempt];
  return [attempt, ...furtherRecipients.map((recipient) => ({ ...attempt, recipient }))];
}

function outcomesOf(record: LogRecord & { kind: "outcome" }): DeliveryOutcome[] {
  const { outcome, furtherRecipients = [] } = record;
  return [outcome, ...furtherRecipients.map((recipient) => ({ ...outcome, recipient }))];
}

function textOf(entry: Entry, window: Window): string {
  const end = Math.min(entry.end, entry.start + MAX_LINE_LENGTH);
  return window.buffer.toString("utf8", entry.start, end).trimEnd();
}

function readRecord(text: string, context: StampContext): LogRecord | null {
  const line = frameLine(text, context);
  if (!line) return null;
  for (const reader of mtaReaders) {
    const record = reader.read(line);
    if (record) return record;
  }
  return null;
}

function readEnvelope(text: string, context: StampContext): Envelope | null {
  const record = readRecord(text, context);
  return record?.kind === "envelope" ? record.envelope : null;
}
