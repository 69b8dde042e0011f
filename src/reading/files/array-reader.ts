// Gives lists of JSON objects as one object a line: hooks and webhooks send events together, stores of logs answer with many
// lines at once, and `jq -s` makes one array of a whole log. Bytes go through one by one, so a list may be of any length.

import { convertedReader } from "./converted-reader.ts";
import { objectIn } from "../logs/framing/json.ts";
import { stampInFields } from "../logs/framing/words.ts";
import { createJsonEntries } from "./json-entries.ts";
import { createTokens, LINE_FEED } from "./json-tokens.ts";
import type { ByteReader } from "./reader.ts";

const start = /^[\uFEFF\s]*[[{]/;
/** The head is looked at in pieces, because most first objects are short and have no list. */
const PIECE = 1_024;

/**
 * Null when the input does not begin with a list of objects, an object with one of those that are known, or a service's event that
 * is spread over several lines.
 */
export function arrayReader(head: Buffer, reader: ByteReader): ByteReader | null {
  if (!start.test(head.toString("utf8", 0, PIECE)) || !beginsWithEntries(head) || isBroken(head)) return null;
  return convertedReader(reader, createJsonEntries().convert);
}

function beginsWithEntries(head: Buffer): boolean {
  const entries = createJsonEntries();
  const begun: Buffer[] = [];
  for (let at = 0; at < head.length && entries.hasEntries() === null; at += PIECE)
    begun.push(Buffer.from(entries.convert(head.subarray(at, at + PIECE))));
  if (entries.hasEntries() !== false) return entries.hasEntries() === true;
  return spread.test(head.toString("utf8", 0, PIECE)) && isEvent(Buffer.concat(begun).toString("utf8"));
}

/** True where a terminal broke the list at its width: JSON has no line feed in a string, and an address may be in two pieces. */
function isBroken(head: Buffer): boolean {
  let isFound = false;
  const read = createTokens({
    string: (bytes, from, to) => {
      isFound ||= bytes.subarray(from, to).includes(LINE_FEED);
    },
    mark: () => {},
  });
  read(head);
  return isFound;
}

// Of any other program's object, a line may be a text that somebody quotes.
const spread = /^[\uFEFF\s]*\{[ \t]*\r?\n/;

function isEvent(text: string): boolean {
  const [line = ""] = text.split("\n", 1);
  return stampInFields(objectIn(line) ?? {}) !== null;
}
