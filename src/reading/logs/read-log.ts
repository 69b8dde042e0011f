// Reads logs: from the bytes in which a refusal or the end of an affected delivery may stand, to events.

import { createEndings } from "./endings.ts";
import { createFollowUps } from "./follow-ups.ts";
import { createFollowedMessages } from "./followed-messages.ts";
import type { LogReader, LogReaderOptions, LogReading, LogResult, LogSource } from "./log-source.ts";
import type { LogSpan } from "./rereading.ts";
import { frameLine } from "./frame.ts";
import { isTooWide } from "./frame-json.ts";
import {
  createPassedLines,
  createScanner,
  type Entry,
  type PassedLine,
  type ScanResult,
  type Search,
  type Window,
} from "../search/index.ts";
import { attemptsOf, queueIdOf, readEntry, readLine, senderIn, textOf } from "./entries.ts";
import { createKeptParts, onlyLook } from "./kept-parts.ts";
import { createLogClock, type LogClock } from "./log-clock.ts";
import { escapingsIn, hasEscapes, type Escaping } from "./escapes.ts";
import {
  followUpNeedlesOf,
  isEnvelopeNeedle,
  needlesInBytes,
  readersFor,
  refusalNeedles,
  withCompletions,
} from "./log-needles.ts";
import { mtaReaders } from "./mailers/index.ts";
import { omissionsIn, type ToldEnds } from "./omissions.ts";
import { tableHeads } from "./table-heads.ts";
import type { DeliveryAttempt, LogLine } from "../../model/delivery.ts";
import type { AnalysisEvent, Rejection, SenderRefusal, Suspension } from "../../model/events.ts";
import type { LogMemory } from "../../model/reader-state.ts";
import type { Observation } from "../../model/observations.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { isFollowed, judge, stableHash, toEvents } from "../../refusals/judge.ts";
import { createQueueMemory } from "../state/queue-memory.ts";
import { isUnreadLine } from "../unread.ts";

export function createLogReader({ memory: earlier, ...options }: LogReaderOptions = {}): LogReader {
  const scanner = createScanner(options);
  /** What the entries said that were read last. */
  const observations: Observation[] = [];
  const followed = createFollowedMessages(observations);
  const { tell, tellFailure } = createEndings(followed, observations);
  const parts = createKeptParts(earlier?.parts);
  const queue = earlier ? createQueueMemory() : null;
  const { queueUse, searchesFor } = createFollowUps(followed, queue);
  let newest = earlier?.newest ?? null;
  let logsBegun = 0;
  if (earlier) {
    queue?.restore(earlier.queue);
    followed.restore(earlier);
  }

  function follow(event: AnalysisEvent): void {
    if (event.schema === "whybounce.requeue/1") followed.follow(event.queueId, 0);
    if (!isOfFollowed(event)) return;
    for (const id of [event.queueId, event.originalQueueId]) if (id) followed.follow(id, 0);
  }

  function read(source: LogSource): LogReading {
    const result: LogResult = {
      lines: 0,
      linesCut: 0,
      understood: 0,
      order: logsBegun++,
      firstTime: null,
      lastTime: null,
      isInOrder: true,
      isPartial: false,
      hasEscapes: false,
      linesTooWide: 0,
      omissions: [],
    };
    return { parts: readOnce(source, result), result };
  }

  async function* readOnce(source: LogSource, result: LogResult): AsyncGenerator<Observation[]> {
    const { order } = result;
    const { linesBefore = 0 } = source;
    const lineOf = (entry: Entry) => entry.line + linesBefore;
    followed.begin();
    // Nothing was passed by of what is known from elsewhere.
    followed.takeNew();
    const clock = createClock(source);
    const passed = createPassedLines();
    const readers = source.head === undefined ? mtaReaders : readersFor(source.head);
    const expected = new Set(readers.map(({ name }) => name));
    const escapings = source.isJson ? escapingsIn(source.head) : noEscapes;
    const seeksEscapes = escapings.length > 0;
    const tells: ToldEnds = { failed: new Set(), delayed: new Set() };

    function visit(entry: Entry, window: Window): boolean {
      const text = textOf(entry, window);
      const line = frameLine(text, source);
      const told = line && readLine(line, window.base + entry.start, source, clock, parts);
      if (!told) {
        tellUnread(text, line, entry);
        return true;
      }
      result.understood++;
      const { record } = told;
      if (!seeksEscapes && record.kind === "attempt" && hasEscapes(text)) noteEscapes();
      if (record.kind === "attempt") for (const attempt of attemptsOf(record)) refuse(attempt, entry, window);
      else tell(told, clock);
      if (record.kind === "part") followed.watchPart(record.part);
      lookBack(entry, window);
      return true;
    }

    function noteEscapes(): void {
      result.isPartial = true;
      result.hasEscapes = true;
    }

    function tellUnread(text: string, framed: LogLine | null, entry: Entry): void {
      if (isTooWide(text, framed)) result.linesTooWide++;
      if (!isUnreadLine(text, framed)) return;
      const line = lineOf(entry);
      const time = isoTime(framed?.time ?? null);
      const id = stableHash(text);
      observations.push({ schema: "whybounce.unread/1", id, time, source: { path: source.path, line } });
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
      observations.push(...toEvents(attempt, judged.reply, judged.verdict, at));
    }

    /** The sender of a message that is not followed, if its line stands not far before. */
    function senderOf({ queueId }: DeliveryAttempt, entry: Entry, window: Window): string | null {
      if (queueId === null) return null;
      let sender: string | null = null;
      passed.find(window, entry.start, queueId, isEnvelope, ({ text }) => {
        sender = senderIn(text, queueId);
        return sender !== null;
      });
      return (
        sender ?? queue?.envelopesOf(queueId, noLines).findLast((one) => one.sender !== null)?.sender ?? null
      );
    }

    /** Reads the lines about a message that stood before its first refusal. */
    function lookBack(entry: Entry, window: Window): void {
      for (let ids = followed.takeNew(); ids.length > 0; ids = followed.takeNew())
        for (const id of ids) learnEarlier(id, passed.before(window, entry.start, id));
    }

    function learnEarlier(id: string, lines: readonly PassedLine[]): void {
      const envelopes = queue?.envelopesOf(id, new Set(lines.map(({ text }) => text.trimEnd()))) ?? [];
      for (const { text, offset } of lines) {
        const told = readEntry(text, offset, source, clock, onlyLook(parts));
        if (!told || queueIdOf(told.record) !== id) continue;
        if (told.record.kind === "envelope") envelopes.push(told.record.envelope);
        else tell(told, clock);
      }
      followed.learnEarlier(id, envelopes);
    }

    const needles = followUpNeedlesOf(readers, escapings);
    const searches: Search[] = [
      ...refusalNeedles.map((needle) => ({ needle, use: "visit" as const, visit })),
      ...(source.isJson ? needlesInBytes : []).map((needle) => ({ needle, use: "visit" as const, visit })),
      ...searchesFor(visit, queue ? withCompletions(needles) : needles, (one) =>
        queueUse(one, source, clock),
      ),
      ...tableHeads(source, () => void result.understood++),
    ];
    const isEnvelope = (found: number) => isEnvelopeNeedle(searches[found]!.needle.text);
    yield* scan(source, searches, clock, result);
    const { first, last } = clock.span();
    const isInOrder = clock.isInOrder();
    Object.assign(result, { firstTime: first, lastTime: last, isInOrder, omissions: omissionsIn(tells) });
    queue?.settle();
    if (last !== null) newest = Math.max(newest ?? last, last);
  }

  async function* reread(source: LogSource): AsyncGenerator<Observation[]> {
    followed.begin();
    const clock = createClock(source);
    const visit = (entry: Entry, window: Window) => {
      const told = readEntry(textOf(entry, window), window.base + entry.start, source, clock, parts);
      if (told) tell(told, clock);
      if (told?.record.kind === "part") followed.watchPart(told.record.part);
      return true;
    };
    const needles = withCompletions(
      followUpNeedlesOf(mtaReaders, source.isJson ? escapingsIn(undefined) : noEscapes),
    );
    const searches = [...searchesFor(visit, needles), ...tableHeads(source, () => {})];
    yield* scan(source, searches, clock, { lines: 0, linesCut: 0 });
    followed.takeNew();
  }

  /** Yields what the entries say, also what they said before something went wrong. */
  async function* scan(
    { reader, size }: LogSource,
    searches: readonly Search[],
    clock: LogClock,
    result: ScanResult,
  ): AsyncGenerator<Observation[]> {
    try {
      for await (const scanned of scanner.scan(reader, size, searches, followed.mayBe, clock.enter)) {
        Object.assign(result, scanned);
        yield observations.splice(0);
      }
    } catch (error) {
      yield observations.splice(0);
      throw error;
    }
  }

  function memory(): LogMemory | null {
    return queue && { newest, queue: queue.saved(newest), ...followed.saved(newest), parts: parts.saved() };
  }

  /** What an earlier run and the memory of the queue tell makes a second reading of a log in its order needless. */
  function isWorthRereading(log: LogSpan): boolean {
    return (!queue || !log.isInOrder || log.isPartial) && followed.isWorthRereading(log);
  }

  return {
    follow,
    read,
    reread,
    isWorthRereading,
    memory,
    forgotten: () => queue?.forgotten() ?? 0,
    close: () => scanner.close(),
  };
}

const noEscapes: readonly Escaping[] = [];
const noLines: ReadonlySet<string> = new Set();

function isOfFollowed(event: AnalysisEvent): event is Rejection | Suspension | SenderRefusal {
  const { schema } = event;
  return (
    schema === "whybounce.rejection/1" ||
    schema === "whybounce.suspension/1" ||
    schema === "whybounce.sender-refusal/1"
  );
}

function createClock(source: LogSource): LogClock {
  return createLogClock(source.timezone, (line) => frameLine(line, source)?.time ?? null);
}
