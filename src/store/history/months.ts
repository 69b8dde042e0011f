// The files of a history: one a month, by the times of the events themselves. A month that is over is compressed; what is
// told of it later stands in a file beside that.

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { reachOf } from "../../counting/within-period.ts";
import type { Period } from "../../model/options.ts";

/** Events whose time nobody knows. */
export const UNDATED = "undated";
const fileName = /^(?<month>\d{4}-\d{2}|undated)\.ndjson(?<compressed>\.gz)?$/;

export interface MonthFile {
  month: string;
  path: string;
  isCompressed: boolean;
}

/** `2026-11`, in UTC. */
export function monthOf(time: string | number | null): string {
  if (time === null) return UNDATED;
  return (typeof time === "number" ? new Date(time).toISOString() : time).slice(0, 7);
}

export function pathOf(directory: string, month: string, isCompressed: boolean): string {
  return join(directory, `${month}.ndjson${isCompressed ? ".gz" : ""}`);
}

export function isMonthFile(name: string): boolean {
  return fileName.test(name);
}

/** In the order of the months, the compressed part of a month first. */
export async function monthFiles(directory: string): Promise<MonthFile[]> {
  const names = await readdir(directory);
  const files = names.flatMap((name) => {
    const { month, compressed } = fileName.exec(name)?.groups ?? {};
    return month === undefined
      ? []
      : [{ month, path: join(directory, name), isCompressed: compressed !== undefined }];
  });
  return files.toSorted(
    (a, b) => compare(a.month, b.month) || Number(b.isCompressed) - Number(a.isCompressed),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** True for a month in which something about the refusals of the period may stand. */
export function concerns(month: string, period: Period): boolean {
  if (month === UNDATED) return true;
  const { from, to } = reachOf(period);
  return (from === null || month >= monthOf(from)) && (to === null || month <= monthOf(to));
}

/** The first month that is kept if so many are: this one is the last. */
export function firstKept(keptMonths: number, now: number): string {
  const date = new Date(now);
  return monthOf(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - keptMonths + 1));
}
