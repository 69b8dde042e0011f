// What was wrong with the inputs: told at once, kept for the report, remembered for the exit code.

import type { InputSummary } from "../model/report.ts";

export interface InputProblems {
  /** Something that was named could not be read, or not to its end. */
  fail(message: string, input?: InputSummary): void;
  /** Worth knowing, and no fault. */
  note(message: string, input?: InputSummary): void;
  warnings: readonly string[];
  hasFailed(): boolean;
}

export function createInputProblems(onWarning: (message: string) => void): InputProblems {
  const warnings: string[] = [];
  let failed = false;
  const note = (message: string, input?: InputSummary) => {
    onWarning(message);
    (input?.warnings ?? warnings).push(message);
  };
  const fail = (message: string, input?: InputSummary) => {
    failed = true;
    note(message, input);
  };
  return { fail, note, warnings, hasFailed: () => failed };
}
