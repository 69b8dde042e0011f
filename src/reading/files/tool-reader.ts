// Decompresses by one of the system's own tools.

import { spawn, type ChildProcess } from "node:child_process";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { systemErrorReason, UserError } from "../../base/errors.ts";
import type { Compression, Source } from "./decompress.ts";
import { systemPath } from "./file-names.ts";
import { chunksOf, streamReader, type ByteReader } from "./reader.ts";

/** A tool that fails says why in a line or two. */
const MAX_COMPLAINT = 500;

/** Everything that the tool could decode counts; its exit status tells whether that was all. */
export async function commandReader(compression: Compression, source: Source): Promise<ByteReader> {
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
    // A tool does not hear of a failure, and may be content with what it got.
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
