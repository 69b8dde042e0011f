// How many refusals a compressed month holds: a report of another period tells that there are some, and need not read them.

import { stat } from "node:fs/promises";
import { createOutsideCount, type FarRefusal } from "../../counting/outside-period.ts";
import type { OutsidePeriod, OutsideSum } from "../../model/report.ts";
import type { MonthFile } from "./months.ts";

/** Of one file: when that has another size, somebody changed it, and it is read. */
export interface MonthSummary extends OutsidePeriod {
  bytes: number;
  /** Absent where an earlier version counted, which did not know them. */
  forSenders?: OutsideSum;
}

const time = /"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"/;
const ownId = /"id":"([^"\\]{1,100})"/;
const replyId = /"replyId":"([^"\\]{1,200})"/;
const REJECTION = '{"schema":"whybounce.rejection/1"';
const SENDER_REFUSAL = '{"schema":"whybounce.sender-refusal/1"';
/** Before the time there are the schema and an id. */
const LINE_HEAD = 400;

/** The time of a line of this program's; undefined for one without. */
export function timeIn(line: string): string | undefined {
  return time.exec(line.slice(0, LINE_HEAD))?.[1];
}

/** What counts of a refusal that is not read; null for another line. */
export function farRefusalIn(line: string): FarRefusal | null {
  const forSender = line.startsWith(SENDER_REFUSAL);
  const id = forSender || line.startsWith(REJECTION) ? ownId.exec(line)?.[1] : undefined;
  if (id === undefined) return null;
  return { id, replyId: replyId.exec(line)?.[1] ?? null, time: timeIn(line) ?? null, forSender };
}

/** A refusal that is told in two months is counted in both: nobody decides by that number. */
export async function summaryOf(path: string, lines: AsyncIterable<string>): Promise<MonthSummary> {
  const outside = createOutsideCount();
  for await (const line of lines) {
    const refusal = farRefusalIn(line);
    if (refusal) outside.addFar(refusal);
  }
  const { size: bytes } = await stat(path);
  const none = { attempts: 0, from: null, to: null };
  return { bytes, ...none, forSenders: none, ...outside.finish() };
}

export async function isCurrent({ path }: MonthFile, summary: MonthSummary): Promise<boolean> {
  return summary.forSenders !== undefined && (await stat(path)).size === summary.bytes;
}
