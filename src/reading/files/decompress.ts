// Decompresses inputs that are compressed, as their first bytes show: gzip here, everything else by the system's own
// tools, which are faster than any library and on most servers already there.

import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { createFiller, createInput, decoded, type Filler } from "./decoded.js";
import { createGunzip } from "./gunzip.js";
import { inflateBeside, inflateStraight } from "./inflate.js";
import type { ByteReader, PlainFile } from "./reader.ts";
import { commandReader } from "./tool-reader.ts";

/** Three times as fast as zlib's default of 16 KiB; a damaged file may lose this much before the damage. */
const CHUNK_SIZE = 256 << 10;
/** A small file gets a small one: a thousand large ones cost more than to unpack what is in them. */
const MIN_CHUNK_SIZE = 16 << 10;
/**
 * A smaller gzip file is inflated in this thread, for it takes some milliseconds. Of most, only the head is wanted here, and
 * a stream would decode four times as much for it: of a hundred files of a MiB, half of all there is.
 */
const WORTH_BESIDE = 1 << 20;
/** A log usually unpacks to this many times its size. */
export const USUAL_RATIO = 8;
/**
 * Logs and mail unpack to 10 or 40 times their size, the dullest to 200. What goes beyond is a trap: 10 MB of gzip
 * can hold 10 GB, of xz 70 GB, of zstd or bzip2 more than anybody waits for.
 */
const MAX_RATIO = 500;
/** Below this size nothing is suspected: it takes a second to read. */
const UNSUSPECTED_BYTES = 1 << 30;
/** Enough for every magic number, and for the time stamp of a gzip file. */
export const LONGEST_MAGIC = 10;

export interface Compression {
  name: string;
  /** Bytes as Latin-1. */
  magic: RegExp;
  /** Writes the decompressed bytes to its standard output. */
  command: readonly [string, ...string[]];
  debianPackage: string;
}

const gzip: Compression = {
  name: "gzip",
  magic: /^\x1f\x8b/,
  command: ["gzip", "-dc"],
  debianPackage: "gzip",
};
const compressions: readonly Compression[] = [
  gzip,
  { name: "xz", magic: /^\xfd7zXZ\0/, command: ["xz", "-dc"], debianPackage: "xz-utils" },
  { name: "zstd", magic: /^\x28\xb5\x2f\xfd/, command: ["zstd", "-dcq"], debianPackage: "zstd" },
  // After the block size comes the magic number of the first block, or of the end.
  {
    name: "bzip2",
    magic: /^BZh[1-9](?:1AY&SY|\x17rE8P\x90|$)/,
    command: ["bzip2", "-dc"],
    debianPackage: "bzip2",
  },
  { name: "compress", magic: /^\x1f\x9d/, command: ["gzip", "-dc"], debianPackage: "gzip" },
];

/** A compressed input; the function that takes it closes `bytes`. */
export interface Source {
  name: string;
  /** Null for a stream. */
  path: string | null;
  /** Size of the file; Infinity where that is not known. */
  size: number;
  bytes: ByteReader;
}

export function compressionOf(head: Buffer): Compression | null {
  const text = head.toString("latin1");
  return compressions.find(({ magic }) => magic.test(text)) ?? null;
}

/** The time in the header: when the file was compressed or, with logrotate, last changed before that; null when there is none. */
export function gzipTime(head: Buffer): number | null {
  const seconds = gzip.magic.test(head.toString("latin1")) && head.length >= 8 ? head.readUInt32LE(4) : 0;
  return seconds === 0 ? null : seconds * 1000;
}

/** Throws a UserError when the tool is not there. */
export async function decompress(compression: Compression, source: Source): Promise<ByteReader> {
  return withinRatio(await openDecoder(compression, source));
}

/** The same reader, but it breaks off when the output is too large for the input. */
export function withinRatio(reader: ByteReader, unsuspected = UNSUSPECTED_BYTES): ByteReader {
  const { gzip: compressed } = reader;
  let given = 0;
  let isTrap = false;
  const looksLikeTrap = () => (isTrap ||= given > unsuspected && given > MAX_RATIO * reader.bytesRead());
  function took(length: number, taken: number, failure: string | null): boolean {
    const goesOn = compressed?.took(length, taken, failure) === true && !looksLikeTrap();
    given += length;
    return goesOn;
  }
  return {
    ...reader,
    async read(into, offset) {
      const length = looksLikeTrap() ? 0 : await reader.read(into, offset);
      given += length;
      return length;
    },
    failure: () => (isTrap ? trap : reader.failure()),
    ...(compressed ? { gzip: { ...compressed, took } } : {}),
  };
}

const trap = `unpacks to more than ${MAX_RATIO} times its size, as no log or mail does`;

async function openDecoder(compression: Compression, source: Source): Promise<ByteReader> {
  if (compression === gzip) return gzipReader(source);
  const builtIn = builtInFor(compression, source.size);
  return builtIn ? builtInReader(builtIn, source) : commandReader(compression, source);
}

/** A plain file may be read again from its beginning. */
function gzipReader({ bytes, size }: Source): ByteReader {
  const { file } = bytes;
  let taken = 0;
  async function readAt(into: Uint8Array, position: number): Promise<number> {
    if (file && position < taken) return file.readAt(bufferOf(into), 0, position);
    const length = await bytes.read(bufferOf(into), 0);
    taken += length;
    return length;
  }
  const inflate = size < WORTH_BESIDE ? inflateStraight : inflateBeside;
  const options = { inflate, chunkSize: chunkSizeFor(size), isRepeatable: file !== undefined };
  const reader = fillerReader(createGunzip(readAt, options), bytes);
  return file ? forThreads(reader, file) : reader;
}

/** What was decoded counts also where the bytes could not be read to their end. */
function fillerReader(filler: Filler, bytes: ByteReader): ByteReader {
  let failure: string | null = null;
  return {
    async read(into, offset) {
      const filled = await filler.fill(into.subarray(offset));
      failure ??= filled.failure;
      return filled.length;
    },
    bytesRead: () => bytes.bytesRead(),
    failure: () => bytes.failure() ?? failure,
    async close() {
      filler.close();
      await bytes.close();
    },
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The same reader; a thread may do its work instead. */
function forThreads(reader: ByteReader, file: PlainFile): ByteReader {
  let threadFailure: string | null = null;
  function took(_given: number, taken: number, failure: string | null): boolean {
    threadFailure = failure;
    return file.took(taken);
  }
  return { ...reader, failure: () => threadFailure ?? reader.failure(), gzip: { fd: file.fd, took } };
}

function chunkSizeFor(size: number): number {
  return Math.min(CHUNK_SIZE, Math.max(MIN_CHUNK_SIZE, 2 * size * USUAL_RATIO));
}

type Decoder = Transform & { bytesWritten: number };

/** zlib knows zstd since Node 22.15. */
function builtInFor({ name }: Compression, size: number): Decoder | null {
  if (name !== "zstd") return null;
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Decoder };
  return createZstdDecompress?.({ chunkSize: chunkSizeFor(size), highWaterMark: 1 }) ?? null;
}

function builtInReader(decoder: Decoder, { bytes, size }: Source): ByteReader {
  const input = createInput((into) => bytes.read(bufferOf(into), 0), Math.min(size, CHUNK_SIZE));
  return fillerReader(createFiller(decoded(decoder, input, true)), bytes);
}
