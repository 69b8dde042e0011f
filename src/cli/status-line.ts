// What standard error shows while a run goes on: warnings, and on a terminal lines that are overwritten.

import { escapeText } from "../base/words/escape.ts";

export interface Status {
  warn: (message: string) => void;
  /** The same for what no report tells: quiet or not. */
  tell: (message: string) => void;
  /** Replaces what is shown, unless that was replaced a moment ago. */
  show: (status: string) => void;
  /** Replaces what is shown at once, for lines that stay for long. */
  hold: (lines: readonly string[]) => void;
  clear: () => void;
}

export interface StatusOptions {
  write: (text: string) => void;
  now: () => number;
  /** Columns of a line; null for no lines. */
  columns: number | null;
  /** Rows of the terminal, as far as it says so. */
  rows: number | undefined;
  quiet: boolean;
}

/** A status line that is replaced more often only flickers. */
const STATUS_INTERVAL_MILLISECONDS = 100;
const CLEAR_LINE = "\r\u001b[K";
const UP = "\u001b[1A";
/** Of a terminal that does not tell its rows. */
const DEFAULT_ROWS = 24;

export function openStatus({ write, now, columns, rows = DEFAULT_ROWS, quiet }: StatusOptions): Status {
  let visible = 0;
  let due = 0;
  const clear = () => {
    if (visible > 0) write(CLEAR_LINE + `${UP}${CLEAR_LINE}`.repeat(visible - 1));
    visible = 0;
  };
  const tell = (message: string) => {
    clear();
    write(`whybounce: ${escapeText(message, true)}\n`);
  };
  const warn = (message: string) => {
    if (quiet) clear();
    else tell(message);
  };
  const hold = (lines: readonly string[]) => {
    if (columns === null) return;
    due = now() + STATUS_INTERVAL_MILLISECONDS;
    clear();
    // Lines that have left the screen at its top cannot be overwritten.
    const shown = withinRows(lines, Math.max(rows - 1, 1));
    visible = Math.max(shown.length, 1);
    write(CLEAR_LINE + shown.map((line) => fit(escapeText(line, true), columns)).join("\n"));
  };
  const show = (status: string) => {
    if (now() >= due) hold([status]);
  };
  return { warn, tell, show, hold, clear };
}

function withinRows(lines: readonly string[], rows: number): readonly string[] {
  if (lines.length <= rows) return lines;
  return [...lines.slice(0, rows - 1), `and ${lines.length - rows + 1} more`];
}

function fit(text: string, width: number): string {
  return Array.from(text).slice(0, width).join("");
}
