// A lock between processes: a file that only one of them can create. Node offers no flock.

import { open, readFile, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { kill, pid } from "node:process";
import { setTimeout } from "node:timers/promises";
import { shownName, UserError } from "./errors.ts";

/** A run that takes longer holds up cron; the next one reads what this one leaves. */
const PATIENCE_MILLISECONDS = 10_000;
const LOOK_AGAIN_MILLISECONDS = 100;
/** Who creates a lock writes its name into it at once: an empty one was left by a process that ended in between. */
const WRITTEN_MILLISECONDS = 2_000;
/** A lock is a few words: a longer file is somebody else's. */
const MAX_LOCK = 1_000;

export interface Lock {
  release: () => Promise<void>;
}

/**
 * Waits for another process to release the lock. Throws a UserError that names `thing` when that takes too long, a
 * system error when the file cannot be created. The lock of a process that ended by force is taken over.
 */
export async function acquireLock(
  path: string,
  thing: string,
  patience = PATIENCE_MILLISECONDS,
): Promise<Lock> {
  const own = `${pid} ${await startOf(pid)} ${hostname()}\n`;
  for (let waited = 0; ; waited += LOOK_AGAIN_MILLISECONDS) {
    if (await create(path, own)) return { release: () => release(path, own) };
    const holder = await holderOf(path);
    if (holder === null) continue;
    if ((await isGone(holder)) || (holder === "" && waited >= WRITTEN_MILLISECONDS)) {
      await takeAway(path, holder);
      continue;
    }
    if (waited >= patience) throw held(thing, path, holder);
    await setTimeout(LOOK_AGAIN_MILLISECONDS);
  }
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(text).finally(() => file.close());
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Null when it was released meanwhile. */
async function holderOf(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).slice(0, MAX_LOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function isGone(holder: string): Promise<boolean> {
  const [id = "", started = "", host = ""] = holder.trim().split(" ");
  if (host !== hostname() || !/^\d{1,10}$/.test(id)) return false;
  return (await startOf(Number(id))) !== started && !(started === UNKNOWN && isAlive(Number(id)));
}

const UNKNOWN = "?";

/** When a process began: its number alone may be another's by now. `?` for one that is not there, or not shown. */
async function startOf(id: number): Promise<string> {
  const status = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
  // The name in parentheses may hold anything; the 20th field after it is the start.
  return status.slice(status.lastIndexOf(")") + 2).split(" ")[19] ?? UNKNOWN;
}

function isAlive(id: number): boolean {
  try {
    kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Of two processes that find the same stale lock, one moves it away; the other may have moved a new one, and puts it back. */
async function takeAway(path: string, holder: string): Promise<void> {
  const aside = `${path}.${pid}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await holderOf(aside)) === holder) await rm(aside, { force: true });
  else await rename(aside, path).catch(() => {});
}

async function release(path: string, own: string): Promise<void> {
  if ((await holderOf(path).catch(() => null)) === own) await rm(path, { force: true });
}

function held(thing: string, path: string, holder: string): UserError {
  const [id = "?", , host = "?"] = holder.trim().split(" ");
  return new UserError({
    thing,
    problem: `another run (process ${id.slice(0, 10)} on ${shownName(host)}) works with it`,
    nextStep: `wait for its end; if there is none, remove ${shownName(path)}`,
  });
}
