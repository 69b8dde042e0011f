// Readers of bytes in memory, cut as a pipe or a disk may cut them.

import type { ByteReader } from "../../src/reading/files/reader.ts";

/** Gives as many bytes at a time as `sizes` say, in turn. */
export function readerOf(bytes: Buffer, sizes: readonly number[] = [1 << 30]): ByteReader {
  let position = 0;
  let turn = 0;
  return {
    read: async (into, offset) => {
      const size = sizes[turn++ % sizes.length] ?? 1;
      const length = Math.min(size, bytes.length - position, into.length - offset);
      bytes.copy(into, offset, position, position + length);
      position += length;
      return length;
    },
    bytesRead: () => position,
    failure: () => null,
    close: async () => {},
  };
}
