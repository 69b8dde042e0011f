// What the program touches outside itself: streams, environment, clock, signals. The real process is here, too.

import { fstatSync, writeSync, type Stats } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { systemErrorReason, UserError } from "../base/errors.ts";
import type { Interfaces } from "../machine/network.ts";
import { removeUnfinished } from "./unfinished.ts";

export interface Output {
  /** Resolves when the text is on its way; rejects with the system's error, EPIPE among them. */
  write: (text: string) => Promise<void>;
  isTerminal: boolean;
  columns: number | undefined;
  rows?: number | undefined;
}

/** Everything that the program touches outside itself, so that a test can stand in for the process. */
export interface Io {
  stdout: Output;
  stderr: Output;
  /** Opens the stream on demand: an unread stream would keep the process alive. */
  stdin: () => Bytes;
  /** False for a terminal and for /dev/null: then only an explicit `-` reads it. */
  stdinIsPiped: boolean;
  /** True when somebody would have to type it. */
  stdinIsTerminal?: () => boolean;
  env: Record<string, string | undefined>;
  /** The addresses of this machine; left out: those of the system. */
  interfaces?: () => Interfaces;
  /** The user of the process, where the system has users. */
  userId?: number | undefined;
  nodeVersion?: string;
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** Aborted by the first Ctrl-C: the report of what was read so far is wanted. A second one kills. */
  signal?: AbortSignal;
  /** For a run that goes on until it is ended: aborted by Ctrl-C, SIGTERM and SIGHUP. A second one kills. */
  untilStopped?: () => AbortSignal;
  /** Lets less memory lie before it is used again, for more processor time. */
  spareMemory?: (extent: keyof typeof sparing) => Promise<void>;
  /** Calls back for each key on the terminal; gives back what ends that. */
  onKeys?: (pressed: (key: string) => void) => () => void;
}

type Bytes = AsyncIterable<Uint8Array>;

// ---------------------------------------------------------------- the process

export function processIo(): Io & { stdinOpened: () => boolean } {
  let opened = false;
  const stdin = () => {
    // Node takes it for an empty file.
    if (statsOf(0)?.isDirectory())
      throw new UserError({
        thing: "standard input",
        problem: "is a directory",
        nextStep: "name it instead",
      });
    opened = true;
    return process.stdin;
  };
  return {
    stdout: processOutput(process.stdout),
    stderr: processOutput(process.stderr),
    stdin,
    stdinOpened: () => opened,
    stdinIsPiped: standardInputIsPiped(),
    stdinIsTerminal: () => process.stdin.isTTY,
    env: process.env,
    userId: process.geteuid?.(),
    nodeVersion: process.versions.node,
    now: Date.now,
    sleep: setTimeout,
    signal: firstInterrupt(),
    untilStopped: firstStop,
    onKeys,
    spareMemory,
  };
}

/**
 * V8 lets garbage grow to four times of what was in use before it clears up. These flags are read when a heap grows, and so they
 * hold for a program that has begun.
 */
const sparing = {
  /**
   * For a run that stays, and the report of a store: a watch that has to ask about 10,000 addresses once would keep 100 MB more,
   * the report of a fleet 40 MB. A sixth more processor time.
   */
  most: ["--semi-space-growth-factor=1", "--heap-growing-percent=25"],
  /** For a push, which reads millions of events that are garbage soon after: 50 MB less, a tenth more processor time. */
  some: ["--heap-growing-percent=100"],
  /**
   * For long inputs, once the program is warm: the nursery grows no more. 25 MB less for a log of 4 GiB, in the same time. For
   * a mailbox of a GiB, a heap that no more than doubles is 5 to 10 MB less, a twentieth more processor time.
   */
  long: ["--semi-space-growth-factor=1", "--heap-growing-percent=100"],
  /**
   * For inputs with very many refusals, which are all kept to the end: of a million, 160 MB less, a tenth more processor
   * time. To let the heap grow by less still takes more time for hardly less memory.
   */
  dense: ["--semi-space-growth-factor=2", "--heap-growing-percent=50"],
} as const;

async function spareMemory(extent: keyof typeof sparing): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  const spare = () => {
    for (const flag of sparing[extent]) setFlagsFromString(flag);
  };
  spare();
  // The heap of a new thread sets the growth of all nurseries back to 2 (V8, Heap::ConfigureHeap).
  process.on("worker", (worker: Worker) => worker.once("online", spare));
}

function firstInterrupt(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => {
    controller.abort();
    tidyUpOn("SIGINT");
  });
  tidyUpOn("SIGTERM");
  tidyUpOn("SIGHUP");
  return controller.signal;
}

function onKeys(pressed: (key: string) => void): () => void {
  if (!process.stdin.isTTY) return () => {};
  const heard = (key: Buffer) => pressed(key.toString("latin1"));
  process.stdin.setRawMode(true);
  process.stdin.on("data", heard);
  return () => {
    process.stdin.off("data", heard);
    process.stdin.setRawMode(false);
    process.stdin.pause();
  };
}

function firstStop(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.removeAllListeners(signal);
    process.once(signal, () => {
      controller.abort();
      tidyUpOn(signal);
    });
  }
  return controller.signal;
}

/**
 * Removes unfinished files, then lets the signal end the process, as its sender expects. Until then the signal has no
 * effect: one that comes twice must not kill the process half-way.
 */
function tidyUpOn(signal: NodeJS.Signals): void {
  const end = () => {
    removeUnfinished();
    process.off(signal, end);
    process.kill(process.pid, signal);
  };
  process.on(signal, end);
}

function processOutput(stream: NodeJS.WriteStream & { fd: number }): Output {
  stream.on("error", () => {}); // the callback of the write that failed reports it
  const isFile = statsOf(stream.fd)?.isFile() === true;
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        if (isFile) resolve(writeAll(stream.fd, text));
        else stream.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    isTerminal: stream.isTTY,
    columns: stream.columns,
    rows: stream.rows,
  };
}

/**
 * A disk that becomes full takes the first part of a write, and says so only when it is asked to take the rest. Node's
 * own stream for files never asks: half a report would pass for a whole one.
 */
function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) {
    const taken = writeSync(descriptor, bytes, written);
    if (taken === 0) throw Object.assign(new Error("nothing more is taken"), { code: "ENOSPC" });
    written += taken;
  }
}

/** A pipe, a socket or a file; a closed descriptor, a terminal and /dev/null are none of these. */
function standardInputIsPiped(): boolean {
  const stats = statsOf(0);
  return stats !== null && (stats.isFIFO() || stats.isFile() || stats.isSocket());
}

/** Null when it was closed. */
function statsOf(descriptor: number): Stats | null {
  try {
    return fstatSync(descriptor);
  } catch {
    return null;
  }
}

// ---------------------------------------------------------------- what goes wrong

/** Failures that are no bug: a limit of the system, or a full disk at standard output. Any other error stays as it is. */
export function outputError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (limits.has(code)) return new UserError(systemErrorReason(error));
  const nextStep = whenFull.get(code);
  if (nextStep === undefined) return error;
  return new UserError(`standard output: ${systemErrorReason(error)}; ${nextStep}`);
}

const whenFull = new Map([
  ["ENOSPC", "make room and run again"],
  ["EDQUOT", "make room and run again"],
  ["EFBIG", "raise that limit and run again"],
]);

const limits = new Set(["EMFILE", "ENFILE", "ENOMEM"]);
