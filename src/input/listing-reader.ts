// Gives a listing of the queue as lines of a log. Listings are small: they are read line by line.

import { createListing } from "./framing/queue-listing.ts";
import type { ByteReader } from "./reader.ts";

const CHUNK_SIZE = 64 << 10;
const LINE_FEED = 0x0a;
/** A line without end must not fill memory. */
const MAX_LINE_LENGTH = 1 << 20;

/** Null when the input is no listing. */
export function listingReader(head: Buffer, reader: ByteReader): ByteReader | null {
  const listing = createListing(head.toString("utf8", 0, 400));
  if (!listing) return null;
  let rest: Buffer = Buffer.alloc(0);
  let ready: Buffer = Buffer.alloc(0);
  let isEnded = false;

  /** Turns the whole lines that are there, at the end the last one too, into lines of a log. */
  async function prepare(turn: (line: string) => string): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
    const length = await reader.read(chunk, 0);
    isEnded = length === 0;
    const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
    const end = isEnded || bytes.length > MAX_LINE_LENGTH ? bytes.length : bytes.lastIndexOf(LINE_FEED) + 1;
    rest = bytes.subarray(end);
    const lines = bytes.toString("utf8", 0, end).split("\n");
    ready = Buffer.from(lines.map((line) => turn(line.trimEnd())).join("\n"));
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
