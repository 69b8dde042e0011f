// Copies of strings. A string that was cut out of a log line or a message keeps the whole text in memory,
// and there may be a million refusals.

import { copied } from "./remember.ts";

export { copied } from "./remember.ts";

/** A copy of plain data, without anything that it was cut out of. */
export function detached<Data>(data: Data): Data {
  return JSON.parse(JSON.stringify(data)) as Data;
}

/**
 * The same data, with each string in one piece. V8 keeps what is put together as a tree of its parts until somebody reads
 * it: the words of ten thousand reports take three times the memory so. To ask for a character is to read it.
 */
export function inOnePiece<Data>(data: Data): Data {
  if (typeof data === "string") data.charCodeAt(0);
  else if (data !== null && typeof data === "object") for (const key in data) inOnePiece(data[key]);
  return data;
}

/**
 * Names that come again: hosts, senders, and the ids of messages that are tried again. Each has a place of its own by some of
 * its characters, which is forgotten when another name needs it: a Map would read every character, and there are ten
 * names to a line.
 */
const PLACES = 1 << 13;
const names = Array.from({ length: PLACES }, () => "");
/** Longer names are hardly met twice. */
const LONGEST_NAME = 500;

/** A copy that is shared with the last mentions of the same name. */
export function shared<Text extends string | null>(text: Text): Text {
  if (text === null) return text;
  if (text.length > LONGEST_NAME) return copied(text);
  const place = placeOf(text);
  const known = names[place]!;
  if (known === text) return known as Text;
  const name = copied(text);
  names[place] = name;
  return name;
}

/** The last characters tell most names apart, and the first and middle ones those of one domain. */
function placeOf(text: string): number {
  const { length } = text;
  let number = length;
  for (let at = length - 1; at >= 0 && at > length - 5; at--) number = step(number, text.charCodeAt(at));
  for (let at = 0; at < length && at < 4; at++) number = step(number, text.charCodeAt(at));
  number = step(number, text.charCodeAt(length >> 1));
  return (number ^ (number >>> 15)) & (PLACES - 1);
}

function step(number: number, code: number): number {
  return Math.imul(number ^ code, 0x9e3779b1);
}
