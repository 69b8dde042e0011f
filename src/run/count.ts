// What a report counts: the events of the inputs, of a history on this machine, or of a store.

import { endReading } from "../base/replaced-output.ts";
import { UserError } from "../base/errors.ts";
import type { Counted } from "../counting/counted.ts";
import { createObservationCount, type ObservationCount } from "../counting/count-observations.ts";
import { MENTIONS_REACH } from "../counting/within-period.ts";
import type { ObservationBatch } from "../model/observations.ts";
import type { AnalysisTask, HistoryFolder, Period } from "../model/options.ts";
import { standardLogs, STANDARD_LOGS } from "../reading/files/discover.ts";
import { SYSTEM_JOURNAL } from "../base/journal-names.ts";
import { findInputs } from "../reading/find-inputs.ts";
import type { AcceptedMailReading } from "../reading/logs/accepted-mail.ts";
import { hostOfLog } from "../reading/host-names.ts";
import { readInputs } from "../reading/read-inputs.ts";
import { createReadingRecord, type ReadingRecord } from "../reading/record.ts";
import type { ReadingState } from "../reading/state/reading-state.ts";

/** The store's counts when a store is named; its code is loaded only then. */
export async function count(
  options: AnalysisTask,
  before: Period | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Counted> {
  if (!options.store) return countInputs(options, before, stdin);
  if ("directory" in options.store) return countHistory(options.store, options, before);
  const { countStore } = await import("../store/count-store.ts");
  return countStore(options.store, options, before);
}

/** A history on this machine is read as events are: only what the period needs. */
async function countHistory(
  { directory }: HistoryFolder,
  options: AnalysisTask,
  before: Period | null,
): Promise<Counted> {
  const { period, timezone, keepEvents, keepRecipients, onWarning, onProgress = () => {} } = options;
  const { createLineFilter, historyFiles } = await import("../store/history/read.ts");
  const { readHistory } = await import("../reading/read-history.ts");
  const record = createReadingRecord(onWarning);
  const counting = createObservationCount({ period, before, timezone, keepEvents, keepRecipients });
  const periods = [period, ...(before ? [before] : [])];
  const isPassedOver = createLineFilter(periods, counting.addFar);
  const { files, others, newest } = await historyFiles(directory, periods);
  for (const other of others) counting.addCounted(other);
  const source = { directory, files, isPassedOver, onProgress };
  for await (const batches of readHistory(source, record)) counting.add(batches);
  const { inputs, warnings, failed } = record;
  return {
    ...counting.finish(newest),
    keeper: "history",
    inputs,
    warnings,
    inputFailed: failed,
    interrupted: false,
  };
}

/** `before` is the period to be compared with. */
async function countInputs(
  options: AnalysisTask,
  before: Period | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Counted> {
  const paths = await choosePaths(options.paths, stdin !== null);
  const record = createReadingRecord(options.onWarning);
  const counting = await openCounting(options, before);
  const accepted = await openAccepted(options);
  const state = await openState(options, record.note);
  const carrying = state && (await import("../counting/carrying.ts")).createCarrying();
  const notice = noticeMany(options);
  const run = { paths, before, stdin, state, accepted };
  try {
    for await (const batches of readPaths(options, run, record)) {
      counting.add(batches);
      carrying?.add(batches);
      await notice(batches);
      await handOn(batches, options);
    }
  } catch (error) {
    await state?.close();
    throw error;
  }
  const counted = {
    ...finish(counting, record, state),
    ...(accepted ? { accepted: accepted.finish() } : {}),
  };
  if (!state || !carrying) return counted;
  return {
    ...counted,
    ...(await newsOf(options, state, counted)),
    state: { save: (stored) => state.save(carrying.carried, stored), close: state.close },
  };
}

/** Nobody reads a report of what is only handed on. */
async function newsOf(
  options: AnalysisTask,
  { earlier }: ReadingState,
  counted: Counted,
): Promise<Pick<Counted, "sinceLastRun">> {
  if (options.onObservations) return {};
  const { sinceLastRun } = await import("../counting/since-last-run.ts");
  const news = sinceLastRun(earlier, counted, options);
  return news ? { sinceLastRun: news } : {};
}

/** What one run over inputs works with. */
interface InputRun {
  paths: readonly string[];
  before: Period | null;
  stdin: AsyncIterable<Uint8Array> | null;
  state: ReadingState | null;
  accepted: AcceptedMailReading | undefined;
}

async function* readPaths(
  options: AnalysisTask,
  { paths, before, stdin, state, accepted }: InputRun,
  record: ReadingRecord,
): AsyncGenerator<ObservationBatch[]> {
  const { period, timezone, threads, signal, openElsewhere } = options;
  const { onRefusedOutput = endReading, onProgress = () => {}, adviceOnMissing = () => "" } = options;
  const output = { paths: [options.output ?? []].flat(), refused: onRefusedOutput };
  const rangeOf = (journal: string) => ({
    cursor: state?.journals.get(journal) ?? null,
    since: reachOf((before ?? period).from),
  });
  const common = { paths, timezone, output, signal };
  const found = await findInputs({ ...common, stdin, rangeOf, adviceOnMissing }, record);
  const naming = { host: options.host ?? null, namesOwnHost: options.namesOwnHost ?? state !== null };
  const host = hostOfLog(naming);
  const onLong = () => void options.onExtent?.("long");
  yield* readInputs(
    found,
    { ...common, threads, state, host, accepted, openElsewhere, onProgress, onLong },
    record,
  );
}

/** Fewer do not matter beside what the program itself takes: they hold some 50 MB. */
export const MANY_OBSERVATIONS = 50_000;

/** Says once that the inputs are dense, with the observation that makes them so. */
function noticeMany({
  onExtent,
}: AnalysisTask): (batches: readonly Pick<ObservationBatch, "observations">[]) => Promise<void> {
  let told = 0;
  return async (batches) => {
    const before = told;
    for (const { observations } of batches) told += observations.length;
    if (before < MANY_OBSERVATIONS && told >= MANY_OBSERVATIONS) await onExtent?.("dense");
  };
}

async function handOn(
  batches: readonly ObservationBatch[],
  { onObservations }: Pick<AnalysisTask, "onObservations">,
): Promise<void> {
  for (const { observations, lines, isToldAgain } of batches)
    if (!isToldAgain) await onObservations?.(observations, lines);
}

type Counting = Pick<ObservationCount, "add" | "finish">;

function finish(counting: Counting, record: ReadingRecord, state: ReadingState | null): Counted {
  record.see(state?.earlier.logs.newest ?? null);
  const { inputs, warnings, failed, interrupted, newest, oldest } = record;
  const found = counting.finish(newest);
  return {
    ...found,
    // With a state only what is new was read; without a log nobody knows what else there was.
    oldest: state || oldest === null ? null : Math.min(oldest, found.oldest ?? Infinity),
    inputs,
    warnings,
    inputFailed: failed,
    interrupted,
  };
}

/** The code that only hands on what is read is loaded only where nothing is to be counted. */
async function openCounting(options: AnalysisTask, before: Period | null): Promise<Counting> {
  const { period, timezone, keepEvents, keepRecipients } = options;
  const kept = { period, before, timezone, keepEvents, keepRecipients };
  if (options.keepCounts !== false) return createObservationCount(kept);
  const { createToldCount } = await import("../counting/count-told.ts");
  return createToldCount(kept);
}

/** A journal is asked for no more than the period needs: messages that were refused in it came in some days before. */
function reachOf(from: number | null): number | null {
  return from === null ? null : Math.max(0, from - MENTIONS_REACH);
}

/** Its code is loaded only where somebody asks. */
async function openAccepted({
  keepAccepted = false,
}: AnalysisTask): Promise<AcceptedMailReading | undefined> {
  if (!keepAccepted) return undefined;
  const { createAcceptedMail } = await import("../reading/logs/accepted-mail.ts");
  return createAcceptedMail();
}

/** Its code is loaded only for a run that has one. */
async function openState(
  { state: named = null, missingIn }: AnalysisTask,
  note: (message: string) => void,
): Promise<ReadingState | null> {
  if (named === null) return null;
  const { openReadingState } = await import("../reading/state/reading-state.ts");
  return openReadingState(named, note, missingIn);
}

/** Without any, this machine's logs, or its journal. */
export async function choosePaths(paths: readonly string[], piped: boolean): Promise<readonly string[]> {
  if (paths.length > 0 || piped) return paths;
  const found = await standardLogs();
  if (found.length > 0) return found;
  const { hasJournal } = await import("../reading/files/journal.ts");
  if (await hasJournal()) return [SYSTEM_JOURNAL];
  throw new UserError(
    `no path given, nothing piped in, and no mail log at ${STANDARD_LOGS.slice(0, 2).join(", ")} or the other usual places, nor a journal; name a log, a mailbox or a directory`,
  );
}
