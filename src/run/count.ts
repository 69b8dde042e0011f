// What a report counts: the events of the inputs, of a history on this machine, or of a store.

import { endReading } from "../base/replaced-output.ts";
import { UserError } from "../base/errors.ts";
import type { Counted } from "../counting/counted.ts";
import { createObservationCount } from "../counting/count-observations.ts";
import { MENTIONS_REACH } from "../counting/within-period.ts";
import type { AnalysisTask, HistoryFolder, Period } from "../model/options.ts";
import { standardLogs, STANDARD_LOGS } from "../reading/files/discover.ts";
import { SYSTEM_JOURNAL } from "../base/journal-names.ts";
import { findInputs } from "../reading/find-inputs.ts";
import { hostOfLog } from "../reading/host-names.ts";
import { readInputs } from "../reading/read-inputs.ts";
import { createReadingRecord } from "../reading/record.ts";
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
  const { period, timezone, keepEvents, onWarning, onProgress = () => {} } = options;
  const { createLineFilter, historyFiles } = await import("../store/history/read.ts");
  const { readHistory } = await import("../reading/read-history.ts");
  const record = createReadingRecord(onWarning);
  const counting = createObservationCount({ period, before, timezone, keepEvents });
  const periods = [period, ...(before ? [before] : [])];
  const isPassedOver = createLineFilter(periods, counting.addFar);
  const { files, others, newest } = await historyFiles(directory, periods);
  for (const other of others) counting.addCounted(other);
  const source = { directory, files, isPassedOver, onProgress };
  for await (const batches of readHistory(source, record)) counting.add(batches);
  const { inputs, warnings, failed } = record;
  return { ...counting.finish(newest), inputs, warnings, inputFailed: failed, interrupted: false };
}

/** `before` is the period to be compared with. */
async function countInputs(
  options: AnalysisTask,
  before: Period | null,
  stdin: AsyncIterable<Uint8Array> | null,
): Promise<Counted> {
  const { period, timezone, keepEvents, threads, signal, onObservations } = options;
  const {
    onRefusedOutput = endReading,
    onWarning,
    onProgress = () => {},
    adviceOnMissing = () => "",
  } = options;
  const output = { paths: [options.output ?? []].flat(), refused: onRefusedOutput };
  const paths = await choosePaths(options.paths, stdin !== null);
  const record = createReadingRecord(onWarning);
  const counting = createObservationCount({ period, before, timezone, keepEvents });
  const state = await openState(options, record.note);
  const carrying = state && (await import("../counting/carrying.ts")).createCarrying();
  try {
    const rangeOf = (journal: string) => ({
      cursor: state?.journals.get(journal) ?? null,
      since: reachOf((before ?? period).from),
    });
    const search = { paths, stdin, timezone, output, signal, rangeOf, adviceOnMissing };
    const found = await findInputs(search, record);
    const naming = { host: options.host ?? null, namesOwnHost: options.namesOwnHost ?? state !== null };
    const host = hostOfLog(naming);
    const reading = { paths, timezone, output, signal, threads, state, host, onProgress };
    for await (const batches of readInputs(found, reading, record)) {
      counting.add(batches);
      carrying?.add(batches);
      for (const { observations, isToldAgain } of batches)
        if (!isToldAgain) await onObservations?.(observations);
    }
  } catch (error) {
    await state?.close();
    throw error;
  }
  const { inputs, warnings, failed, interrupted } = record;
  record.see(state?.earlier.logs.newest ?? null);
  const counted = {
    ...counting.finish(record.newest),
    inputs,
    warnings,
    inputFailed: failed,
    interrupted,
  };
  if (!state || !carrying) return counted;
  return {
    ...counted,
    state: { save: (stored) => state.save(carrying.carried, stored), close: state.close },
  };
}

/** A journal is asked for no more than the period needs: messages that were refused in it came in some days before. */
function reachOf(from: number | null): number | null {
  return from === null ? null : Math.max(0, from - MENTIONS_REACH);
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
