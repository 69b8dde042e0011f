// Reads the logs in order of time, and some of them again: later logs may show that more of their lines matter. A text
// that is no log may be what the user pasted.

import { isSystemError, shownName, shownPath } from "../base/errors.ts";
import type { StampContext } from "../base/standards/timestamp.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { Observation, ObservationBatch } from "../model/observations.ts";
import type { InputSummary } from "../model/report.ts";
import { handOver, type ReadingContext } from "./context.ts";
import { openPath, type OpenInput } from "./files/open.ts";
import {
  emptyReader,
  MAX_RECORDED,
  readWhole,
  recording,
  withHead,
  type ByteReader,
  type Recording,
} from "./files/reader.ts";
import type { PendingFile } from "./find-inputs.ts";
import { columnsInHead } from "./logs/entries.ts";
import type { LogSpan } from "./logs/rereading.ts";
import { holdsJson } from "./logs/framing/json.ts";
import type { LogResult } from "./logs/log-source.ts";
import { createLogReader } from "./logs/read-log.ts";
import { findYears, lacksYear, type NotAfterAt } from "./logs/year-turns.ts";
import {
  describeError,
  disorderMessage,
  LINES_AMONG_TEXT,
  longLinesMessage,
  lostRecipients,
  nameOf,
  NO_WHOLE_REPLY,
  notMailMessage,
  pasteCutMessage,
  summaryMessage,
  wideLinesMessage,
  yearsMessage,
} from "./problem-words.ts";
import type { FileReader } from "./read-inputs.ts";
import { unsupportedStore } from "./unsupported.ts";
import { emptyMemory } from "../model/reader-state.ts";
import { LOOK_BEHIND } from "./search/index.ts";

export interface LogStage {
  /** A refusal is known from elsewhere: the end of its message is looked for. */
  follow: (event: AnalysisEvent) => void;
  followId: (queueId: string) => void;
  read: FileReader;
  /** Reads logs again that were read too early to tell everything. */
  finish: () => AsyncGenerator<ObservationBatch[]>;
  /** Leaves to the next run what it must know of this one. */
  remember: () => void;
  close: () => Promise<void>;
}

/** Lines of a text that may yet be read as a paste: more were not copied by hand, and are reported at once. */
const MAX_HELD = 10_000;

/** The first lines of a log may be without a stamp. */
const MAX_LINES_ASKED = 10;

/** A log that has been read once. */
interface FinishedLog extends LogSpan {
  input: InputSummary;
  file: PendingFile;
  modified: number;
  isJson: boolean;
}

/** `remembersQueue`: a stream that cannot be read a second time is too long to be held, as a journal is. */
export function createLogStage(context: ReadingContext, remembersQueue: boolean): LogStage {
  const { record, progress, timezone, threads, state, accepted } = context;
  const finished: FinishedLog[] = [];
  const memory = state?.earlier.logs ?? (remembersQueue ? emptyMemory : undefined);
  const logs = createLogReader({ maxThreads: threads, memory, accepted });

  async function* read(
    input: InputSummary,
    found: OpenInput,
    file: PendingFile,
  ): AsyncGenerator<ObservationBatch[]> {
    const opened: PutBack = file.isRearranged ? await putBackLines(context, found) : found;
    const { reader, modified, head } = opened;
    const copy = file.mayBePaste && file.opened ? recording(reader) : null;
    const stamps = { timezone, notAfter: modified };
    const { parts, result } = logs.read({
      path: input.path,
      reader: copy?.reader ?? reader,
      size: file.size,
      ...stamps,
      notAfterAt: opened.before ? null : await yearsIn(reader, file.size, stamps),
      isJson: holdsJson(head),
      columns: columnsInHead(head.toString("utf8", 0, MAX_FIRST_LINE)),
      // A stream cannot be read again: it is searched for the lines of all mailers.
      ...(opened.once ? {} : { head: head.toString("latin1") }),
      linesBefore: opened.before ?? 0,
      host: context.host?.(file.path) ?? null,
    });
    /** Lines of a text that the log's reader could not read may be a paste. */
    const unread: Observation[] = [];
    for await (const observations of parts) {
      const isHeld = file.mayBePaste && unread.length < MAX_HELD;
      if (isHeld) unread.push(...observations.filter(isUnread));
      const others = isHeld ? observations.filter((one) => !isUnread(one)) : observations;
      yield* handOver(context, input, others);
    }
    input.records = result.lines;
    const recorded = opened.asTyped ?? copy?.recorded() ?? null;
    if (file.mayBePaste && result.understood === 0 && (yield* readPasted(context, input, file, recorded)))
      return;
    yield* handOver(context, input, unread);
    noteFinished(input, opened, file, result);
  }

  function noteFinished(input: InputSummary, opened: OpenInput, file: PendingFile, result: LogResult): void {
    const { order, firstTime, lastTime, isInOrder, isPartial } = result;
    const { modified } = opened;
    const isJson = holdsJson(opened.head) || result.hasEscapes;
    const log = { input, file, modified, isJson, order, firstTime, lastTime, isInOrder, isPartial };
    finished.push(log);
    record.see(lastTime, firstTime);
    const isGone = file.opened !== null && opened.reader.bytesRead() > LOOK_BEHIND;
    if (isGone && !isInOrder && logs.isWorthRereading(log)) record.note(disorderMessage(input), input);
    if (file.firstTime === null && result.understood === 0 && input.kind !== null) {
      input.kind = null;
      const advice = unsupportedStore(opened.head) ?? notMailMessage(opened.head);
      record.fail(`${shownName(nameOf(input.path))}: ${advice}`, input);
    } else if (result.linesCut > 0) record.note(longLinesMessage(input, result.linesCut), input);
    if (result.linesTooWide > 0) record.note(wideLinesMessage(input, result.linesTooWide), input);
    if (result.yearTurns > 0 && lacksYears(opened)) record.note(yearsMessage(input), input);
    if (result.withoutRecipient > 0) record.note(lostRecipients(input, result.withoutRecipient), input);
    for (const omission of result.omissions) record.note(`${nameOf(input.path)}: ${omission}`, input);
  }

  function lacksYears({ head, modified }: OpenInput): boolean {
    const lines = head.toString("latin1", 0, MAX_FIRST_LINE).split("\n", MAX_LINES_ASKED);
    return lines.some((line) => lacksYear(line.trimEnd(), { timezone, notAfter: modified }));
  }

  async function* finish(): AsyncGenerator<ObservationBatch[]> {
    for (const log of finished) {
      if (log.file.opened || !logs.isWorthRereading(log)) continue;
      try {
        yield* reread(log);
      } catch (error) {
        // The file was there a moment ago, and has been read: that result stays.
        if (!isSystemError(error)) record.fail(describeError(log.file.path, error));
      }
    }
  }

  async function* reread({ input, file, modified, isJson }: FinishedLog): AsyncGenerator<ObservationBatch[]> {
    const opened = await openPath(file.path);
    try {
      const { reader } = file.isRearranged ? await putBackLines(context, opened) : opened;
      const watched = progress.watch(reader, `${nameOf(file.path)} again`);
      const host = context.host?.(file.path) ?? null;
      const stamps = { timezone, notAfter: modified };
      const notAfterAt = await yearsIn(reader, file.size, stamps);
      const source = { path: shownPath(file.path), reader: watched, size: file.size, host, isJson };
      for await (const observations of logs.reread({ ...source, ...stamps, notAfterAt }))
        yield* handOver(context, input, observations);
    } finally {
      await opened.reader.close();
    }
  }

  const remember = () => state?.remember(logs.memory(), logs.forgotten());
  const { follow, followId } = logs;
  return { follow, followId, read, finish, remember, close: () => logs.close() };
}

/** A plain file can be looked at before it is read. Where it cannot be read to its end, the reading says so, and tells what stands before. */
async function yearsIn({ file }: ByteReader, size: number, stamps: StampContext): Promise<NotAfterAt | null> {
  if (!file) return null;
  try {
    return await findYears((into, offset, position) => file.readAt(into, offset, position), size, stamps);
  } catch (error) {
    if (isSystemError(error)) return null;
    throw error;
  }
}

/** `asTyped`: the text itself, which may be a paste after all. */
type PutBack = OpenInput & { asTyped?: Recorded };
type Recorded = ReturnType<Recording["recorded"]>;

/** The lines of the log that the text holds: nobody copies more of them by hand than are kept of a paste. More is a log as it is. */
async function putBackLines({ timezone }: ReadingContext, opened: OpenInput): Promise<PutBack> {
  const { reader, modified } = opened;
  const { taken, cut } = await readWhole(reader, MAX_RECORDED);
  if (cut) return { ...opened, reader: fromHere(taken, reader) };
  const { putBack } = await import("./logs/rearranged.ts");
  const text = taken.toString("utf8").replace(/^\uFEFF/, "");
  const bytes = Buffer.from(putBack(text, { timezone, notAfter: modified }));
  return {
    ...opened,
    reader: { ...withHead(bytes, emptyReader), bytesRead: () => reader.bytesRead() },
    head: bytes,
    asTyped: { raw: taken, cut },
  };
}

/** The same input in its order only: its beginning was taken already. */
function fromHere(taken: Buffer, reader: ByteReader): ByteReader {
  const { file: _file, gzip: _gzip, ...inOrder } = withHead(taken, reader);
  return inOrder;
}

/** Longer heads of tables are found while the log is read. */
const MAX_FIRST_LINE = 8_192;

function isUnread(observation: Observation): boolean {
  return "schema" in observation && observation.schema === "whybounce.unread/1";
}

/** Reads text that is no log: the user pasted it. Returns false when nothing in it can be read. */
async function* readPasted(
  context: ReadingContext,
  input: InputSummary,
  file: PendingFile,
  recorded: Recorded | null,
): AsyncGenerator<ObservationBatch[], boolean> {
  const { holdsLogLines, isSummary, mayBeReply, readPastedText } = await import("./mail/read-paste.ts");
  const { raw, cut } = recorded ?? (await readBeginning(file.path));
  const events = readPastedText(raw, input.path);
  yield* handOver(context, input, events);
  if (cut) context.record.note(pasteCutMessage(input), input);
  if (events.length > 0) input.kind = "text";
  if (events.length > 0 && isSummary(raw)) context.record.note(summaryMessage(input), input);
  if (events.length === 0 && mayBeReply(raw)) {
    input.kind = null;
    const advice = holdsLogLines(raw) ? LINES_AMONG_TEXT : NO_WHOLE_REPLY;
    context.record.fail(`${shownName(nameOf(input.path))}: ${advice}`, input);
  }
  return events.length > 0;
}

async function readBeginning(path: string): Promise<{ raw: Buffer; cut: boolean }> {
  const { reader } = await openPath(path);
  return readWhole(reader, MAX_RECORDED).finally(() => reader.close());
}
