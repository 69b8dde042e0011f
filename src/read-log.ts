// Reads logs: from the bytes in which a refusal or the end of an affected delivery may stand, to events.

import { createEnvelopeIndex, type EnvelopeIndex } from "./input/envelope-index.ts";
import { frameLine } from "./input/frame.ts";
import type { ByteReader } from "./input/reader.ts";
import { MAX_LINE_LENGTH, scanLog, type Entry, type ScanResult, type Window } from "./input/scan.ts";
import { mtaReaders } from "./mta/index.ts";
import type { LogRecord } from "./mta/reader.ts";
import type { AnalysisEvent, DeliveryAttempt, DeliveryOutcome, Envelope } from "./model.ts";
import { receivers } from "./receivers/index.ts";
import { isoTime, judge, toEvent } from "./rejection.ts";
import type { StampContext } from "./smtp/timestamp.ts";

/** Enough of a line for its queue id: time stamp, host, program and id. */
const LINE_HEAD = 200;
/** Enough in front of a needle to tell an acceptance: its code and the session token. */
const BEFORE_NEEDLE = 96;

const refusalNeedles = receivers.flatMap((receiver) => receiver.needles);
const outcomeNeedles = mtaReaders.flatMap((reader) => reader.outcomeNeedles);
const envelopeNeedles = mtaReaders.flatMap((reader) => reader.envelopeNeedles);
const needles = [...refusalNeedles, ...outcomeNeedles];

export interface LogSource extends StampContext {
  path: string;
  reader: ByteReader;
}

export interface LogResult extends ScanResult {
  /** Entries that a mailer wrote about a delivery. */
  understood: number;
}

/**
 * A reader for the logs of one run, to be given in order of time: what it learns of a message from one log
 * (its sender, that it was refused) holds for the next.
 */
export function createLogReader(
  emit: (event: AnalysisEvent) => void,
): (source: LogSource) => Promise<LogResult> {
  /** The messages with a refusal, by queue id: only their senders and outcomes are looked for. */
  const affected = new Map<string, Envelope>();

  return async (source) => {
    let understood = 0;
    const index = createEnvelopeIndex(envelopeNeedles, (line) => readEnvelope(line, source));
    const scanned = await scanLog(source.reader, needles, (entry, window) =>
      entry.needle < refusalNeedles.length
        ? visitRefusal(entry, window, index)
        : visitOutcome(entry, window, index),
    );
    return { ...scanned, understood };

    function visitRefusal(entry: Entry, window: Window, envelopes: EnvelopeIndex): boolean {
      const before = window.buffer.toString(
        "latin1",
        Math.max(entry.start, entry.position - BEFORE_NEEDLE),
        entry.position,
      );
      if (receivers.some((receiver) => receiver.isAcceptance(before))) return false;
      return visit(entry, window, envelopes);
    }

    function visitOutcome(entry: Entry, window: Window, envelopes: EnvelopeIndex): boolean {
      if (affected.size === 0) return false;
      const head = window.buffer.toString(
        "latin1",
        entry.start,
        Math.min(entry.end, entry.start + LINE_HEAD),
      );
      if (!mtaReaders.some((reader) => affected.has(reader.queueId(head) ?? ""))) return false;
      return visit(entry, window, envelopes);
    }

    function visit(entry: Entry, window: Window, envelopes: EnvelopeIndex): boolean {
      const record = readRecord(textOf(entry, window), source);
      if (record) understood++;
      if (record?.kind === "outcome") emitOutcome(record.outcome);
      if (record?.kind === "attempt") {
        const { attempt } = record;
        visitAttempt(attempt, entry, () => envelopes.lookup(attempt.queueId ?? "", window, entry.start));
      }
      return true;
    }

    function visitAttempt(attempt: DeliveryAttempt, entry: Entry, lookup: () => Envelope | null): void {
      const judged = judge(attempt);
      if (judged?.verdict.kind !== "ptr" && attempt.action === "failed") emitFailure(attempt);
      if (!judged) return;
      if (judged.verdict.kind === "ptr") completeEnvelope(attempt, lookup);
      const event = toEvent(attempt, judged.reply, judged.verdict, { path: source.path, line: entry.line });
      if (event) emit(event);
    }
  };

  /** Sender and Message-ID, from an earlier refusal of the message or from the lines in front of this one. */
  function completeEnvelope(attempt: DeliveryAttempt, lookup: () => Envelope | null): void {
    if (attempt.queueId === null) return;
    const known = affected.get(attempt.queueId);
    const envelope = known?.sender ? known : { ...known, ...lookup(), queueId: attempt.queueId };
    attempt.sender ??= envelope.sender ?? null;
    attempt.messageId ??= envelope.messageId ?? null;
    affected.set(attempt.queueId, {
      queueId: attempt.queueId,
      sender: attempt.sender,
      messageId: attempt.messageId,
    });
  }

  function emitFailure(attempt: DeliveryAttempt): void {
    const { queueId, reportingMta, recipient, time } = attempt;
    if (queueId !== null) emitOutcome({ outcome: "failed", time, queueId, reportingMta, recipient });
  }

  function emitOutcome(outcome: DeliveryOutcome): void {
    if (!affected.has(outcome.queueId)) return;
    emit({ schema: "whybounce.outcome/1", ...outcome, time: isoTime(outcome.time) });
  }
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
