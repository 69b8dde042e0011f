// Opens an input whatever it is compressed with; the first bytes decide, never the name.

import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGunzip, type Gunzip } from "node:zlib";
import { UserError } from "../errors.ts";
import { fileReader, streamReader, withHead, type ByteReader } from "./reader.ts";

/** Enough to see what the input holds, behind a leading comment or a long first line too. */
const HEAD_SIZE = 64 << 10;
/** Three times as fast as zlib's default of 16 KiB. */
const GUNZIP_CHUNK_SIZE = 256 << 10;
const LONGEST_MAGIC = 6;

const gzipMagic = Buffer.from([0x1f, 0x8b]);
const otherCompressions: { name: string; magic: Buffer; command: string }[] = [
  { name: "xz", magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), command: "xz -dc" },
  { name: "zstd", magic: Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), command: "zstd -dc" },
  { name: "bzip2", magic: Buffer.from("BZh"), command: "bzip2 -dc" },
  { name: "compress", magic: Buffer.from([0x1f, 0x9d]), command: "gzip -dc" },
];

export interface OpenInput {
  reader: ByteReader;
  /** The first decompressed bytes; `reader` gives them again. */
  head: Buffer;
  /** Last change, in milliseconds since the epoch; no line of a log is later. */
  modified: number;
  /** True for a pipe: it cannot be opened a second time. */
  once: boolean;
}

/** Throws a system error for what cannot be opened, a UserError for what cannot be read as a file. */
export async function openPath(path: string): Promise<OpenInput> {
  const status = await stat(path);
  if (status.isDirectory()) throw new UserError(`${path}: is a directory`);
  // Process substitution hands over a FIFO; a disk or a terminal is nobody's log.
  if (!status.isFile() && !status.isFIFO())
    throw new UserError(`${path}: not a file; name a log, a mailbox or a directory`);
  if (status.isFIFO()) return openStream(createReadStream(path));
  const compression = compressionOf(await firstBytes(path), path);
  return peek(compression === "gzip" ? gunzipFile(path) : await fileReader(path), status.mtimeMs, false);
}

/** Standard input, or another stream that can be read once. */
export async function openStream(chunks: AsyncIterable<Uint8Array>): Promise<OpenInput> {
  let bytes = 0;
  const counted = Readable.from(
    count(chunks, (length) => (bytes += length)),
    { objectMode: false },
  );
  const raw = streamReader(counted, () => bytes);
  const head = await readHead(raw, LONGEST_MAGIC);
  const whole = withHead(head, raw);
  if (compressionOf(head, "standard input") !== "gzip") return peek(whole, Date.now(), true);
  return peek(
    gunzipReader(chunksOf(whole), () => bytes),
    Date.now(),
    true,
  );
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

function gunzipFile(path: string): ByteReader {
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  return gunzipReader(file, () => file.bytesRead);
}

function gunzipReader(chunks: AsyncIterable<Uint8Array>, bytesRead: () => number): ByteReader {
  const gunzip = createGunzip({ chunkSize: GUNZIP_CHUNK_SIZE });
  const reader = streamReader(gunzip, bytesRead);
  void feed(chunks, gunzip);
  return reader;
}

/**
 * Waits for each chunk before it gives the next or tells the end: of a file that breaks off, zlib drops
 * what it decoded from a chunk that it knows to be the last.
 */
async function feed(chunks: AsyncIterable<Uint8Array>, gunzip: Gunzip): Promise<void> {
  try {
    for await (const chunk of chunks) {
      await new Promise<void>((resolve) => gunzip.write(chunk, () => resolve()));
      if (gunzip.destroyed) return;
    }
    gunzip.end();
  } catch (error) {
    gunzip.destroy(error as Error);
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

function compressionOf(magic: Buffer, path: string): "gzip" | null {
  const startsWith = (bytes: Buffer) => magic.subarray(0, bytes.length).equals(bytes);
  if (startsWith(gzipMagic)) return "gzip";
  const other = otherCompressions.find((compression) => startsWith(compression.magic));
  if (other)
    throw new UserError(
      `${path}: compressed with ${other.name}; pipe it in: ${other.command} … | whybounce -`,
    );
  return null;
}

async function peek(reader: ByteReader, modified: number, once: boolean): Promise<OpenInput> {
  const head = await readHead(reader, HEAD_SIZE);
  return { reader: withHead(head, reader), head, modified, once };
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
