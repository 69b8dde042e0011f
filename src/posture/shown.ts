// What stands in the DNS is written by strangers and may be long: it is kept escaped and cut, never raw.

import { escapeText } from "../base/words/escape.ts";

/** Longer than any record that people read; the rest is only counted. */
const MAX_RECORD = 512;
const MAX_TERM = 120;
/** Of a list of records or terms. */
export const MAX_SHOWN = 10;

/** The first of a list, and how many more there are. */
export function firstShown<Item>(list: readonly Item[]): { some: Item[]; cut: { leftOut?: number } } {
  const leftOut = list.length - MAX_SHOWN;
  return { some: list.slice(0, MAX_SHOWN), cut: leftOut > 0 ? { leftOut } : {} };
}

/** A record's text, one character for each byte, as one line. */
export function shownRecord(text: string): string {
  return cut(text, MAX_RECORD);
}

export function shownTerm(text: string): string {
  return cut(text, MAX_TERM);
}

function cut(text: string, length: number): string {
  const shown = escapeText(text.slice(0, length), false);
  return text.length > length ? `${shown}... (${text.length} bytes)` : shown;
}
