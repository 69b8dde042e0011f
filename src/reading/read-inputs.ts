// Reads everything that was named. Events come first: their open deliveries may end in a log. Then logs, in order of
// time: the end of a refused message is seen after its refusal. Then mail. A bad input is reported and passed over.

import { shownName } from "../base/errors.ts";
import type { ObservationBatch } from "../model/observations.ts";
import type { InputSummary } from "../model/report.ts";
import { handOver, type ReadingContext, type ReadingOptions } from "./context.ts";
import { isJournal } from "../base/journal-names.ts";
import { openPath, type OpenInput } from "./files/open.ts";
import type { FoundInputs, PendingFile } from "./find-inputs.ts";
import {
  brokenMessage,
  describeError,
  nameOf,
  nothingFoundMessage,
  replacedMessage,
  rewrittenMessage,
} from "./problem-words.ts";
import { createReadingProgress } from "./progress.ts";
import { createLogStage, type LogStage } from "./read-logs.ts";
import { createMailStage } from "./read-mailboxes.ts";
import type { ReadingRecord } from "./record.ts";

/** Reads the content of one file that is open. */
export type FileReader = (
  input: InputSummary,
  opened: OpenInput,
  file: PendingFile,
) => AsyncGenerator<ObservationBatch[]>;

/** What the inputs say, batch by batch; `record` is filled meanwhile, and is complete at the end. */
export async function* readInputs(
  found: FoundInputs,
  options: ReadingOptions,
  record: ReadingRecord,
): AsyncGenerator<ObservationBatch[]> {
  const total = found.files.reduce((sum, { size }) => sum + size, 0);
  const progress = createReadingProgress({ ...options, total, now: Date.now });
  const context: ReadingContext = { ...options, record, progress };
  // This needs no warning: the rotation of logs leaves empty files.
  if (!progress.wasInterrupted()) for (const path of found.empty) record.addInput(path, null);
  const logs = createLogStage(
    context,
    found.files.some(({ path }) => isJournal(path)),
  );
  const mail = createMailStage(context);
  const hasLogs = found.files.some(({ kind }) => kind === "log");
  try {
    yield* tellOpen(context);
    if (hasLogs) await followOpen(context, logs.followId);
    const readers: Record<PendingFile["kind"], FileReader> = {
      log: logs.read,
      events: (input, opened) => readEventsFile(context, input, opened, hasLogs ? logs.follow : passOver),
      mbox: mail.readMbox,
      message: mail.readMessage,
    };
    for (const file of inReadingOrder(found.files)) {
      // What a stream gave before an interruption is in memory.
      if (file.opened || !progress.wasInterrupted()) yield* readFile(context, file, readers[file.kind]);
    }
    if (!progress.wasInterrupted()) yield* logs.finish();
    for (const [path, kind] of found.mailboxes) yield* mail.readMailbox(path, kind);
    yield* mail.finish();
    logs.remember();
  } finally {
    await logs.close();
    await mail.close();
  }
  record.interrupted = progress.wasInterrupted();
  if (record.interrupted) record.note("interrupted: the report covers only what was read until then");
  else if (record.inputs.length === 0 && !record.failed) record.fail(nothingFoundMessage(options.paths));
}

/** Without a log, no end of a delivery is looked for. */
function passOver(): void {}

/** Events; then logs, by their first time stamp; then mail, which refers to them. */
function inReadingOrder(files: readonly PendingFile[]): PendingFile[] {
  const kinds = ["events", "log", "mbox", "message"];
  return files.toSorted(
    (a, b) =>
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      (a.firstTime ?? 0) - (b.firstTime ?? 0) ||
      (a.path < b.path ? -1 : 1),
  );
}

async function* readFile(
  context: ReadingContext,
  file: PendingFile,
  read: FileReader,
): AsyncGenerator<ObservationBatch[]> {
  const input = context.record.addInput(file.path, file.kind);
  try {
    const opened = file.opened ?? (await openPath(file.path));
    try {
      yield* readOpened(context, input, opened, file, read);
    } finally {
      await opened.reader.close();
    }
  } catch (error) {
    context.record.fail(describeError(file.path, error), input);
  }
}

/** Deliveries that were open when the last run ended: their ends may stand in what is read now. */
async function* tellOpen(context: ReadingContext): AsyncGenerator<ObservationBatch[]> {
  const { earlier, path } = context.state ?? { earlier: { open: [] }, path: "" };
  if (earlier.open.length === 0) return;
  const input = context.record.addInput(path, "events");
  input.records = earlier.open.length;
  const batch = { observations: earlier.open, isToldAgain: true as const, newRefusals: 0, failure: null };
  yield [batch];
  input.rejections += batch.newRefusals;
  if (batch.failure !== null) throw batch.failure as Error;
}

/** Where no earlier run left any, because there is no state, or a new one. */
async function followOpen(
  { state, openElsewhere }: ReadingContext,
  followId: LogStage["followId"],
): Promise<void> {
  const isRemembered = (state?.earlier.savedAt ?? "") !== "";
  if (isRemembered || !openElsewhere) return;
  for (const queueId of await openElsewhere()) followId(queueId);
}

async function* readOpened(
  context: ReadingContext,
  input: InputSummary,
  first: OpenInput,
  file: PendingFile,
  read: FileReader,
): AsyncGenerator<ObservationBatch[]> {
  const { record, progress } = context;
  if (first.identity !== file.identity || first.size < file.size)
    record.fail(replacedMessage(file.path), input);
  const resumed = isContinued(file) ? await context.state?.positions.resume(file.path, first) : null;
  if (resumed?.isUnchanged === true) return resumed.reached(0);
  if (resumed?.isRewritten === true) record.note(rewrittenMessage(input.path), input);
  const opened = resumed ? { ...resumed.opened, before: resumed.before } : first;
  const reader = progress.watch(opened.reader, nameOf(file.path), file.opened !== null);
  yield* read(input, { ...opened, reader }, file);
  progress.finished(reader);
  input.bytes = reader.bytesRead();
  const failure = reader.failure();
  if (failure !== null) record.fail(brokenMessage(input, failure), input);
  // What was not read to its end is read again by the next run.
  else if (!progress.wasInterrupted()) {
    resumed?.reached(input.records);
    const cursor = opened.cursor?.() ?? null;
    if (cursor !== null) context.state?.journals.set(file.path, cursor);
  }
  if (opened.reader !== first.reader) await opened.reader.close();
}

/** Logs and mailboxes grow at their ends; a message and a copied text are read as a whole. */
function isContinued({ kind, mayBePaste }: PendingFile): boolean {
  return kind !== "message" && !mayBePaste;
}

async function* readEventsFile(
  context: ReadingContext,
  input: InputSummary,
  opened: OpenInput,
  follow: LogStage["follow"],
): AsyncGenerator<ObservationBatch[]> {
  const { leftOutMessages, readEvents } = await import("./read-events.ts");
  const { parts, result } = readEvents(opened.reader);
  for await (const { observations, lines } of parts) {
    yield* handOver(context, input, observations, lines);
    for (const event of observations) if ("schema" in event) follow(event);
  }
  input.records = result.lines;
  context.record.see(result.newest);
  for (const message of leftOutMessages(result))
    context.record.fail(`${shownName(nameOf(input.path))}: ${message}`, input);
}
