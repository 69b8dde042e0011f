// What every step of the reading needs, and how a step passes on what it has read.

import type { WatchedOutputs } from "../base/replaced-output.ts";
import type { Lines, Observation, ObservationBatch } from "../model/observations.ts";
import type { InputSummary } from "../model/report.ts";
import type { AcceptedMailReading } from "./logs/accepted-mail.ts";
import type { ReadingProgress } from "./progress.ts";
import type { ReadingRecord } from "./record.ts";
import type { ReadingState } from "./state/reading-state.ts";

export interface ReadingOptions {
  /** As they were named. */
  paths: readonly string[];
  timezone: string;
  /** Where the report goes: nothing is replaced that is read. */
  output: WatchedOutputs | null;
  signal: AbortSignal | undefined;
  threads: number | undefined;
  /** The host whose log names none; null where nobody knows it. */
  host?: (path: string) => string | null;
  /** What earlier runs left; null where every run stands for itself. */
  state?: ReadingState | null;
  /** Queue ids whose deliveries somebody else knows to be open; asked where no earlier run left any. */
  openElsewhere?: (() => Promise<readonly string[]>) | undefined;
  /** Takes note of all mail that Gmail took; left out where nobody asks whose it was. */
  accepted?: AcceptedMailReading | undefined;
  onProgress: (status: string) => void;
  /** See ProgressOptions. */
  onLong?: () => void;
}

export interface ReadingContext extends ReadingOptions {
  record: ReadingRecord;
  progress: ReadingProgress;
}

/** Everything that was read from one input. */
export interface Finding {
  lines?: Lines;
  input: InputSummary;
  observations: readonly Observation[];
}

/** Passes on several findings; returns for each what failed in the counting, or null. */
export function* handOverAll(
  { progress }: ReadingContext,
  findings: readonly Finding[],
): Generator<ObservationBatch[], unknown[]> {
  const batches = findings.map(({ observations, lines = [] }) => ({
    observations,
    lines,
    newRefusals: 0,
    failure: null,
  }));
  yield batches;
  for (const [index, { newRefusals }] of batches.entries()) {
    findings[index]!.input.rejections += newRefusals;
    progress.refused(newRefusals);
  }
  return batches.map(({ failure }) => failure);
}

/** Throws what failed in the counting: the caller knows which input that concerns. */
export function* handOver(
  context: ReadingContext,
  input: InputSummary,
  observations: readonly Observation[],
  lines: Lines = [],
): Generator<ObservationBatch[]> {
  if (observations.length === 0) return;
  const [failure] = yield* handOverAll(context, [{ input, observations, lines }]);
  if (failure !== null) throw failure;
}
