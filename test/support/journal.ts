// Journals of systemd, made by its own program from the text form that it exports.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const PLACES = ["/usr/lib/systemd/systemd-journal-remote", "/lib/systemd/systemd-journal-remote"];
const program = [process.env["JOURNAL_REMOTE"] ?? "", ...PLACES].find(
  (path) => path !== "" && existsSync(path),
);

/** What a suite needs that makes journals. */
export const missingForJournals = program === undefined ? ["systemd-journal-remote"] : [];

export interface JournalEntry {
  /** Milliseconds since the epoch. */
  time: number;
  host: string;
  identifier: string;
  unit: string;
  message: string;
  /** 2 is mail. */
  facility?: number;
}

/** Adds the entries to the journal, which need not be there. */
export function writeJournal(path: string, entries: readonly JournalEntry[]): void {
  const input = entries.map(exported).join("");
  execFileSync(program!, [`--output=${path}`, "-"], { input, stdio: ["pipe", "ignore", "ignore"] });
}

function exported({ time, host, identifier, unit, message, facility = 2 }: JournalEntry): string {
  return [
    `__REALTIME_TIMESTAMP=${time * 1000}`,
    `__MONOTONIC_TIMESTAMP=${(time % 1e9) * 1000}`,
    `_BOOT_ID=0f1e2d3c4b5a69788796a5b4c3d2e1f0`,
    `_HOSTNAME=${host}`,
    `SYSLOG_FACILITY=${facility}`,
    `SYSLOG_IDENTIFIER=${identifier}`,
    `_SYSTEMD_UNIT=${unit}`,
    `MESSAGE=${message}`,
    "",
    "",
  ].join("\n");
}
