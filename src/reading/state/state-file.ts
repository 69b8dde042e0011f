// The state of a reader as a file: read at the beginning of a run, written whole at its end, used by one run at a time.

import { mkdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { shownName, systemErrorReason, UserError } from "../../base/errors.ts";
import { acquireLock, type Lock } from "../../base/lock.ts";
import { jsonLine } from "../../base/json-pieces.ts";
import { readKeptJson, type JsonObject, refuseOtherVersion } from "../../base/kept-json.ts";
import { removeRemnants, replaceFile } from "../../base/replaced-file.ts";
import { UnfitFile } from "../../base/small-file.ts";
import { packageVersion } from "../../base/version.ts";
import { emptyMemory, type ReaderState } from "../../model/reader-state.ts";

const NAME = "state.json";
const SCHEMA = "whybounce.state/1";
/** A thousand times as much as a busy server's; a JavaScript string ends soon after. */
const MAX_STATE = 400 << 20;

export interface StateFile {
  path: string;
  /** What an earlier run left; an empty one at the first run. */
  state: ReaderState;
  save: (state: Omit<ReaderState, "schema" | "version" | "savedAt">) => Promise<void>;
  close: () => Promise<void>;
}

/**
 * Throws a UserError for a state that another run works with, of a newer version, or in a file of another kind. A state
 * that is damaged is told, and begun anew: what is read twice is counted once.
 */
export async function openState(named: string, onWarning: (message: string) => void): Promise<StateFile> {
  const path = await pathOf(named);
  const lock = await lockOf(path);
  try {
    await removeRemnants(dirname(path), (name) => name === basename(path));
    const state = await readState(path, onWarning);
    return { path, state, save: (next) => save(path, next), close: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** A directory has the state in a file of a fixed name. */
async function pathOf(named: string): Promise<string> {
  const status = await stat(named).catch(() => null);
  return status?.isDirectory() || named.endsWith("/") ? join(named, NAME) : named;
}

async function lockOf(path: string): Promise<Lock> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    return await acquireLock(`${path}.lock`, shownName(path));
  } catch (error) {
    throw stateError(path, error, "name a file in a directory that you may write to");
  }
}

async function readState(path: string, onWarning: (message: string) => void): Promise<ReaderState> {
  const kept = await readKeptJson(path, MAX_STATE).catch((error: unknown) => {
    throw stateError(path, error, "name another file, or remove it to begin anew");
  });
  if (kept === null) return emptyState();
  const { text, value } = kept;
  if (value?.["schema"] === SCHEMA && isState(value)) return value;
  refuseOtherVersion(path, value, SCHEMA);
  const isDamaged = value === null ? isRemnant(text) : value["schema"] === SCHEMA;
  if (!isDamaged) throw foreign(path);
  onWarning(`${shownName(path)}: the state is damaged; this run starts over and reads everything again`);
  return emptyState();
}

function foreign(path: string): UserError {
  return new UserError({
    option: "state",
    value: shownName(path),
    problem: "holds something other than a state",
    nextStep: "name a file that is not there yet",
  });
}

const BEGINNING = '{"schema":"whybounce.state/';

/** What a crash leaves of a state: its beginning, however short, or zeros. */
function isRemnant(text: string): boolean {
  const left = text.replace(/\0+$/, "").trim();
  return BEGINNING.startsWith(left) || left.startsWith(BEGINNING);
}

/** The lists are there; what is in them was written by this program, or by somebody who may write its files. */
function isState(found: JsonObject): found is JsonObject & ReaderState {
  const { files, mailboxes, journals, open, logs } = found as Partial<ReaderState>;
  const { queue, refused, requeues, expected } = logs ?? {};
  return [files, mailboxes, journals, open, queue, refused, requeues, expected].every(Array.isArray);
}

export function emptyState(): ReaderState {
  return {
    schema: SCHEMA,
    version: packageVersion(),
    savedAt: "",
    files: [],
    mailboxes: [],
    journals: [],
    logs: emptyMemory,
    open: [],
  };
}

async function save(path: string, state: Omit<ReaderState, "schema" | "version" | "savedAt">): Promise<void> {
  const whole = {
    schema: SCHEMA,
    version: packageVersion(),
    savedAt: new Date().toISOString(),
    ...state,
  };
  try {
    await replaceFile(path, jsonLine(whole));
  } catch (error) {
    throw stateError(path, error, "what was there before is untouched: the next run reads the same again");
  }
}

function stateError(path: string, error: unknown, nextStep: string): unknown {
  if (error instanceof UserError) return error;
  const problem = error instanceof UnfitFile ? error.message : systemErrorReason(error);
  return new UserError({ option: "state", value: shownName(path), problem, nextStep });
}
