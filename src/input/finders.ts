// Threads that search stretches of a log, while the main thread judges what was found in the ones before.
// They only find: what is done with it, and in which order, is the main thread's, so that a report does not
// depend on their number.

import { Worker } from "node:worker_threads";
import { searchModule } from "./search-module.ts";

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
}

export interface Finders {
  /** Null when no thread could do it, and the caller has to. */
  run: (job: Job) => Promise<Found | null>;
  /** Resolves when no thread touches the memory any more. */
  close: () => Promise<void>;
}

interface Finder {
  worker: Worker;
  /** Who waits for an answer, in the order of the jobs. */
  waiting: ((found: Found | null) => void)[];
}

export function startFinders(memory: WebAssembly.Memory, count: number): Finders {
  const finders = new Set<Finder>();
  for (let i = 0; i < count; i++) start();

  function start(): void {
    const worker = new Worker(new URL("./find-worker.js", import.meta.url), {
      workerData: { module: searchModule(), memory },
      execArgv: [],
    });
    const finder: Finder = { worker, waiting: [] };
    finders.add(finder);
    worker.on("message", (found: Found) => finder.waiting.shift()?.(found));
    // One that cannot be started, or dies: what it was asked for is done by who asked.
    worker.on("error", () => dismiss(finder));
    worker.on("exit", () => dismiss(finder));
  }

  function dismiss(finder: Finder): void {
    finders.delete(finder);
    for (const answer of finder.waiting.splice(0)) answer(null);
  }

  async function run(job: Job): Promise<Found | null> {
    const [finder] = [...finders].toSorted((a, b) => a.waiting.length - b.waiting.length);
    if (!finder) return null;
    return new Promise((resolve) => {
      finder.waiting.push(resolve);
      finder.worker.postMessage(job);
    });
  }

  async function close(): Promise<void> {
    await Promise.all([...finders].map(({ worker }) => worker.terminate()));
  }

  return { run, close };
}
