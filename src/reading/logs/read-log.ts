// Reads logs: from the bytes in which a refusal or the end of an affected delivery may stand, to events.

import { createEndings } from "./endings.ts";
import { createFollowUps } from "./follow-ups.ts";
import { createFollowedMessages } from "./followed-messages.ts";
import { MET_BEFORE } from "./followed-message.ts";
import type { LogReader, LogReaderOptions, LogReading, LogResult, LogSource } from "./log-source.ts";
import type { LogSpan } from "./rereading.ts";
import { contextAt, frameLine } from "./frame.ts";
import { isOwn, piecesOf } from "./glued-lines.ts";
import {
  createPassedLines,
  createScanner,
  type Entry,
  type ScanResult,
  type Search,
  type Window,
} from "../search/index.ts";
import { readEntry, textOf } from "./entries.ts";
import { createKeptParts } from "./kept-parts.ts";
import { createLogClock, type LogClock } from "./log-clock.ts";
import { escapingsIn, type Escaping } from "./escapes.ts";
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
import type { AnalysisEvent, Rejection, SenderRefusal, Suspension } from "../../model/events.ts";
import type { LogMemory } from "../../model/reader-state.ts";
import type { Observation } from "../../model/observations.ts";
import { createEntryReader, type SharedByLogs } from "./read-entries.ts";
import { createQueueMemory } from "../state/queue-memory.ts";

export function createLogReader({ memory: earlier, accepted, ...options }: LogReaderOptions = {}): LogReader {
  const scanner = createScanner(options);
  /** What the entries said that were read last. */
  const observations: Observation[] = [];
  const followed = createFollowedMessages(observations);
  const endings = createEndings(followed, observations);
  const parts = createKeptParts(earlier?.parts);
  const queue = earlier ? createQueueMemory() : null;
  const shared: SharedByLogs = { observations, followed, endings, parts, queue };
  const { queueUse, searchesFor } = createFollowUps(followed, queue);
  let newest = earlier?.newest ?? null;
  let logsBegun = 0;
  if (earlier) {
    queue?.restore(earlier);
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
      yearTurns: 0,
      isPartial: false,
      hasEscapes: false,
      linesTooWide: 0,
      withoutRecipient: 0,
      omissions: [],
    };
    return { parts: readOnce(source, result), result };
  }

  async function* readOnce(source: LogSource, result: LogResult): AsyncGenerator<Observation[]> {
    followed.begin();
    // Nothing was passed by of what is known from elsewhere.
    followed.takeNew();
    const clock = createClock(source);
    const passed = createPassedLines();
    // What another mailer delivered is no reason to read the log again.
    const isWhole = source.head === undefined || accepted !== undefined;
    const readers = isWhole ? mtaReaders : readersFor(source.head!);
    const expected = new Set(readers.map(({ name }) => name));
    const escapings = source.isJson ? escapingsIn(source.head) : noEscapes;
    const tells: ToldEnds = { failed: new Set(), delayed: new Set() };
    const searches: Search[] = [];
    const { visit, settle } = createEntryReader(shared, {
      source,
      result,
      clock,
      passed,
      tells,
      expected,
      seeksEscapes: escapings.length > 0,
      isEnvelope: (found) => isEnvelopeNeedle(searches[found]!.needle.text),
    });

    const needles = followUpNeedlesOf(readers, escapings);
    searches.push(
      ...refusalNeedles.map((needle) => ({ needle, use: "visit" as const, visit })),
      ...(source.isJson ? needlesInBytes : []).map((needle) => ({ needle, use: "visit" as const, visit })),
      ...searchesFor(
        visit,
        queue ? withCompletions(needles) : needles,
        (one) => queueUse(one, source, clock),
        accepted?.noteIn(source, clock, parts),
      ),
      ...tableHeads(source, () => void result.understood++),
    );
    yield* scan(source, searches, clock, result, settle);
    const { first, last } = clock.span();
    const order = { isInOrder: clock.isInOrder(), yearTurns: clock.yearTurns() };
    Object.assign(result, { firstTime: first, lastTime: last, ...order, omissions: omissionsIn(tells) });
    queue?.settle();
    if (last !== null) newest = Math.max(newest ?? last, last);
  }

  async function* reread(source: LogSource): AsyncGenerator<Observation[]> {
    followed.begin();
    const clock = createClock(source);
    const visit = (entry: Entry, window: Window) => {
      for (const piece of source.isJson ? [entry] : piecesOf(entry, window).filter(isOwn)) {
        const told = readEntry(textOf(piece, window), window.base + piece.start, source, clock, parts);
        if (told) endings.tell(told, clock);
        if (told?.record.kind === "part") followed.watchPart(told.record.part);
      }
      return true;
    };
    const needles = withCompletions(
      followUpNeedlesOf(mtaReaders, source.isJson ? escapingsIn(undefined) : noEscapes),
    );
    const searches = [...searchesFor(visit, needles), ...tableHeads(source, () => {})];
    yield* scan(source, searches, clock, { lines: 0, linesCut: 0 }, () => {});
    followed.takeNew();
  }

  /** Yields what the entries say, also what they said before something went wrong. */
  async function* scan(
    { reader, size }: LogSource,
    searches: readonly Search[],
    clock: LogClock,
    result: ScanResult,
    settle: () => void,
  ): AsyncGenerator<Observation[]> {
    try {
      for await (const scanned of scanner.scan(reader, size, searches, followed.mayBe, clock.enter)) {
        Object.assign(result, scanned);
        yield observations.splice(0);
      }
      settle();
      yield observations.splice(0);
    } catch (error) {
      settle();
      yield observations.splice(0);
      throw error;
    }
  }

  function memory(): LogMemory | null {
    return queue && { newest, ...queue.saved(newest), ...followed.saved(newest), parts: parts.saved() };
  }

  /** What an earlier run and the memory of the queue tell makes a second reading of a log in its order needless. */
  function isWorthRereading(log: LogSpan): boolean {
    return (!queue || !log.isInOrder || log.isPartial) && followed.isWorthRereading(log);
  }

  return {
    follow,
    followId: (queueId) => followed.follow(queueId, MET_BEFORE),
    read,
    reread,
    isWorthRereading,
    memory,
    forgotten: () => queue?.forgotten() ?? 0,
    close: () => scanner.close(),
  };
}

const noEscapes: readonly Escaping[] = [];

function isOfFollowed(event: AnalysisEvent): event is Rejection | Suspension | SenderRefusal {
  const { schema } = event;
  return (
    schema === "whybounce.rejection/1" ||
    schema === "whybounce.suspension/1" ||
    schema === "whybounce.sender-refusal/1"
  );
}

function createClock(source: LogSource): LogClock {
  return createLogClock(
    source.timezone,
    (line, offset) => frameLine(line, contextAt(source, offset))?.time ?? null,
  );
}
