// Bytes of one input, decompressed, pulled by the code that scans them.

import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { systemErrorReason } from "../../base/errors.ts";

export interface ByteReader {
  /** Fills `into` from `offset`; resolves to the number of bytes, 0 at the end or after a failure. */
  read(into: Buffer, offset: number): Promise<number>;
  /** Bytes taken from the disk or the pipe so far. */
  bytesRead(): number;
  /** Why the input ended before its end, if it did; what was read until then is good. */
  failure(): string | null;
  close(): Promise<void>;
  /** Only for a plain file: the same bytes by their positions, to read several parts of it at once. */
  file?: PlainFile;
  /** Only for a gzip file: to decompress it from its beginning in a thread. */
  gzip?: GzipFile;
}

export interface PlainFile {
  fd: number;
  /** Fills `into` from `offset` with what stands at `position`; as `read` does. */
  readAt(into: Buffer, offset: number, position: number): Promise<number>;
  /** Reports bytes that were read by their positions; false when the reading must end. */
  took(length: number): boolean;
}

export interface GzipFile {
  fd: number;
  /** Reports the bytes `given`, the bytes of the file `taken` for them, and perhaps a failure; false when the reading must end. */
  took(given: number, taken: number, failure: string | null): boolean;
}

export const emptyReader: ByteReader = {
  read: async () => 0,
  bytesRead: () => 0,
  failure: () => null,
  close: async () => {},
};

/** A plain file, from its beginning. */
export function fileReader(file: FileHandle): ByteReader {
  let bytes = 0;
  let took = 0;
  let failure: string | null = null;
  async function readAt(into: Buffer, offset: number, position: number | null): Promise<number> {
    try {
      return (await file.read(into, offset, into.length - offset, position)).bytesRead;
    } catch (error) {
      failure = systemErrorReason(error);
      return 0;
    }
  }
  return {
    async read(into, offset) {
      const length = await readAt(into, offset, null);
      bytes += length;
      return length;
    },
    bytesRead: () => bytes,
    failure: () => failure,
    close: () => file.close(),
    file: {
      fd: file.fd,
      readAt,
      took(length) {
        bytes = took += length;
        return true;
      },
    },
  };
}

/** Standard input. Each chunk is asked for when the one before is taken: what came before a failure is not lost. */
export function iterableReader(chunks: AsyncIterable<Uint8Array>): ByteReader {
  const iterator = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let bytes = 0;
  let isEnded = false;
  let failure: string | null = null;
  async function next(): Promise<void> {
    try {
      const { value, done } = (await iterator.next()) as IteratorResult<Uint8Array, undefined>;
      isEnded = done === true;
      rest = value ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : rest;
      bytes += rest.length;
    } catch (error) {
      isEnded = true;
      failure = systemErrorReason(error);
    }
  }
  return {
    async read(into, offset) {
      while (rest.length === 0 && !isEnded) await next();
      const length = rest.copy(into, offset);
      rest = rest.subarray(length);
      return length;
    },
    bytesRead: () => bytes,
    failure: () => failure,
    // Not awaited: the stream may still wait for a chunk that never comes.
    close: async () => void iterator.return?.().catch(() => {}),
  };
}

/**
 * The output of a tool. Chunks are taken from `data` events,
 * because an iterator over a stream that fails loses what was decoded last.
 */
export function streamReader(stream: Readable, bytesRead: () => number): ByteReader {
  const chunks: Buffer[] = [];
  const state = { ended: false };
  let failure: string | null = null;
  let wake: (() => void) | null = null;
  const notify = () => {
    wake?.();
    wake = null;
  };
  stream.on("data", (chunk: Buffer) => {
    chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk));
    stream.pause();
    notify();
  });
  stream.on("error", (error) => {
    failure = systemErrorReason(error);
    state.ended = true;
    notify();
  });
  for (const event of ["end", "close"]) {
    stream.on(event, () => {
      state.ended = true;
      notify();
    });
  }
  return {
    async read(into, offset) {
      while (chunks.length === 0 && !state.ended) {
        const woken = new Promise<void>((resolve) => (wake = resolve));
        stream.resume();
        await woken;
      }
      return take(chunks, into, offset);
    },
    bytesRead,
    failure: () => failure,
    close: async () => void stream.destroy(),
  };
}

/** Moves what fits from the first chunk into the buffer. */
function take(chunks: Buffer[], into: Buffer, offset: number): number {
  const chunk = chunks[0];
  if (chunk === undefined) return 0;
  const length = Math.min(chunk.length, into.length - offset);
  chunk.copy(into, offset, 0, length);
  if (length === chunk.length) chunks.shift();
  else chunks[0] = chunk.subarray(length);
  return length;
}

/** A reader that gives `head`, already read, before the rest. */
export function withHead(head: Buffer, reader: ByteReader): ByteReader {
  const chunks = head.length > 0 ? [head] : [];
  return {
    ...reader,
    read: async (into, offset) =>
      chunks.length > 0 ? take(chunks, into, offset) : reader.read(into, offset),
  };
}

/** The rest of the input, each piece in a buffer of its own; throws when it breaks off. */
export async function* chunksOf(reader: ByteReader): AsyncGenerator<Buffer> {
  for (;;) {
    const chunk = Buffer.allocUnsafe(64 << 10);
    const length = await reader.read(chunk, 0);
    if (length === 0) break;
    yield chunk.subarray(0, length);
  }
  const failure = reader.failure();
  if (failure !== null) throw new Error(failure);
}

/** Room for nearly every message; a longer one gets room for the longest at once, which costs only what is filled. */
const USUAL_LENGTH = 4 << 20;

export interface WholeInput {
  /** Everything up to the limit. */
  raw: Buffer;
  /** There was more. */
  cut: boolean;
  /** All bytes that were read: some more than the limit where it was cut. */
  taken: Buffer;
}

export async function readWhole(reader: ByteReader, limit: number): Promise<WholeInput> {
  let buffer: Buffer = Buffer.allocUnsafe(64 << 10);
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      const larger = Buffer.allocUnsafe(length < USUAL_LENGTH ? length * 2 : Math.max(limit + 1, length * 2));
      buffer.copy(larger);
      buffer = larger;
    }
    const read = await reader.read(buffer, length);
    length += read;
    if (read > 0 && length <= limit) continue;
    const taken = buffer.subarray(0, length);
    return { raw: taken.subarray(0, limit), cut: length > limit, taken };
  }
}

/** How much of a text is held; a bounce and all that a mail program shows around it is a few KiB. */
export const MAX_RECORDED = 8 << 20;
const MAX_CHUNKS = 1_000;

export interface Recording {
  reader: ByteReader;
  recorded: () => { raw: Buffer; cut: boolean };
}

/** The same reader, but it keeps the first bytes that it gives: a stream cannot be read a second time. */
export function recording(reader: ByteReader): Recording {
  let chunks: Buffer[] = [];
  let length = 0;
  let cut = false;
  async function read(into: Buffer, offset: number): Promise<number> {
    const count = await reader.read(into, offset);
    const kept = Math.min(count, MAX_RECORDED - length);
    if (kept > 0) chunks.push(Buffer.from(into.subarray(offset, offset + kept)));
    if (chunks.length > MAX_CHUNKS) chunks = [Buffer.concat(chunks)];
    length += kept;
    cut ||= kept < count;
    return count;
  }
  return {
    reader: {
      read,
      bytesRead: () => reader.bytesRead(),
      failure: () => reader.failure(),
      close: () => reader.close(),
    },
    recorded: () => ({ raw: Buffer.concat(chunks), cut }),
  };
}
