// Gives lists of JSON objects as one object a line: hooks and webhooks send events together, stores of logs answer with many
// lines at once, and `jq -s` makes one array of a whole log. Bytes go through one by one, so a list may be of any length.

import { convertedReader } from "./converted-reader.ts";
import { createJsonEntries } from "./json-entries.ts";
import type { ByteReader } from "./reader.ts";

const start = /^[\uFEFF\s]*[[{]/;
/** The head is looked at in pieces, because most first objects are short and have no list. */
const PIECE = 1_024;

/** Null when the input does not begin with a list of objects, or an object with one of those that are known. */
export function arrayReader(head: Buffer, reader: ByteReader): ByteReader | null {
  if (!start.test(head.toString("utf8", 0, PIECE)) || !beginsWithEntries(head)) return null;
  return convertedReader(reader, createJsonEntries().convert);
}

function beginsWithEntries(head: Buffer): boolean {
  const entries = createJsonEntries();
  for (let at = 0; at < head.length && entries.hasEntries() === null; at += PIECE)
    entries.convert(head.subarray(at, at + PIECE));
  return entries.hasEntries() === true;
}
