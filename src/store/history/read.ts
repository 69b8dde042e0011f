// What a history holds for a report: the files that concern the period, and which of their lines do.

import type { Period } from "../../model/options.ts";
import type { OutsidePeriod } from "../../model/report.ts";
import type { FarRefusal } from "../../counting/outside-period.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { reachOf } from "../../counting/within-period.ts";
import { ensureHistory, historyError } from "./folder.ts";
import { concerns, monthFiles, type MonthFile } from "./months.ts";
import { farRefusalIn, isCurrent, timeIn } from "./summaries.ts";

export interface HistoryFiles {
  /** Those that hold something about the periods, or may. */
  files: MonthFile[];
  /** What the others hold. */
  others: OutsidePeriod[];
  /** The newest time in the logs that were stored, in milliseconds since the epoch. */
  newest: number | null;
}

export async function historyFiles(directory: string, periods: readonly Period[]): Promise<HistoryFiles> {
  try {
    const { newest, months } = await ensureHistory(directory);
    const found: HistoryFiles = { files: [], others: [], newest };
    for (const file of await monthFiles(directory)) {
      const summary = file.isCompressed ? months[file.month] : undefined;
      const isFar = summary !== undefined && !periods.some((period) => concerns(file.month, period));
      if (isFar && (await isCurrent(file, summary))) found.others.push(summary);
      else found.files.push(file);
    }
    return found;
  } catch (error) {
    throw historyError(directory, error);
  }
}

/**
 * True for a line that tells nothing about the refusals of the periods. To read a line takes ten times as long as to see
 * that: most of a history lies outside of a week. `onFar` gets the refusals that are passed over.
 */
export function createLineFilter(
  periods: readonly Period[],
  onFar: (refusal: FarRefusal) => void,
): (line: string) => boolean {
  const { from, to } = limitsOf(periods.map(reachOf));
  return (line) => {
    const at = timeIn(line);
    if (at === undefined) return false;
    if (at >= from && at < to) return false;
    const refusal = farRefusalIn(line);
    if (refusal) onFar(refusal);
    return true;
  };
}

/** From the beginning of the first period to the end of the last one, as texts. */
function limitsOf(periods: readonly Period[]): { from: string; to: string } {
  const froms = periods.map(({ from }) => (from === null ? "" : isoTime(Math.max(0, from))));
  const tos = periods.map(({ to }) => (to === null ? LAST : isoTime(to)));
  return { from: froms.toSorted()[0] ?? "", to: tos.toSorted().at(-1) ?? LAST };
}

/** After every digit. */
const LAST = "\u007f";
