// Opens an input, compressed or not; the first bytes decide, never the name.

import type { Stats } from "node:fs";
import { open, stat } from "node:fs/promises";
import { shownName, UserError } from "../../base/errors.ts";
import { arrayReader } from "./array-reader.ts";
import { carriageReturnReader } from "./carriage-returns.ts";
import { compressionOf, decompress, gzipTime, LONGEST_MAGIC } from "./decompress.ts";
import { systemPath } from "./file-names.ts";
import { passLeadingNuls } from "./leading-nuls.ts";
import { listingReader } from "./listing-reader.ts";
import { octetCountedReader } from "./octet-counted.ts";
import { openPipe } from "./pipe.ts";
import { untilAborted } from "../../base/until-aborted.ts";
import { utf16Reader } from "./utf16-reader.ts";
import { emptyReader, fileReader, iterableReader, withHead, type ByteReader } from "./reader.ts";

/** Enough to see what the input holds, even after a leading comment or a long first line. */
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
  /** Lines or messages of it that an earlier run read; the reader begins after them. */
  before?: number;
  /** Of a journal: the last entry that was read. */
  cursor?: () => string | null;
  /** Which file this is, even if its name changes; null for a pipe. */
  identity: string | null;
}

/** Throws a system error for what cannot be opened, a UserError for what cannot be read as a file. */
export async function openPath(path: string, signal?: AbortSignal): Promise<OpenInput> {
  const status = await stat(systemPath(path));
  if (status.isDirectory()) throw new UserError(`${shownName(path)}: is a directory`);
  // Process substitution hands over a FIFO; a disk or a terminal is nobody's log.
  if (!status.isFile() && !status.isFIFO())
    throw new UserError(`${shownName(path)}: not a file; name a log, a mailbox or a directory`);
  if (status.isFIFO()) return openStream((await openPipe(path)).createReadStream(), signal);
  const identity = `${status.dev}:${status.ino}`;
  // The kernel's own files say that they are empty, and some of them block whoever reads (/proc/kmsg).
  if (status.size === 0)
    return { ...(await look(Buffer.alloc(0), emptyReader, status.mtimeMs, false)), identity };
  const bytes = fileReader(await open(systemPath(path), "r"));
  try {
    return { ...(await openFile(path, bytes, status)), size: status.size, identity };
  } catch (error) {
    await bytes.close();
    throw error;
  }
}

/** The buffer is no larger than the file: a thousand small files are opened twice each. */
async function openFile(path: string, bytes: ByteReader, { size, mtimeMs }: Stats): Promise<OpenInput> {
  const first = await readHead(bytes, Math.min(size, HEAD_SIZE));
  const magic = first.subarray(0, LONGEST_MAGIC);
  const modified = lastChange(mtimeMs, magic);
  const compression = compressionOf(magic);
  if (!compression) return look(first, bytes, modified, false);
  const source = { name: shownName(path), path, size, bytes: withHead(first, bytes) };
  return peek(await decompress(compression, source), modified, false);
}

/** Standard input, or another stream that can be read once; it ends when the signal comes. */
export async function openStream(
  chunks: AsyncIterable<Uint8Array>,
  signal?: AbortSignal,
): Promise<OpenInput> {
  const raw = iterableReader(untilAborted(chunks, signal));
  const magic = await readHead(raw, LONGEST_MAGIC);
  const whole = withHead(magic, raw);
  const compression = compressionOf(magic);
  const source = { name: "standard input", path: null, size: Infinity, bytes: whole };
  const reader = compression ? await decompress(compression, source) : whole;
  return peek(reader, lastChange(Date.now(), magic), true);
}

/** A copy of a compressed log is younger than what it holds. */
function lastChange(time: number, magic: Buffer): number {
  return Math.min(time, gzipTime(magic) ?? Infinity);
}

async function peek(reader: ByteReader, modified: number, once: boolean): Promise<OpenInput> {
  return look(await readHead(reader, HEAD_SIZE), reader, modified, once);
}

/** `raw` was read from the reader. */
async function look(raw: Buffer, reader: ByteReader, modified: number, once: boolean): Promise<OpenInput> {
  const text = utf16Reader(raw, withHead(raw, reader));
  return text
    ? lookAtText(await readHead(text, HEAD_SIZE), text, modified, once)
    : lookAtText(raw, reader, modified, once);
}

async function lookAtText(
  raw: Buffer,
  reader: ByteReader,
  modified: number,
  once: boolean,
): Promise<OpenInput> {
  const lines = carriageReturnReader(raw, withHead(raw, reader));
  return lines
    ? lookAt(await readHead(lines, HEAD_SIZE), lines, modified, once)
    : lookAt(raw, reader, modified, once);
}

async function lookAt(raw: Buffer, reader: ByteReader, modified: number, once: boolean): Promise<OpenInput> {
  const begun = await passLeadingNuls(raw, reader);
  const { head: bytes, reader: whole } = begun;
  const listing =
    listingReader(bytes, whole) ?? arrayReader(bytes, whole) ?? octetCountedReader(bytes, whole);
  const about = { modified, size: 0, once, identity: null };
  if (!listing) return { ...begun, ...about };
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
