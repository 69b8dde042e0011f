// Threads that search stretches of a log, while the main thread judges what was found in the ones before.
// They only find: what is done with it, and in which order, is the main thread's, so that a report does not
// depend on their number.

import { searchModule } from "./search-module.ts";
import { askThread } from "../threads/thread.ts";

/** A part of a file, and where in the memory it goes. */
export interface FileRange {
  fd: number;
  position: number;
  address: number;
  length: number;
}

/** Bytes to be searched; with `fd` null they are in the memory already. */
export interface Job extends Omit<FileRange, "fd"> {
  fd: number | null;
  /** Only to be decompressed: the position is one in what comes out, and follows the last job's. */
  isGzip?: boolean;
  /** Bytes at the ends that are left to who knows what stands next to them. */
  before: number;
  behind: number;
  /** Where the places go, and how many may. */
  out: number;
  max: number;
}

export interface Found {
  /** Bytes of the range: fewer than asked for at the end of the file. */
  length: number;
  found: number;
  /** Up to where the range was searched. */
  stoppedAt: number;
  /** Between the first byte searched and there. */
  lineFeeds: number;
  /** Of a compressed file: bytes of it that were taken, and why it ended before its end, if it did. */
  taken: number;
  failure: string | null;
}

export interface Finders {
  /** Null when no thread could do it, and the caller has to. */
  run: (job: Job) => Promise<Found | null>;
  /** Resolves when no thread touches the memory any more. */
  close: () => Promise<void>;
}

export function startFinders(memory: WebAssembly.Memory, count: number): Finders {
  const workerData = { module: searchModule(), memory };
  const start = () => askThread<Job, Found>(new URL("./find-worker.js", import.meta.url), { workerData });
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
