// Zeros in front of a log: copytruncate leaves as many as the log had bytes when its writer does not append, a crash
// those of the blocks that were not written yet. They may be gigabytes, in a file that takes no room on the disk.

import { withHead, type ByteReader } from "./reader.ts";

/** No log grows longer before it is rotated; what has more zeros in front is an image of a disk. */
const MAX_NULS = 4 * 2 ** 30;
const CHUNK_SIZE = 1 << 20;

/** A reader that begins with the first byte that is no zero; null when that is the first, or there is none. */
export async function behindLeadingNuls(
  head: Buffer,
  reader: ByteReader,
): Promise<ByteReader | null> {
  if (head[0] !== 0) return null;
  const zeros = Buffer.alloc(CHUNK_SIZE);
  let passed = 0;
  for (let chunk = head; chunk.length > 0 && passed < MAX_NULS; chunk = await nextChunk(reader)) {
    if (!zeros.subarray(0, chunk.length).equals(chunk)) {
      const rest = chunk.subarray(chunk.findIndex((byte) => byte !== 0));
      return withHead(rest, reader);
    }
    passed += chunk.length;
  }
  return null;
}

async function nextChunk(reader: ByteReader): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
  return chunk.subarray(0, await reader.read(chunk, 0));
}
