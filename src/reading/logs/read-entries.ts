// Reads the entries of one log in which something was found: refusals, what becomes of messages that were refused, and what no
// reader takes.

import {
  LINE_FEED,
  linesBefore,
  type Entry,
  type PassedLine,
  type PassedLines,
  type Search,
  type Window,
} from "../search/index.ts";
import type { DeliveryAttempt, LogLine } from "../../model/delivery.ts";
import type { Observation } from "../../model/observations.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { isFollowed, judge } from "../../refusals/judge.ts";
import { stableHash, toEvents } from "../../refusals/refusal-events.ts";
import type { QueueMemory } from "../state/queue-memory.ts";
import { createUnreadReplies } from "../unread-replies.ts";
import { isUnreadLine } from "../unread.ts";
import type { Endings } from "./endings.ts";
import {
  attemptsOf,
  queueIdOf,
  readEntry,
  readLine,
  senderIn,
  textOf,
  wordOfReply,
  type EntryRecord,
} from "./entries.ts";
import { hasEscapes } from "./escapes.ts";
import type { FollowedMessages } from "./followed-messages.ts";
import { contextAt, frameLine } from "./frame.ts";
import { piecesOf, pieceTexts } from "./glued-lines.ts";
import { isTooWide } from "./frame-json.ts";
import { onlyLook } from "./kept-parts.ts";
import type { LogClock } from "./log-clock.ts";
import type { LogResult, LogSource } from "./log-source.ts";
import type { KeptParts, LogRecord } from "./mailers/reader.ts";
import type { ToldEnds } from "./omissions.ts";
import { createUsualLineReader } from "./usual-lines.ts";

/** What all logs of a run have in common. */
export interface SharedByLogs {
  observations: Observation[];
  followed: FollowedMessages;
  endings: Endings;
  parts: KeptParts;
  /** Null where nothing is to be remembered. */
  queue: QueueMemory | null;
}

/** What is known of this one. */
export interface OneLog {
  source: LogSource;
  result: LogResult;
  clock: LogClock;
  passed: PassedLines;
  tells: ToldEnds;
  /** The mailers whose other lines are looked for, too. */
  expected: ReadonlySet<string>;
  /** True when texts of JSON with escapes are looked for. */
  seeksEscapes: boolean;
  isEnvelope: (found: number) => boolean;
}

export interface EntryReader {
  visit: Search["visit"];
  /** The log has ended, or can be read no further. */
  settle: () => void;
}

export function createEntryReader(
  { observations, followed, endings, parts, queue }: SharedByLogs,
  { source, result, clock, passed, tells, expected, seeksEscapes, isEnvelope }: OneLog,
): EntryReader {
  const { tell, tellFailure } = endings;
  const { order } = result;
  const { linesBefore: before = 0 } = source;
  const usual = createUsualLineReader(source, clock);
  const unreadReplies = createUnreadReplies({
    tell: (event) => observations.push(event),
    isNewestFirst: clock.isNewestFirst,
    parts,
  });
  const lineOf = (entry: Entry) => entry.line + before;

  function visit(entry: Entry, window: Window): boolean {
    const told = usualEntry(entry, window);
    if (told) take(told, entry, window);
    else if (source.isJson) visitPiece(entry, window);
    else for (const piece of piecesOf(entry, window)) visitPiece(piece, window, piece.isDoubtful);
    return true;
  }

  function visitPiece(piece: Entry, window: Window, isDoubtful = false): void {
    if (isDoubtful) return tellDoubtful(piece, window);
    const told = usualEntry(piece, window);
    for (const record of told ? [told] : anyEntry(piece, window)) take(record, piece, window);
  }

  function take(told: EntryRecord, entry: Entry, window: Window): void {
    result.understood++;
    const { record } = told;
    if (record.kind === "attempt") for (const attempt of attemptsOf(record)) refuse(attempt, entry, window);
    else tell(told, clock);
    if (record.kind === "part") followed.watchPart(record.part);
    lookBack(entry, window);
  }

  /** Nothing tells whether a mailer wrote the line, or a stranger. */
  function tellDoubtful(piece: Entry, window: Window): void {
    const text = textOf(piece, window);
    const told = readEntry(text, window.base + piece.start, source, clock, onlyLook(parts))?.record;
    if (told?.kind === "attempt" && judge(told.attempt)?.verdict.kind === "ptr")
      addUnread(text, frameLine(text, contextAt(source, window.base + piece.start)), piece);
  }

  function usualEntry({ start, end }: Entry, { buffer, base }: Window): EntryRecord | null {
    const textEnd = buffer[end - 1] === LINE_FEED ? end - 1 : end;
    const told = usual(buffer, { start, end: textEnd, offset: base + start }, parts);
    return told && isFailure(told.record) ? null : told;
  }

  function anyEntry(entry: Entry, window: Window): EntryRecord[] {
    const text = textOf(entry, window);
    const line = frameLine(text, contextAt(source, window.base + entry.start));
    if (line) readReplyBefore(line, entry, window);
    const lines = line ? [line, ...(line.further ?? [])] : [];
    const told = lines.flatMap((one) => readLine(one, window.base + entry.start, source, clock, parts) ?? []);
    if (told.every(({ record }) => isFailure(record))) tellUnread(text, line, entry);
    else if (!seeksEscapes && told[0]!.record.kind === "attempt" && hasEscapes(text)) noteEscapes();
    return told;
  }

  /** Of a reply over several lines of the log, only some have a needle. */
  function readReplyBefore(line: LogLine, entry: Entry, window: Window): void {
    const word = wordOfReply(line);
    if (word === null) return;
    for (const { text, offset } of linesBefore(window, entry.start, word))
      readEntry(text.trimEnd(), offset, source, clock, parts);
  }

  function noteEscapes(): void {
    result.isPartial = true;
    result.hasEscapes = true;
  }

  function tellUnread(text: string, framed: LogLine | null, entry: Entry): void {
    if (isTooWide(text, framed)) result.linesTooWide++;
    if (isUnreadLine(text, framed)) addUnread(text, framed, entry);
  }

  function addUnread(text: string, framed: LogLine | null, entry: Entry): void {
    const line = lineOf(entry);
    const time = isoTime(framed?.time ?? null);
    const id = stableHash(text);
    const event = { schema: "whybounce.unread/1" as const, id, time, source: { path: source.path, line } };
    unreadReplies.add(event, entry.line, text, framed);
  }

  function refuse(attempt: DeliveryAttempt, entry: Entry, window: Window): void {
    tells[attempt.action].add(attempt.mta);
    const judged = judge(attempt);
    const isCounted = judged !== null && isFollowed(judged.verdict);
    const isPtr = judged?.verdict.kind === "ptr";
    if (isCounted && !expected.has(attempt.mta)) result.isPartial = true;
    // What was refused before for its reverse DNS has ended with this.
    if (isCounted && !isPtr && attempt.action === "failed") tellFailure(attempt, clock);
    if (isCounted && attempt.queueId !== null) {
      followed.follow(attempt.queueId, order);
      lookBack(entry, window);
      followed.complete(attempt);
    }
    // A refusal that was made is final by itself; one that is only repeated says how its message ended.
    if (attempt.action === "failed" && (!isCounted || attempt.suspended)) tellFailure(attempt, clock);
    if (!judged) return;
    if (judged.verdict.kind === "other") attempt.sender ??= senderOf(attempt, entry, window);
    const at = { path: source.path, line: lineOf(entry) };
    if (attempt.recipient === "") noteLost(attempt, isCounted);
    observations.push(...toEvents(attempt, judged.reply, judged.verdict, at));
  }

  /** The line has a place for the recipient, and nothing in it. */
  function noteLost(attempt: DeliveryAttempt, isCounted: boolean): void {
    attempt.recipient = null;
    if (isCounted) result.withoutRecipient++;
  }

  /** The sender of a message that is not followed, if its line stands not far before. */
  function senderOf({ queueId }: DeliveryAttempt, entry: Entry, window: Window): string | null {
    if (queueId === null) return null;
    let sender: string | null = null;
    passed.find(window, entry.start, queueId, isEnvelope, ({ text }) => {
      for (const piece of source.isJson ? [text()] : pieceTexts(text())) sender ??= senderIn(piece, queueId);
      return sender !== null;
    });
    return (
      sender ?? queue?.envelopesOf(queueId, noLines).findLast((one) => one.sender !== null)?.sender ?? null
    );
  }

  function piecesRead(text: string, offset: number, looked: KeptParts): EntryRecord[] {
    const texts = source.isJson ? [text] : pieceTexts(text);
    return texts.flatMap((piece) => readEntry(piece, offset, source, clock, looked) ?? []);
  }

  /** Reads the lines about a message that stood before its first refusal. */
  function lookBack(entry: Entry, window: Window): void {
    for (let ids = followed.takeNew(); ids.length > 0; ids = followed.takeNew())
      for (const id of ids) learnEarlier(id, passed.before(window, entry.start, id), window);
  }

  function learnEarlier(id: string, lines: readonly PassedLine[], { buffer }: Window): void {
    const envelopes = queue?.envelopesOf(id, new Set(lines.map(({ text }) => text().trimEnd()))) ?? [];
    const looked = onlyLook(parts);
    for (const { text, offset, start, end } of lines) {
      const told = usual(buffer, { start, end, offset }, looked);
      for (const one of told ? [told] : piecesRead(text(), offset, looked)) {
        if (queueIdOf(one.record) !== id) continue;
        if (one.record.kind === "envelope") envelopes.push({ ...one.record.envelope, queueId: id });
        else tell(one, clock);
      }
    }
    followed.learnEarlier(id, envelopes);
  }

  return { visit, settle: () => unreadReplies.settle(result.lines) };
}

/** A delivery that failed, and why was not read: that may have been a refusal. */
function isFailure(record: LogRecord): boolean {
  return record.kind === "outcome" && record.outcome.outcome === "failed";
}

const noLines: ReadonlySet<string> = new Set();
