// Gives an input in other bytes than its own: in another encoding, or in other lines.

import type { ByteReader } from "./reader.ts";

const CHUNK_SIZE = 64 << 10;

/** `convert` gets the bytes as they come, and no bytes at the end. It may hold some back until then. */
export function convertedReader(
  reader: ByteReader,
  convert: (bytes: Buffer, isEnded: boolean) => string | Buffer,
): ByteReader {
  let ready: Buffer = Buffer.alloc(0);
  let isEnded = false;

  async function prepare(): Promise<void> {
    const chunk = Buffer.allocUnsafe(CHUNK_SIZE);
    const length = await reader.read(chunk, 0);
    isEnded = length === 0;
    const converted = convert(chunk.subarray(0, length), isEnded);
    ready = typeof converted === "string" ? Buffer.from(converted) : converted;
  }

  // The positions in the file are left out: they are those of other bytes.
  return {
    bytesRead: () => reader.bytesRead(),
    failure: () => reader.failure(),
    close: () => reader.close(),
    async read(into, offset) {
      while (ready.length === 0 && !isEnded) await prepare();
      const length = ready.copy(into, offset);
      ready = ready.subarray(length);
      return length;
    },
  };
}
