// What a report says about the reading itself: a summary of each input, and its problems.

import { shownPath } from "../base/errors.ts";
import type { InputKind } from "../model/delivery.ts";
import type { InputSummary } from "../model/report.ts";

export interface ReadingRecord {
  inputs: InputSummary[];
  /** Warnings about no input in particular; the others are with their input. */
  warnings: string[];
  /** True when something that was named could not be read, or not to its end. */
  failed: boolean;
  interrupted: boolean;
  /** The newest time that was seen in a log, in milliseconds since the epoch. */
  newest: number | null;
  /** The oldest; null where none was seen. */
  oldest: number | null;
  /** Limits of the time of a log's lines. */
  see: (last: number | null, first?: number | null) => void;
  addInput: (path: string, kind: InputKind | null) => InputSummary;
  /** Something that was named could not be read, or not to its end. */
  fail: (message: string, input?: InputSummary) => void;
  /** Worth knowing, but no fault. */
  note: (message: string, input?: InputSummary) => void;
}

export type InputProblems = Pick<ReadingRecord, "fail" | "note">;

/** `onWarning` is called with each warning as it arises. */
export function createReadingRecord(onWarning: (message: string) => void): ReadingRecord {
  const record: ReadingRecord = {
    inputs: [],
    warnings: [],
    failed: false,
    interrupted: false,
    newest: null,
    oldest: null,
    see(last, first = null) {
      if (last !== null) record.newest = Math.max(record.newest ?? last, last);
      if (first !== null) record.oldest = Math.min(record.oldest ?? first, first);
    },
    addInput(path, kind) {
      const input = { path: shownPath(path), kind, bytes: 0, records: 0, rejections: 0, warnings: [] };
      record.inputs.push(input);
      return input;
    },
    fail(message, input) {
      record.failed = true;
      record.note(message, input);
    },
    note(message, input) {
      onWarning(message);
      (input?.warnings ?? record.warnings).push(message);
    },
  };
  return record;
}
