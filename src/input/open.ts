// Opens an input whatever it is compressed with; the first bytes decide, never the name.

import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { UserError } from "../errors.ts";
import { compressionOf, decompress, gzipTime, LONGEST_MAGIC } from "./decompress.ts";
import { listingReader } from "./listing-reader.ts";
import { openPipe } from "./pipe.ts";
import { emptyReader, fileReader, streamReader, withHead, type ByteReader } from "./reader.ts";

/** Enough to see what the input holds, behind a leading comment or a long first line too. */
const HEAD_SIZE = 64 << 10;

export interface OpenInput {
  reader: ByteReader;
  /** The first decompressed bytes; `reader` gives them again. */
  head: Buffer;
  /** Last change, in milliseconds since the epoch; no line of a log is later. */
  modified: number;
  /** Bytes of the file; 0 where that is not known. */
  size: number;
  /** True for a pipe: it cannot be opened a second time. */
  once: boolean;
  /** Which file this is, whatever its name by then; null for a pipe. */
  identity: string | null;
}

/** Throws a system error for what cannot be opened, a UserError for what cannot be read as a file. */
export async function openPath(path: string): Promise<OpenInput> {
  const status = await stat(path);
  if (status.isDirectory()) throw new UserError(`${path}: is a directory`);
  // Process substitution hands over a FIFO; a disk or a terminal is nobody's log.
  if (!status.isFile() && !status.isFIFO())
    throw new UserError(`${path}: not a file; name a log, a mailbox or a directory`);
  if (status.isFIFO()) return openStream((await openPipe(path)).createReadStream());
  const identity = `${status.dev}:${status.ino}`;
  // The kernel's own files say that they are empty, and some of them block whoever reads (/proc/kmsg).
  if (status.size === 0) return { ...(await peek(emptyReader, status.mtimeMs, false)), identity };
  const magic = await firstBytes(path);
  const compression = compressionOf(magic);
  const reader = compression ? await decompress(compression, { name: path, path }) : await fileReader(path);
  return { ...(await peek(reader, lastChange(status.mtimeMs, magic), false)), size: status.size, identity };
}

/** Standard input, or another stream that can be read once. */
export async function openStream(chunks: AsyncIterable<Uint8Array>): Promise<OpenInput> {
  let bytes = 0;
  const counted = Readable.from(
    count(chunks, (length) => (bytes += length)),
    { objectMode: false },
  );
  const bytesRead = () => bytes;
  const raw = streamReader(counted, bytesRead);
  const magic = await readHead(raw, LONGEST_MAGIC);
  const whole = withHead(magic, raw);
  const compression = compressionOf(magic);
  const source = { name: "standard input", chunks: chunksOf(whole), bytesRead };
  const reader = compression ? await decompress(compression, source) : whole;
  return peek(reader, lastChange(Date.now(), magic), true);
}

/** A copy of a compressed log is younger than what it holds. */
function lastChange(time: number, magic: Buffer): number {
  return Math.min(time, gzipTime(magic) ?? Infinity);
}

async function* count(
  chunks: AsyncIterable<Uint8Array>,
  add: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    add(chunk.length);
    yield chunk;
  }
}

async function* chunksOf(reader: ByteReader): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(HEAD_SIZE);
    const length = await reader.read(chunk, 0);
    if (length === 0) return;
    yield chunk.subarray(0, length);
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_MAGIC), 0, LONGEST_MAGIC, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function peek(reader: ByteReader, modified: number, once: boolean): Promise<OpenInput> {
  const raw = await readHead(reader, HEAD_SIZE);
  const listing = listingReader(raw, withHead(raw, reader));
  const about = { modified, size: 0, once, identity: null };
  if (!listing) return { reader: withHead(raw, reader), head: raw, ...about };
  const head = await readHead(listing, HEAD_SIZE);
  return { reader: withHead(head, listing), head, ...about };
}

async function readHead(reader: ByteReader, size: number): Promise<Buffer> {
  const head = Buffer.allocUnsafe(size);
  let length = 0;
  for (;;) {
    const read = length < size ? await reader.read(head, length) : 0;
    if (read === 0) return head.subarray(0, length);
    length += read;
  }
}
