// The files of a watch. What was read and what became of it are two files, and both change together: the new state waits
// beside the old one until the reader's positions are on the disk. A run that is killed in between reads the same again.

import { hash } from "node:crypto";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { shownName, systemErrorReason, UserError } from "../base/errors.ts";
import { jsonLine } from "../base/json-pieces.ts";
import { readKeptJson, refuseOtherVersion, type JsonObject } from "../base/kept-json.ts";
import { acquireLock, type Lock } from "../base/lock.ts";
import { removeRemnants, replaceFile, syncFolder } from "../base/replaced-file.ts";
import { UnfitFile } from "../base/small-file.ts";
import { packageVersion } from "../base/version.ts";
import type { Outbox, WatchState } from "../model/watch.ts";
import { emptyOutbox } from "./outboxes.ts";

const SCHEMA = "whybounce.watch/1";
const STATE = "watch.json";
const NEXT = "watch.next.json";
const POSITIONS = "watch-positions.json";
const LOCK = "watch.lock";
/** 10,000 addresses, each with a few hundred refusals of the last hour and a message on each of some channels. */
const MAX_STATE = 512 << 20;
/** Another run ends within that, or is a resident one. */
const PATIENCE_MILLISECONDS = 3_000;

export interface WatchFile {
  state: WatchState;
  /** What the reader of inputs keeps. */
  positions: string;
  /** The new state counts as soon as `savePositions` has ended. */
  commit: (next: WatchState, savePositions: () => Promise<void>) => Promise<void>;
  save: (next: WatchState) => Promise<void>;
  /** What is on the disk, after a failure in between. */
  reload: () => Promise<WatchState>;
  close: () => Promise<void>;
}

/** Throws a UserError for a state that another run works with, of a newer version, or that cannot be written. */
export async function openWatchFile(
  directory: string,
  onWarning: (message: string) => void,
): Promise<WatchFile> {
  const path = join(directory, STATE);
  const lock = await lockIn(directory);
  try {
    await removeRemnants(directory, (name) => name === STATE || name === NEXT);
    await finishCommit(directory);
    const state = await readState(path, onWarning);
    return {
      state,
      positions: join(directory, POSITIONS),
      commit: (next, savePositions) => guarded(path, () => commit(directory, next, savePositions)),
      save: (next) => guarded(path, () => replaceFile(path, textOf(next))),
      reload: async () => {
        await finishCommit(directory);
        return readState(path, onWarning);
      },
      close: () => lock.release(),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function lockIn(directory: string): Promise<Lock> {
  return guarded(join(directory, LOCK), async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return acquireLock(join(directory, LOCK), `watch in ${shownName(directory)}`, PATIENCE_MILLISECONDS);
  });
}

// ---------------------------------------------------------------- both files together

async function commit(
  directory: string,
  next: WatchState,
  savePositions: () => Promise<void>,
): Promise<void> {
  const basis = await fingerprintOf(join(directory, POSITIONS));
  await replaceFile(join(directory, NEXT), textOf({ ...next, basis }));
  await savePositions();
  await rename(join(directory, NEXT), join(directory, STATE));
  await syncFolder(directory);
}

/** A run was killed: its state counts if the positions had changed, and is forgotten if they had not. */
async function finishCommit(directory: string): Promise<void> {
  const next = join(directory, NEXT);
  const kept = await readKeptJson(next, MAX_STATE).catch(() => null);
  const basis = kept?.value?.["basis"];
  const isSaved = basis !== undefined && basis !== (await fingerprintOf(join(directory, POSITIONS)));
  if (isSaved) await rename(next, join(directory, STATE));
  else await rm(next, { force: true });
}

async function fingerprintOf(path: string): Promise<string> {
  return hash("sha256", await readFile(path).catch(() => Buffer.alloc(0)), "hex");
}

function textOf(state: WatchState & { basis?: string }): Iterable<string> {
  return jsonLine({ ...state, version: packageVersion(), savedAt: new Date().toISOString() });
}

// ---------------------------------------------------------------- reading

async function readState(path: string, onWarning: (message: string) => void): Promise<WatchState> {
  const kept = await guarded(path, () => readKeptJson(path, MAX_STATE));
  if (kept === null) return emptyState();
  const { value } = kept;
  if (value !== null && isState(value)) return { ...value, outboxes: value.outboxes.map(completed) };
  refuseOtherVersion(path, value, SCHEMA);
  onWarning(`${shownName(path)}: the watch's state is damaged; every address begins as unknown`);
  return emptyState();
}

/** An earlier version kept less. */
function completed(box: Outbox): Outbox {
  return { ...emptyOutbox(box.channel), ...box };
}

function isState(found: JsonObject): found is JsonObject & WatchState {
  const { schema, addresses, outboxes, warnings } = found;
  const isWhole = Array.isArray(addresses) && Array.isArray(outboxes);
  return schema === SCHEMA && isWhole && typeof warnings === "object" && warnings !== null;
}

export function emptyState(): WatchState {
  return {
    schema: SCHEMA,
    version: packageVersion(),
    savedAt: "",
    addresses: [],
    outboxes: [],
    lastRound: null,
    lastSweep: null,
    digestWeek: null,
    warnings: {},
  };
}

async function guarded<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const problem = error instanceof UnfitFile ? error.message : systemErrorReason(error);
    const nextStep = "what was there before is untouched; make room, or name a folder that you may write to";
    throw new UserError({ option: "state", value: shownName(path), problem, nextStep });
  }
}
