// A watch that goes on: it looks whether something changed, and what the kernel tells is only a hint to look sooner. inotify
// is silent on NFS and some overlays, and tells nothing of what is in a file.

import { watch as watchFolder, type FSWatcher } from "node:fs";
import { dirname } from "node:path";
import { commandLineName, mistakeSentence, UserError } from "../base/errors.ts";
import type { Round, WatchState } from "../model/watch.ts";
import { TROUBLED_MILLISECONDS } from "./ask-dns.ts";
import { isDue, type Send } from "./outboxes.ts";
import { runRound } from "./round.ts";
import { signatureOf } from "./signature.ts";
import type { WatchTask } from "./task.ts";
import type { WatchFile } from "./watch-file.ts";

/** Without a hint. */
const POLL_MILLISECONDS = 3_000;
/** Lines that come together are read together. */
const SHORTEST_PAUSE_MILLISECONDS = 500;
/** A compressor is done by then. */
const UNFINISHED_MILLISECONDS = 11_000;
/** A disk that is full, or a state that another run works with. */
const FAILED_MILLISECONDS = 30_000;

export interface Following {
  signal: AbortSignal | undefined;
  onRound: (round: Round) => Promise<void>;
}

/** Resolves when the signal is aborted. */
export async function follow(
  task: WatchTask,
  file: WatchFile,
  send: Send,
  { signal, onRound }: Following,
): Promise<void> {
  const isEnded = () => signal?.aborted === true;
  let state = file.state;
  let seen = "";
  let next = 0;
  const told = new Set<string>();
  const hints = openHints(await folders(task));
  try {
    while (!isEnded()) {
      const now = task.now();
      const signature = await signatureOf(await pathsOf(task));
      if (signature !== seen || now >= next || now < (state.lastRound ?? 0) || hasDueAlert(state, now)) {
        const round = await tryRound(state, file, { ...task, signal }, send, told);
        if (round !== null && !round.isInterrupted) {
          seen = signature;
          state = round.state;
          await onRound(round);
        }
        if (round === null) state = await file.reload().catch(() => state);
        next = now + pauseAfter(round, task);
      }
      await pause(signal, hints);
    }
  } finally {
    hints.close();
  }
}

/** What keeps a round from being kept is told once, and tried again: nothing is lost meanwhile. */
async function tryRound(
  state: WatchState,
  file: WatchFile,
  task: WatchTask,
  send: Send,
  told: Set<string>,
): Promise<Round | null> {
  try {
    const round = await runRound(state, file, task, send);
    told.clear();
    return round;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const message = mistakeSentence(error.mistake, commandLineName);
    if (!told.has(message)) task.onWarning(message);
    told.add(message);
    return null;
  }
}

/** A look without any change, for what no signature shows: a line without an end, a link further up, the clocks of the DNS. */
function pauseAfter(round: Round | null, { everyMilliseconds }: WatchTask): number {
  if (round === null) return FAILED_MILLISECONDS;
  if (round.isUnfinished) return UNFINISHED_MILLISECONDS;
  return Math.min(TROUBLED_MILLISECONDS, everyMilliseconds);
}

function hasDueAlert({ outboxes }: WatchState, now: number): boolean {
  return outboxes.some((box) => isDue(box, now));
}

async function pathsOf({ paths }: WatchTask): Promise<readonly string[]> {
  const { choosePaths } = await import("../run/count.ts");
  return choosePaths(paths, false).catch(() => []);
}

// ---------------------------------------------------------------- hints

interface Hints {
  /** Calls back at the next hint, once. */
  next: (wake: () => void) => void;
  close: () => void;
}

async function folders(task: WatchTask): Promise<string[]> {
  const paths = await pathsOf(task);
  const files = paths.filter((path) => !path.startsWith("journal:"));
  return [...new Set(files.flatMap((path) => [dirname(path), path]))];
}

/** The folder, not the file: a file that is rotated takes its watcher with it. */
function openHints(paths: readonly string[]): Hints {
  let wake = () => {};
  const watchers = paths.flatMap((path): FSWatcher[] => {
    try {
      const watcher = watchFolder(path, { persistent: false }, () => wake());
      // A folder that is gone has no more hints; looking goes on.
      watcher.on("error", () => watcher.close());
      return [watcher];
    } catch {
      return [];
    }
  });
  return {
    next: (callback) => void (wake = callback),
    close: () => {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function pause(signal: AbortSignal | undefined, hints: Hints): Promise<void> {
  return new Promise((resolve) => {
    let timer = setTimeout(end, POLL_MILLISECONDS);
    function end(): void {
      clearTimeout(timer);
      hints.next(() => {});
      signal?.removeEventListener("abort", end);
      resolve();
    }
    signal?.addEventListener("abort", end, { once: true });
    hints.next(() => {
      clearTimeout(timer);
      hints.next(() => {});
      timer = setTimeout(end, SHORTEST_PAUSE_MILLISECONDS);
    });
    if (signal?.aborted === true) end();
  });
}
