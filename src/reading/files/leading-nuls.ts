// Zeros before a log: copytruncate leaves as many as the log had bytes if its writer does not append, and a crash
// leaves them for blocks that were not written yet. They may be gigabytes, in a file that takes no room on the disk.

import { withHead, type ByteReader } from "./reader.ts";

/** No log grows longer before it is rotated; a file with more zeros at its beginning is an image of a disk. */
const MAX_NULS = 4 * 2 ** 30;
const CHUNK_SIZE = 1 << 20;

export interface Begun {
  /** Bytes from the first one that is not zero; `reader` gives them, and the zeros, again. */
  head: Buffer;
  reader: ByteReader;
}

/** `head` was read from the reader. */
export async function passLeadingNuls(head: Buffer, reader: ByteReader): Promise<Begun> {
  if (head[0] !== 0) return { head, reader: withHead(head, reader) };
  const zeros = Buffer.alloc(CHUNK_SIZE);
  let passed = 0;
  let chunk = head;
  while (chunk.length > 0 && passed < MAX_NULS && zeros.subarray(0, chunk.length).equals(chunk)) {
    passed += chunk.length;
    chunk = await nextChunk(reader);
  }
  const start = Math.max(
    0,
    chunk.findIndex((byte) => byte !== 0),
  );
  return { head: chunk.subarray(start), reader: withNuls(passed, withHead(chunk, reader)) };
}

async function nextChunk(reader: ByteReader): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
  return chunk.subarray(0, await reader.read(chunk, 0));
}

function withNuls(count: number, reader: ByteReader): ByteReader {
  let left = count;
  return {
    ...reader,
    read: async (into, offset) => {
      if (left === 0) return reader.read(into, offset);
      const length = Math.min(left, into.length - offset);
      into.fill(0, offset, offset + length);
      left -= length;
      return length;
    },
  };
}
