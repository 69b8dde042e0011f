// Gives a listing of the queue, or the journal's longer forms, as lines of a log. They are read line by line: listings
// are small, and who has a gigabyte of the journal takes -o json.

import { createJournal } from "../logs/framing/journal.ts";
import type { ListingLine } from "../logs/framing/listing.ts";
import { createListing } from "../logs/framing/queue-listing.ts";
import type { ByteReader } from "./reader.ts";

const CHUNK_SIZE = 64 << 10;
const LINE_FEED = 0x0a;
/** A line without end must not fill memory. */
const MAX_LINE_LENGTH = 1 << 20;

/** Null when the input is no listing. */
export function listingReader(head: Buffer, reader: ByteReader): ByteReader | null {
  const start = head.toString("utf8", 0, 1_024);
  const listing = createListing(start) ?? createJournal(start);
  if (!listing) return null;
  let rest: Buffer = Buffer.alloc(0);
  let ready: Buffer = Buffer.alloc(0);
  let isEnded = false;

  /** Turns the whole lines that are there, at the end the last one too, into lines of a log. */
  async function prepare(turn: ListingLine): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
    const length = await reader.read(chunk, 0);
    isEnded = length === 0;
    const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
    const end = isEnded || bytes.length > MAX_LINE_LENGTH ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
    rest = bytes.subarray(end);
    ready = Buffer.from(turnLines(bytes.toString("utf8", 0, end), turn) + (isEnded ? turn(null) : ""));
  }

  // Not the positions of the file: its bytes are others.
  return {
    bytesRead: () => reader.bytesRead(),
    failure: () => reader.failure(),
    close: () => reader.close(),
    async read(into, offset) {
      while (ready.length === 0 && !isEnded) await prepare(listing);
      const length = ready.copy(into, offset);
      ready = ready.subarray(length);
      return length;
    },
  };
}

/** A line feed at the end ends the last line, and begins none. */
function turnLines(text: string, turn: ListingLine): string {
  if (text === "") return "";
  const isWhole = text.endsWith("\n");
  const lines = (isWhole ? text.slice(0, -1) : text).split("\n");
  return lines.map((line) => turn(line.trimEnd())).join("\n") + (isWhole ? "\n" : "");
}
