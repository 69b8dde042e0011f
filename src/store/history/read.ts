// What a history holds for a report: the files that concern the period, and which of their lines do.

import type { Period } from "../../model/options.ts";
import type { FarRefusal } from "../../counting/outside-period.ts";
import { isoTime } from "../../base/standards/iso-time.ts";
import { MENTIONS_REACH } from "../../counting/within-period.ts";
import { ensureHistory, historyError } from "./folder.ts";
import { monthFiles, reachOf, type MonthFile } from "./months.ts";

export async function historyFiles(
  directory: string,
): Promise<{ files: MonthFile[]; newest: number | null }> {
  try {
    const { newest } = await ensureHistory(directory);
    return { files: await monthFiles(directory), newest };
  } catch (error) {
    throw historyError(directory, error);
  }
}

/** The time as isoTime writes it: texts of one form compare as the times do. */
const time = /"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;
const rejection = '{"schema":"whybounce.rejection/1"';
const ofRefusal = /^\{"schema":"whybounce\.(?:rejection|suspension|other|other-receiver)\//;
const ownId = /"id":"([^"\\]{1,100})"/;
const replyId = /"replyId":"([^"\\]{1,200})"/;

/**
 * True for a line that tells nothing about the refusals of the periods. To read a line takes ten times as long as to see
 * that: most of a history lies outside of a week. `onFar` gets the refusals that are passed over.
 */
export function createLineFilter(
  periods: readonly Period[],
  onFar: (refusal: FarRefusal) => void,
): (line: string) => boolean {
  const refusals = limitsOf(
    periods.map(({ from, to }) => ({
      from: from === null ? null : from - MENTIONS_REACH,
      to: to === null ? null : to + MENTIONS_REACH,
    })),
  );
  const others = limitsOf(periods.map(reachOf));
  return (line) => {
    const at = time.exec(line.slice(0, 400))?.[1];
    if (at === undefined) return false;
    const { from, to } = ofRefusal.test(line) ? refusals : others;
    if (at >= from && at < to) return false;
    if (line.startsWith(rejection)) {
      const id = ownId.exec(line)?.[1];
      if (id !== undefined) onFar({ id, replyId: replyId.exec(line)?.[1] ?? null, time: at });
    }
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
