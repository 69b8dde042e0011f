// Decompresses what the first bytes show to be compressed: gzip here, everything else by the system's own
// tools, which are faster than any library and on most servers already there.

import { spawn, type ChildProcess } from "node:child_process";
import { open } from "node:fs/promises";
import { Readable, type Transform } from "node:stream";
import * as zlib from "node:zlib";
import { systemErrorReason, UserError } from "../errors.ts";
import { createFiller, createInput, decoded, type Filler } from "./decoded.js";
import { createGunzip } from "./gunzip.js";
import { systemPath } from "./file-names.ts";
import { chunksOf, streamReader, type ByteReader, type PlainFile } from "./reader.ts";

/** Three times as fast as zlib's default of 16 KiB; of a damaged file so much may be lost in front of the damage. */
const CHUNK_SIZE = 256 << 10;
/** A small file gets a small one: a thousand large ones cost more than to unpack what is in them. */
const MIN_CHUNK_SIZE = 16 << 10;
/** What a log may be expected to unpack to. */
export const USUAL_RATIO = 8;
/** What a tool says when it fails is a line or two. */
const MAX_COMPLAINT = 500;
/**
 * Logs and mail unpack to 10 or 40 times their size, the dullest to 200. What goes beyond is a trap: 10 MB of gzip
 * can hold 10 GB, of xz 70 GB, of zstd or bzip2 more than anybody waits for.
 */
const MAX_RATIO = 500;
/** Up to here nothing is suspected: it takes a second to read. */
const UNSUSPECTED_BYTES = 1 << 30;
/** Enough for every magic number, and for the time stamp of a gzip file. */
export const LONGEST_MAGIC = 10;

interface Compression {
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
  // Behind the block size stands the magic number of the first block, or of the end.
  {
    name: "bzip2",
    magic: /^BZh[1-9](?:1AY&SY|\x17rE8P\x90|$)/,
    command: ["bzip2", "-dc"],
    debianPackage: "bzip2",
  },
  { name: "compress", magic: /^\x1f\x9d/, command: ["gzip", "-dc"], debianPackage: "gzip" },
];

/** What is compressed; who takes it closes `bytes`. */
export interface Source {
  name: string;
  /** Null for a stream. */
  path: string | null;
  /** Of the file; Infinity where that is not known. */
  size: number;
  bytes: ByteReader;
}

export function compressionOf(head: Buffer): Compression | null {
  const text = head.toString("latin1");
  return compressions.find(({ magic }) => magic.test(text)) ?? null;
}

/** When the file was compressed or, as logrotate does it, last changed before that; null when not told. */
export function gzipTime(head: Buffer): number | null {
  const seconds = gzip.magic.test(head.toString("latin1")) && head.length >= 8 ? head.readUInt32LE(4) : 0;
  return seconds === 0 ? null : seconds * 1000;
}

/** Throws a UserError when the tool is not there. */
export async function decompress(compression: Compression, source: Source): Promise<ByteReader> {
  return withinRatio(await openDecoder(compression, source));
}

/** The same reader, which breaks off where it has given too much for what it took. */
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

const trap = `unpacks to more than ${MAX_RATIO} times its size, which no log and no mail does`;

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
  const options = { chunkSize: chunkSizeFor(size), isRepeatable: file !== undefined };
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

/** The same reader; a thread may do its work. */
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

/** Everything that the tool could decode counts; its exit status tells whether that was all. */
async function commandReader(compression: Compression, source: Source): Promise<ByteReader> {
  const { path, bytes } = source;
  const tool = path === null ? startOnStream(compression, bytes) : await startOnFile(compression, path);
  const trouble = await tool.started;
  if (trouble) throw new UserError(notStarted(compression, source.name, trouble));
  const output = streamReader(tool.output, tool.bytesRead);
  let failure: string | null = null;
  let isClosed = false;
  return {
    ...output,
    async read(into, offset) {
      const length = await output.read(into, offset);
      if (length === 0 && !isClosed) failure ??= await tool.ended;
      return length;
    },
    // A tool does not hear of it, and may be content with what it got.
    failure: () => bytes.failure() ?? failure ?? output.failure(),
    async close() {
      isClosed = true;
      tool.stop();
      await output.close();
      await bytes.close();
    },
  };
}

interface Tool {
  output: Readable;
  bytesRead: () => number;
  /** Null when the tool runs, else why it does not. */
  started: Promise<NodeJS.ErrnoException | null>;
  /** Null when the tool was content, else what it complained of. */
  ended: Promise<string | null>;
  stop: () => void;
}

/** The tool reads the file itself: no byte of it goes through here. */
async function startOnFile({ command }: Compression, path: string): Promise<Tool> {
  const [program, ...given] = command;
  const file = await open(systemPath(path), "r");
  try {
    const { size } = await file.stat();
    return watch(program, spawn(program, given, { stdio: [file.fd, "pipe", "pipe"] }), () => size);
  } finally {
    await file.close();
  }
}

function startOnStream({ command }: Compression, bytes: ByteReader): Tool {
  const [program, ...given] = command;
  const child = spawn(program, given, { stdio: ["pipe", "pipe", "pipe"] });
  const input = Readable.from(chunksOf(bytes), { objectMode: false });
  // A tool that gives up early closes its end; its exit status says why.
  child.stdin.on("error", () => input.destroy());
  input.on("error", () => child.stdin.end());
  input.pipe(child.stdin);
  return watch(program, child, () => bytes.bytesRead());
}

/** Listens before anything is awaited: a tool that is not there says so at once. */
function watch(program: string, child: ChildProcess, bytesRead: () => number): Tool {
  let complaint = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    if (complaint.length < MAX_COMPLAINT) complaint += chunk.toString("utf8");
  });
  return {
    output: child.stdout ?? Readable.from([]),
    bytesRead,
    started: new Promise((resolve) => {
      child.once("spawn", () => resolve(null));
      child.once("error", resolve);
    }),
    ended: new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (status, signal) => {
        const ending = `${program} ended with ${signal ?? `status ${status}`}`;
        resolve(status === 0 ? null : (firstLine(complaint) ?? ending));
      });
    }),
    stop: () => child.kill(),
  };
}

/** `xz: (stdin): Unexpected end of input` */
function firstLine(text: string): string | null {
  const lines = text.slice(0, MAX_COMPLAINT).split("\n");
  return lines.map((line) => line.trim()).find((line) => line !== "") ?? null;
}

function notStarted(
  { name, command, debianPackage }: Compression,
  input: string,
  trouble: NodeJS.ErrnoException,
): string {
  const [program] = command;
  const isMissing = trouble.code === "ENOENT";
  const reason = isMissing ? "is not installed" : `cannot be run: ${systemErrorReason(trouble)}`;
  const nextStep = isMissing ? `; install the Debian package ${debianPackage}, or decompress it first` : "";
  return `${input}: compressed with ${name}, and the program ${program} ${reason}${nextStep}`;
}
