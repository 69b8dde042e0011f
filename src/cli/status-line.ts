// What standard error shows while a run goes on: warnings, and on a terminal one line that is overwritten.

import { escapeText } from "../base/words/escape.ts";

export interface Status {
  warn: (message: string) => void;
  /** The same for what no report tells: quiet or not. */
  tell: (message: string) => void;
  /** Replaces the line, unless it was replaced a moment ago. */
  show: (status: string) => void;
  /** Replaces the line at once, for a text that stays for long. */
  hold: (status: string) => void;
  clear: () => void;
}

export interface StatusOptions {
  write: (text: string) => void;
  now: () => number;
  /** Columns of the line; null for no line. */
  columns: number | null;
  quiet: boolean;
}

/** A status line that is replaced more often only flickers. */
const STATUS_INTERVAL_MILLISECONDS = 100;
const CLEAR_LINE = "\r\u001b[K";

export function openStatus({ write, now, columns, quiet }: StatusOptions): Status {
  let visible = false;
  let due = 0;
  const clear = () => {
    if (visible) write(CLEAR_LINE);
    visible = false;
  };
  const tell = (message: string) => {
    clear();
    write(`whybounce: ${escapeText(message, true)}\n`);
  };
  const warn = (message: string) => {
    if (quiet) clear();
    else tell(message);
  };
  const hold = (status: string) => {
    if (columns === null) return;
    due = now() + STATUS_INTERVAL_MILLISECONDS;
    visible = true;
    write(`${CLEAR_LINE}${fit(escapeText(status, true), columns)}`);
  };
  const show = (status: string) => {
    if (now() >= due) hold(status);
  };
  return { warn, tell, show, hold, clear };
}

function fit(text: string, width: number): string {
  return Array.from(text).slice(0, width).join("");
}
