// Threads that search stretches of a log, while the main thread judges what was found in earlier ones. They only
// find: the main thread decides what to do with it, and in which order. So a report does not depend on their number.

import { findThread } from "./find-module.ts";
import { searchModule } from "./search-module.ts";
import { askThread } from "../threads/thread.ts";

/** A part of a file, and where in the memory it goes. */
export interface FileRange {
  fd: number;
  position: number;
  address: number;
  length: number;
}

/** The bytes to search; with `fd` null they are in the memory already. */
export interface Job extends Omit<FileRange, "fd"> {
  fd: number | null;
  /** Decompress only: the position is one in the output, and follows the last job's. */
  isGzip?: boolean;
  /** Bytes at both ends that are not searched, because the bytes next to them are not known. */
  before: number;
  after: number;
  /** Where the places go, and how many fit. */
  out: number;
  max: number;
}

export interface Found {
  /** Bytes of the range: fewer than asked for at the end of the file. */
  length: number;
  found: number;
  /** Where the search of the range ended. */
  stoppedAt: number;
  /** Between the first byte searched and there. */
  lineFeeds: number;
  /** For a compressed file: its bytes that were taken, and why it ended early, if it did. */
  taken: number;
  failure: string | null;
}

export interface Finders {
  /** Null when no thread could do it, and the caller must. */
  run: (job: Job) => Promise<Found | null>;
  /** Resolves when no thread uses the memory any more. */
  close: () => Promise<void>;
}

export function startFinders(memory: WebAssembly.Memory, count: number): Finders {
  const workerData = { module: searchModule(), memory };
  const start = () => askThread<Job, Found>(findThread, { workerData });
  const threads: ReturnType<typeof start>[] = [];

  /** Goes on with the compressed file that it has begun. */
  let decompressing: (typeof threads)[number] | null = null;

  async function run(job: Job): Promise<Found | null> {
    while (threads.length < count) threads.push(start());
    if (job.isGzip !== true) return idlest()?.ask(job) ?? null;
    if (job.position === 0) decompressing = idlest();
    return decompressing?.ask(job) ?? null;
  }

  /** The thread that has the least to do. */
  function idlest(): (typeof threads)[number] | null {
    let best: (typeof threads)[number] | null = null;
    for (const thread of threads)
      if ((thread.waiting() ?? Infinity) < (best?.waiting() ?? Infinity)) best = thread;
    return best;
  }

  async function close(): Promise<void> {
    await Promise.all(threads.map((thread) => thread.close()));
  }

  return { run, close };
}
