// A file of a few lines that a user has written: never a device that goes on for ever, never a pipe without an end.

import { constants, type Stats } from "node:fs";
import { open, stat, type FileHandle } from "node:fs/promises";

/** Why it was not read, as the words that follow the file's name. */
export class UnfitFile extends Error {}

export interface SmallFile {
  text: string;
  /** They describe the file that was read: another file may have its name by now. */
  stats: Stats;
}

/**
 * Throws UnfitFile for what is no regular file or longer than `limit` bytes, a system error for what cannot be read.
 * With `pipes`, a pipe that a shell hands over (`<(pass show store)`) is read too.
 */
export async function readSmallFile(path: string, limit: number, pipes = false): Promise<SmallFile> {
  const isPipe = pipes && (await stat(path)).isFIFO();
  // Opening a pipe waits for its writer.
  const file = await open(path, constants.O_RDONLY | (isPipe ? 0 : constants.O_NONBLOCK));
  try {
    const stats = await file.stat();
    if (stats.isDirectory()) throw new UnfitFile("is a directory");
    if (!stats.isFile() && !isPipe) throw new UnfitFile("is no regular file");
    const bytes = await readUpTo(file, limit + 1, stats.size);
    if (bytes.length > limit) throw new UnfitFile(`is longer than ${limit >> 10} KiB`);
    return { text: textOf(bytes), stats };
  } finally {
    await file.close();
  }
}

/** PowerShell writes UTF-16 with a byte order mark. */
function textOf(bytes: Buffer): string {
  const mark = bytes.toString("hex", 0, 2);
  return mark === "fffe" ? new TextDecoder("utf-16le").decode(bytes) : bytes.toString("utf8");
}

/** What has no size, a pipe for instance, is read into this much first. */
const FIRST_BYTES = 64 << 10;

/** A limit may be hundreds of megabytes, and the file a few kilobytes: no more is taken than it needs. */
async function readUpTo(file: FileHandle, limit: number, size: number): Promise<Buffer> {
  let buffer: Buffer = Buffer.allocUnsafe(Math.min(limit, size > 0 ? size + 1 : FIRST_BYTES));
  let length = 0;
  for (let read = -1; read !== 0 && length < limit; length += read) {
    if (length === buffer.length) buffer = enlarged(buffer, limit);
    read = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
  }
  return buffer.subarray(0, length);
}

function enlarged(buffer: Buffer, limit: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(limit, 2 * buffer.length));
  buffer.copy(larger);
  return larger;
}
