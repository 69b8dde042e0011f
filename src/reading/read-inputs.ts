// Reads everything that was named: events first, whose open deliveries may end in a log; then logs, in order of time, so
// that what becomes of a refused message is seen after its refusal; then mail. A bad input is told and passed over.

import {
  describeDamage,
  describeError,
  findInputs,
  type InputSearch,
  nameOf,
  NO_WHOLE_REPLY,
  NOT_MAIL,
  type PendingFile,
} from "./find-inputs.ts";
import { isSystemError, shownPath } from "../base/errors.ts";
import { createInputProblems, type InputProblems } from "./problems.ts";
import { findMoved, mailboxFiles, type MailboxKind } from "./files/discover.ts";
import { LOOK_BEHIND } from "./search/log-memory.ts";
import { MAX_MESSAGE_LENGTH, splitMbox } from "./mail/mbox.ts";
import { holdsJson } from "./logs/framing/json.ts";
import { openPath, type OpenInput } from "./files/open.ts";
import { MAX_RECORDED, readWhole, recording, type Recording } from "./files/reader.ts";
import type { InputKind, QueueFact } from "../model/delivery.ts";
import type { AnalysisEvent } from "../model/events.ts";
import type { InputSummary } from "../model/report.ts";
import type { LogSpan } from "./logs/followed-messages.ts";
import { createLogReader } from "./logs/read-log.ts";
import type { MailReading } from "./mail/threads.ts";
import { createReadingProgress, type ReadingProgress } from "./progress.ts";
import { OutputIsRead, refuserOf } from "../base/replaced-output.ts";
import { count } from "../base/words/quantities.ts";

export interface InputReading extends InputSearch {
  /** True when the event had not been seen before. */
  emit: (event: AnalysisEvent) => boolean;
  /** What is told of queue ids whose refusals were told without it. */
  emitFact: (fact: QueueFact) => void;
  onWarning: (message: string) => void;
  onProgress: (status: string) => void;
  threads: number | undefined;
}

export interface InputResult {
  inputs: InputSummary[];
  warnings: readonly string[];
  /** True when something that was named could not be read whole. */
  failed: boolean;
  interrupted: boolean;
}

/** What every step of the reading needs. */
interface Context extends InputReading {
  problems: InputProblems;
  progress: ReadingProgress;
  mail: MailReading;
  inputs: InputSummary[];
}

type FileReader = (input: InputSummary, opened: OpenInput, file: PendingFile) => Promise<void>;

export async function readInputs(reading: InputReading): Promise<InputResult> {
  const problems = createInputProblems(reading.onWarning);
  const found = await findInputs(reading, problems);
  const total = found.files.reduce((sum, { size }) => sum + size, 0);
  const progress = createReadingProgress({ ...reading, total, now: Date.now });
  const mail = createMailOnDemand(reading.threads);
  const context: Context = { ...reading, problems, progress, mail, inputs: [] };
  // Nothing to be warned of: the rotation of logs leaves empty ones.
  const empty = progress.wasInterrupted() ? [] : found.empty;
  for (const path of empty) addSummary(context, path, null);

  const logs = readLogs(context);
  const readers: Record<PendingFile["kind"], FileReader> = {
    log: logs.read,
    events: (input, opened) => readEventsFile(context, input, opened, logs.follow),
    mbox: (input, opened) => readMboxFile(context, input, opened),
    message: (input, opened) => readMessageFile(context, input, opened),
  };
  for (const file of inReadingOrder(found.files)) {
    // What came from a stream before its end is in memory.
    if (file.opened || !progress.wasInterrupted()) await readFile(context, file, readers[file.kind]);
  }
  if (!progress.wasInterrupted()) await logs.finish();
  await logs.close();
  for (const [path, kind] of found.mailboxes) await readMailbox(context, path, kind);
  await mail.finish();
  if (progress.wasInterrupted())
    problems.note("interrupted: the report covers only what was read until then");
  else if (context.inputs.length === 0 && !problems.hasFailed())
    problems.fail(
      `${reading.paths.map(nameOf).join(", ")}: no mail log and no mail in it; name a log, a mailbox or a directory of them`,
    );
  const failed = problems.hasFailed();
  return {
    inputs: context.inputs,
    warnings: problems.warnings,
    failed,
    interrupted: progress.wasInterrupted(),
  };
}

/** Loaded with the first message: logs need nothing of it. */
function createMailOnDemand(threads: number | undefined): MailReading {
  let mail: MailReading | null = null;
  return {
    read: async (...message) => {
      mail ??= (await import("./mail/threads.ts")).createMailReading({ threads });
      await mail.read(...message);
    },
    finish: async () => mail?.finish(),
  };
}

/** What is known already; logs by their first time stamp; then what refers to them. */
function inReadingOrder(files: readonly PendingFile[]): PendingFile[] {
  const kinds = ["events", "log", "mbox", "message"];
  return files.toSorted(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      (a.firstTime ?? 0) - (b.firstTime ?? 0) ||
      (a.path < b.path ? -1 : 1),
  );
}

async function readFile(context: Context, file: PendingFile, read: FileReader): Promise<void> {
  const input = addSummary(context, file.path, file.kind);
  try {
    const opened = file.opened ?? (await openPath(file.path));
    await readOpened(context, input, opened, file, read).finally(() => opened.reader.close());
  } catch (error) {
    context.problems.fail(describeError(file.path, error), input);
  }
}

async function readOpened(
  context: Context,
  input: InputSummary,
  opened: OpenInput,
  file: PendingFile,
  read: FileReader,
): Promise<void> {
  if (opened.identity !== file.identity || opened.size < file.size)
    context.problems.fail(replacedMessage(file.path), input);
  const reader = context.progress.watch(opened.reader, nameOf(file.path), file.opened !== null);
  await read(input, { ...opened, reader }, file);
  context.progress.finished(reader);
  input.bytes = reader.bytesRead();
  const failure = reader.failure();
  if (failure !== null) context.problems.fail(brokenMessage(input, failure), input);
}

// ---------------------------------------------------------------- files

interface LogReading {
  /** A refusal that is known from elsewhere: what became of its message is looked for. */
  follow: (event: AnalysisEvent) => void;
  read: FileReader;
  /** Reads again what was read too early to tell all. */
  finish: () => Promise<void>;
  close: () => Promise<void>;
}

function readLogs(context: Context): LogReading {
  const { problems, timezone, emitFact, threads } = context;
  const done: (LogSpan & { file: PendingFile; modified: number })[] = [];
  let current: InputSummary | null = null;
  /** What a log's reader could not read of a text may be read as a paste. */
  let held: AnalysisEvent[] | null = null;
  const emit = (event: AnalysisEvent) => {
    if (held && event.schema === "whybounce.unread/1") held.push(event);
    else if (current) emitFor(context, current, event);
  };
  const logs = createLogReader({ emit, emitFact }, { maxThreads: threads });

  async function read(
    input: InputSummary,
    { reader, modified, head }: OpenInput,
    file: PendingFile,
  ): Promise<void> {
    current = input;
    held = file.mayBePaste ? [] : null;
    const copy = file.mayBePaste && file.opened ? recording(reader) : null;
    const scanned = await logs.read({
      path: input.path,
      reader: copy?.reader ?? reader,
      size: file.size,
      timezone,
      notAfter: modified,
      isJson: holdsJson(head),
    });
    input.records = scanned.lines;
    if (file.mayBePaste && scanned.understood === 0 && (await readPasted(context, input, file, copy))) return;
    for (const event of held ?? []) emitFor(context, input, event);
    const { order, firstTime, lastTime, isInOrder } = scanned;
    const span = { order, firstTime, lastTime, isInOrder };
    done.push({ file, modified, ...span });
    const isGone = file.opened !== null && reader.bytesRead() > LOOK_BEHIND;
    if (isGone && !isInOrder && logs.isWorthRereading(span)) problems.note(disorderMessage(input), input);
    if (file.firstTime === null && scanned.understood === 0 && input.kind !== null) {
      input.kind = null;
      problems.fail(`${nameOf(input.path)}: ${NOT_MAIL}`, input);
    } else if (scanned.linesCut > 0) problems.note(longLinesMessage(input, scanned.linesCut), input);
  }

  async function finish(): Promise<void> {
    for (const { file, modified, ...span } of done) {
      if (file.opened || !logs.isWorthRereading(span)) continue;
      try {
        const reader = context.progress.watch(
          (await openPath(file.path)).reader,
          `${nameOf(file.path)} again`,
        );
        await logs.reread({
          path: shownPath(file.path),
          reader,
          size: file.size,
          timezone,
          notAfter: modified,
        });
        await reader.close();
      } catch (error) {
        // It was there a moment ago, and has been read: what it told stands.
        if (!isSystemError(error)) problems.fail(describeError(file.path, error));
      }
    }
  }

  return { follow: logs.follow, read, finish, close: () => logs.close() };
}

/** Text of no log: what the user pasted. False when it tells nothing; then nothing more is expected of it. */
async function readPasted(
  context: Context,
  input: InputSummary,
  file: PendingFile,
  copy: Recording | null,
): Promise<boolean> {
  const { mayBeReply, readPastedText } = await import("./mail/read-paste.ts");
  const { raw, cut } = copy?.recorded() ?? (await readBeginning(file.path));
  let told = 0;
  readPastedText(raw, input.path, (event) => {
    told++;
    emitFor(context, input, event);
  });
  if (cut) context.problems.note(pasteCutMessage(input), input);
  if (told > 0) input.kind = "text";
  else if (mayBeReply(raw)) {
    input.kind = null;
    context.problems.fail(`${nameOf(input.path)}: ${NO_WHOLE_REPLY}`, input);
  }
  return told > 0;
}

async function readBeginning(path: string): Promise<{ raw: Buffer; cut: boolean }> {
  const { reader } = await openPath(path);
  return readWhole(reader, MAX_RECORDED).finally(() => reader.close());
}

async function readEventsFile(
  context: Context,
  input: InputSummary,
  opened: OpenInput,
  follow: LogReading["follow"],
): Promise<void> {
  const { leftOutMessages, readEvents } = await import("./read-events.ts");
  const { lines, ...left } = await readEvents(opened.reader, (event) => {
    emitFor(context, input, event);
    follow(event);
  });
  input.records = lines;
  for (const message of leftOutMessages(left))
    context.problems.fail(`${nameOf(input.path)}: ${message}`, input);
}

async function readMboxFile(context: Context, input: InputSummary, opened: OpenInput): Promise<void> {
  for await (const { raw, number, cut } of splitMbox(opened.reader)) {
    input.records = number;
    if (cut) context.problems.note(cutMessage(`${nameOf(input.path)}: message ${number}`), input);
    await readOne(context, input, raw, { path: input.path, message: number });
  }
}

async function readMessageFile(context: Context, input: InputSummary, opened: OpenInput): Promise<void> {
  const { raw, cut } = await readWhole(opened.reader, MAX_MESSAGE_LENGTH);
  input.records = 1;
  if (cut) context.problems.note(cutMessage(nameOf(input.path)), input);
  await readOne(context, input, raw, { path: input.path, message: 1 });
}

async function readMailbox(context: Context, path: string, kind: MailboxKind): Promise<void> {
  const refuse = await refuserOf(context.output);
  const input = addSummary(context, path, kind);
  for await (const file of filesOf(context, input, path, kind)) {
    if (context.progress.wasInterrupted()) break;
    try {
      const opened = await openMessage(file);
      if (!opened) continue;
      refuse(file, opened.identity);
      const reader = context.progress.watch(opened.reader, input.path);
      const { raw, cut } = await readWhole(reader, MAX_MESSAGE_LENGTH);
      await reader.close();
      context.progress.finished(reader);
      input.records++;
      input.bytes += reader.bytesRead();
      if (cut) context.problems.note(cutMessage(nameOf(file)), input);
      await readOne(context, input, raw, { path: shownPath(file), message: 1 });
    } catch (error) {
      if (error instanceof OutputIsRead) throw error;
      context.problems.fail(describeError(file, error), input);
    }
  }
}

/** A part of a mailbox that cannot be read is told of. */
async function* filesOf(
  context: Context,
  input: InputSummary,
  path: string,
  kind: MailboxKind,
): AsyncGenerator<string> {
  try {
    yield* mailboxFiles(path, kind);
  } catch (error) {
    context.problems.fail(describeError(path, error), input);
  }
}

/** Mail is moved from new to cur, or deleted, while it is read: that is no fault. Null when it is gone. */
async function openMessage(file: string): Promise<OpenInput | null> {
  try {
    return await openPath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const moved = await findMoved(file);
    return moved === null ? null : openPath(moved);
  }
}

async function readOne(
  context: Context,
  input: InputSummary,
  raw: Buffer,
  position: { path: string; message: number },
): Promise<void> {
  const what = `${nameOf(position.path)}: message ${position.message}`;
  await context.mail.read(raw, position, {
    emit: (event) => emitFor(context, input, event),
    cut: (words) => context.problems.note(`${what} has ${words.join("; ")}`, input),
    fail: (reason) => context.problems.fail(`${what} could not be parsed (${reason}); left out`, input),
  });
}

// ---------------------------------------------------------------- summaries and messages

function addSummary(context: Context, path: string, kind: InputKind | null): InputSummary {
  const input = { path: shownPath(path), kind, bytes: 0, records: 0, rejections: 0, warnings: [] };
  context.inputs.push(input);
  return input;
}

function emitFor(context: Context, input: InputSummary, event: AnalysisEvent): void {
  if (!context.emit(event) || event.schema !== "whybounce.rejection/1") return;
  input.rejections++;
  context.progress.refused();
}

function brokenMessage(input: InputSummary, failure: string): string {
  const unit = input.kind === "mbox" || input.kind === "message" ? "message" : "line";
  return `${nameOf(input.path)}: ${describeDamage(failure)} after ${count(input.records, unit)}; what stood before it was read`;
}

/** What stands under the name by now is read. */
function replacedMessage(path: string): string {
  return `${nameOf(path)}: was rotated before it was read, and what stood in it may be missing; run again`;
}

/** What comes on a pipe is gone once it was read. */
function disorderMessage(input: InputSummary): string {
  return `${nameOf(input.path)}: later lines stand in front of earlier ones, and a pipe is read once: what became of some refused messages may be missing; write the log to a file and name that`;
}

function longLinesMessage(input: InputSummary, lines: number): string {
  return `${nameOf(input.path)}: ${count(lines, "line")} longer than 1 MiB; only the beginning was read`;
}

function pasteCutMessage(input: InputSummary): string {
  return `${nameOf(input.path)}: is no log, and as pasted text only its first ${MAX_RECORDED >> 20} MiB were read`;
}

function cutMessage(what: string): string {
  return `${what} is longer than ${MAX_MESSAGE_LENGTH >> 20} MiB; only the beginning was read`;
}
