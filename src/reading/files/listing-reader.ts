// Gives a listing of the queue, or the journal's longer forms, as lines of a log. They are read line by line: listings
// are small, and a gigabyte of the journal is better written with -o json.

import { createJournal } from "../logs/framing/journal.ts";
import type { ListingLine } from "../logs/framing/listing.ts";
import { createListing } from "../logs/framing/queue-listing.ts";
import { convertedReader } from "./converted-reader.ts";
import type { ByteReader } from "./reader.ts";

const LINE_FEED = 0x0a;
/** A line without end must not fill memory. */
const MAX_LINE_LENGTH = 1 << 20;

/** Null when the input is no listing. */
export function listingReader(head: Buffer, reader: ByteReader): ByteReader | null {
  const start = head.toString("utf8", 0, 1_024);
  const listing = createListing(start) ?? trimmed(createJournal(start));
  if (!listing) return null;
  let rest: Buffer = Buffer.alloc(0);
  // Whole lines are turned; at the end the last one too.
  return convertedReader(reader, (read, isEnded) => {
    const bytes = Buffer.concat([rest, read]);
    const end = isEnded || bytes.length > MAX_LINE_LENGTH ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
    rest = bytes.subarray(end);
    return turnLines(bytes.toString("utf8", 0, end), listing) + (isEnded ? listing(null) : "");
  });
}

/** A line feed at the end ends the last line, and begins none. */
function turnLines(text: string, turn: ListingLine): string {
  if (text === "") return "";
  const isWhole = text.endsWith("\n");
  const lines = (isWhole ? text.slice(0, -1) : text).split("\n");
  return lines.map((line) => turn(line.replace(/\r$/, ""))).join("\n") + (isWhole ? "\n" : "");
}

/** Of a listing of the queue, the blanks at the ends show where a line was broken. */
function trimmed(listing: ListingLine | null): ListingLine | null {
  return listing && ((line) => listing(line === null ? null : line.trimEnd()));
}
