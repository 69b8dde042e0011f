// Log lines and events in a text of JSON that is not one object a line: lines in a string or a list of strings, and objects that
// a terminal or a mail program broke at its width. Only what the user names is put back into lines.

import type { Fields } from "../../model/delivery.ts";
import { createJsonEntries } from "../files/json-entries.ts";
import { wrappingOf } from "./framing/wrapped.ts";
import { haveOneWidth, joinBy } from "./join-pieces.ts";

type IsMailers = (line: string) => boolean;

/** A list of a thousand events has fewer lines when it is printed with indentation. */
const MAX_PIECES = 200_000;
const begins = /^\s{0,80}(?:[[{]|"(?=.))/;
const lineEnd = /\r\n|\n/;
/** A string with lines in it; the line end of a last one alone is a container's. */
const holdsLines = /\\n(?!")/;

/** True when the text holds log lines or events that are found only after they were taken out. */
export function holdsHidden(lines: readonly string[], isMailers: IsMailers): boolean {
  if (!begins.test(lines[0] ?? "")) return false;
  return valuesIn(lines).some((pieces) => isHidden(pieces, isMailers));
}

/** Gives the lines of the log; those that are no JSON, or hold nothing hidden, as they are. */
export function takenOut(lines: readonly string[], isMailers: IsMailers): readonly string[] {
  if (!begins.test(lines[0] ?? "")) return lines;
  return valuesIn(lines).flatMap((pieces) => linesIn(pieces, isMailers) ?? pieces);
}

function isHidden(pieces: readonly string[], isMailers: IsMailers): boolean {
  const [first = ""] = pieces;
  if (begunString.test(first) && isMailers(firstLine(first))) return true;
  const lines = linesIn(pieces, isMailers);
  return lines?.some((line) => line.startsWith("{") || isMailers(line)) ?? false;
}

// "Nov 30 10:00:00 mx1 postfix/smtp[2010]: …\nNov 30 …": the first bytes of a file may not hold all of it.
const begunString = /^\s{0,80}(?:\[\s{0,80})?"/;

function firstLine(text: string): string {
  const begun = text.replace(begunString, "");
  const [line = ""] = begun.split(/(?<!\\)(?:\\r)?\\n|(?<!\\)"/, 1);
  return textOf(`"${line}"`) ?? "";
}

function textOf(json: string): string | null {
  const value = parsed(json);
  return typeof value === "string" ? value : null;
}

/** The lines that a value holds; null for what is no JSON, or stands in one line as it is. */
function linesIn(pieces: readonly string[], isMailers: IsMailers): readonly string[] | null {
  const [first = ""] = pieces;
  const isOneLine = pieces.length === 1;
  if (isOneLine && first.trimStart().startsWith("{") && !holdsLines.test(first) && !first.includes('["'))
    return null;
  const value = parsed(pieces.join("\n")) ?? (isOneLine ? null : parsed(joinValue(pieces)));
  if (value === null || typeof value !== "object")
    return typeof value === "string" ? value.split(lineEnd) : null;
  const lines = entriesOf(value).flatMap((entry) => linesOfEntry(entry, isMailers));
  return isOneLine && lines.length === 1 && lines[0] === JSON.stringify(value) ? null : lines;
}

/** The objects of the lists that stores and services hand over, or the value itself. */
function entriesOf(value: object): unknown[] {
  if (Array.isArray(value) && value.some((one) => typeof one === "string")) return value;
  const entries = createJsonEntries();
  const converted = entries.convert(Buffer.from(JSON.stringify(value))).toString("utf8");
  if (entries.hasEntries() !== true) return [value];
  return converted.split("\n").flatMap((line) => parsed(line) ?? []);
}

function linesOfEntry(entry: unknown, isMailers: IsMailers): readonly string[] {
  if (typeof entry === "string") return entry.split(lineEnd);
  if (typeof entry !== "object" || entry === null) return [];
  const texts = wrappingOf(entry as Fields)?.texts ?? [];
  const lines = texts.flatMap((text) => text.split(lineEnd));
  // One line is found where it stands, with what stands beside it.
  return lines.filter(isMailers).length > 1 ? lines : [JSON.stringify(entry)];
}

/** Null for what is no JSON; a comma that parts it from the next value is left out. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text.trim().replace(/,$/, "")) as unknown;
  } catch {
    return null;
  }
}

/** The lines of each value; a line that begins none stands alone. */
function valuesIn(lines: readonly string[]): (readonly string[])[] {
  const values: (readonly string[])[] = [];
  for (let at = 0; at < lines.length;) {
    const { count, isWhole } = begins.test(lines[at]!) ? valueAt(lines, at) : oneLine;
    const pieces = lines.slice(at, at + count);
    // What was looked at is not looked at again.
    if (isWhole) values.push(pieces);
    else for (const piece of pieces) values.push([piece]);
    at += count;
  }
  return values;
}

interface Extent {
  count: number;
  isWhole: boolean;
}

const oneLine: Extent = { count: 1, isWhole: true };

/** How many lines the value has that begins there, or were looked at until it was given up. */
function valueAt(lines: readonly string[], start: number): Extent {
  const most = Math.min(lines.length, start + MAX_PIECES);
  let place: Place = { depth: 0, isQuoted: false };
  for (let at = start; at < most; at++) {
    place = placeAfter(lines[at]!, place);
    if (place.depth <= 0 && !place.isQuoted) return { count: at - start + 1, isWhole: true };
  }
  return { count: most - start, isWhole: false };
}

interface Place {
  depth: number;
  isQuoted: boolean;
}

function placeAfter(line: string, { depth, isQuoted }: Place): Place {
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (isQuoted && character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (character === "{" || character === "[")) depth++;
    else if (!isQuoted && (character === "}" || character === "]")) depth--;
  }
  return { depth, isQuoted };
}

/** Printed with indentation, only the longest lines were broken: those that end within a string. */
function joinValue(pieces: readonly string[]): string {
  const whole = pieces.slice(0, -1);
  if (haveOneWidth(whole) || whole.some(keepsBlank)) return joinBy(pieces, () => "");
  let place: Place = { depth: 0, isQuoted: false };
  const isBroken = pieces.map((piece) => (place = placeAfter(piece, place)).isQuoted);
  const joint = haveOneWidth(pieces.filter((_piece, index) => isBroken[index])) ? "" : " ";
  return joinBy(pieces, (index) => (isBroken[index - 1] ? joint : "\n"));
}

/** `fold -s` and flowed mail keep the blank that they break at: where none is, a word was cut. */
function keepsBlank(piece: string): boolean {
  return piece.endsWith(" ");
}
