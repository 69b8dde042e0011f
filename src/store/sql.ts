// Values in SQL. 18.16 knows no query parameters.

import type { Period } from "../model/options.ts";
import { dayOf } from "./weeks.ts";

export function text(value: string): string {
  return `'${value
    .replaceAll(/[\\']/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\0", "\\0")}'`;
}

export function texts(values: Iterable<string>): string {
  return `(${[...values].map(text).join(", ")})`;
}

export function dates(weeks: Iterable<string>): string {
  return `(${[...weeks].map((week) => `toDate(${text(week)})`).join(", ")})`;
}

/**
 * Many values of the program's own making, none of which has a comma or a quotation mark: the engine reads one text in a fifth of the
 * time that as many literals take.
 */
export function manyTexts(hashes: Iterable<string>): string {
  return `(SELECT ${split(hashes)})`;
}

export function manyNumbers(numbers: Iterable<number>): string {
  return `(SELECT toUInt64(${split(numbers)}))`;
}

function split(values: Iterable<string | number>): string {
  return `arrayJoin(splitByChar(',', '${[...values].join(",")}'))`;
}

/** For tables whose rows have a day beside their time. */
export function within({ from, to }: Period): string {
  if (from === null && to === null) return "1";
  const limits = [
    ...(from === null ? [] : [`time >= ${from}`, `day >= toDate(${text(dayOf(from))})`]),
    ...(to === null ? [] : [`time < ${to}`, `day <= toDate(${text(dayOf(to))})`]),
  ];
  return limits.join(" AND ");
}

/** A time that is not known may be any. */
export function timeWithin({ from, to }: Period): string {
  const limits = [...(from === null ? [] : [`time >= ${from}`]), ...(to === null ? [] : [`time < ${to}`])];
  return limits.length === 0 ? "1" : `(time IS NULL OR (${limits.join(" AND ")}))`;
}

export type FlatRow = Record<string, string | number | null>;

/** A row in the engine's TabSeparated format. */
export function lineOfRow(row: FlatRow, names: readonly string[]): string {
  let line = "";
  for (const name of names) line += `${columnText(row[name]!)}\t`;
  return `${line.slice(0, -1)}\n`;
}

function columnText(column: string | number | null): string | number {
  if (column === null) return "\\N";
  if (typeof column === "number" || !special.test(column)) return column;
  return column.replaceAll(specials, (one) => `\\${letters[one]}`);
}

const special = /[\\\t\n\r\0]/;
const specials = new RegExp(special, "g");

const letters: Record<string, string> = { "\\": "\\", "\t": "t", "\n": "n", "\r": "r", "\0": "0" };

/** The columns of a row in the engine's TabSeparated format. */
export function columnsOf(row: string): string[] {
  return row.split("\t").map((column) => (column.includes("\\") ? unescaped(column) : column));
}

const escapes: Record<string, string> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", 0: "\0" };

function unescaped(column: string): string {
  return column.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}
