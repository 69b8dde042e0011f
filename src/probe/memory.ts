// Which connections were made, so that nobody is called again within ten minutes, also by another run or another user's cron.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { shownName, systemErrorReason, UserError } from "../base/errors.ts";
import { acquireLock, type Lock } from "../base/lock.ts";
import { replaceFile } from "../base/replaced-file.ts";
import { readSmallFile, UnfitFile } from "../base/small-file.ts";
import type { ProbeConnection } from "../model/probe.ts";

const SCHEMA = "whybounce.probe-state/1";
const FILE = "probe.json";
/** What is known of an address is shown as long as it may still be true. */
const KEPT_MILLISECONDS = 30 * 24 * 60 * 60 * 1000;
/** Twenty connections a run; what is older goes first. */
const MAX_KEPT = 400;
const MAX_BYTES = 4 << 20;

export interface ConnectionMemory {
  /** The last connection from this address to this server. */
  last: (from: string, server: string, port: number) => ProbeConnection | null;
  /** On the disk when it resolves. */
  keep: (connection: ProbeConnection) => Promise<void>;
  release: () => Promise<void>;
}

/** Throws a UserError where nothing can be remembered: then nobody is called. */
export async function openMemory(folder: string, now: number): Promise<ConnectionMemory> {
  const path = join(folder, FILE);
  const lock = await lockIn(folder);
  try {
    const known = await read(path);
    const kept = new Map(known.filter((one) => now - Date.parse(one.at) < KEPT_MILLISECONDS).map(entry));
    // Also shows whether it can be written, before anybody is called.
    await write(path, kept);
    return {
      last: (from, server, port) => kept.get(keyOf({ from, server, port })) ?? null,
      async keep(connection) {
        // The latest stands last.
        kept.delete(keyOf(connection));
        kept.set(keyOf(connection), connection);
        await write(path, kept);
      },
      release: lock.release,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

type Key = Pick<ProbeConnection, "from" | "server" | "port">;

function keyOf({ from, server, port }: Key): string {
  return `${from} ${server} ${port}`;
}

function entry(connection: ProbeConnection): [string, ProbeConnection] {
  return [keyOf(connection), connection];
}

async function lockIn(folder: string): Promise<Lock> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return await acquireLock(join(folder, "probe.lock"), "probe");
  } catch (error) {
    throw error instanceof UserError ? error : unusable(folder, systemErrorReason(error));
  }
}

function unusable(path: string, reason: string): UserError {
  return new UserError({
    option: "probeState",
    value: shownName(path),
    problem: `${reason}, so it cannot be remembered who was called when, and nobody is`,
    nextStep: "name a folder that you may write to",
  });
}

async function read(path: string): Promise<ProbeConnection[]> {
  try {
    return (
      connectionsIn((await readSmallFile(path, MAX_BYTES)).text) ?? broken(path, "holds no state of a probe")
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    return broken(path, error instanceof UnfitFile ? error.message : systemErrorReason(error));
  }
}

/** Taken for empty, it would let somebody be called too soon. */
function broken(path: string, problem: string): never {
  throw new UserError({
    option: "probeState",
    value: shownName(path),
    problem,
    nextStep: "remove it, and wait ten minutes after the last probe",
  });
}

function connectionsIn(text: string): ProbeConnection[] | null {
  try {
    const state = JSON.parse(text) as { schema?: unknown; connections?: unknown };
    if (state.schema !== SCHEMA || !Array.isArray(state.connections)) return null;
    return state.connections.every(isConnection) ? state.connections : null;
  } catch {
    return null;
  }
}

function isConnection(value: unknown): value is ProbeConnection {
  if (typeof value !== "object" || value === null) return false;
  const { at, from, server, port, stage } = value as Record<string, unknown>;
  const texts = [at, from, server, stage];
  return (
    texts.every((text) => typeof text === "string") &&
    typeof port === "number" &&
    !Number.isNaN(Date.parse(at as string))
  );
}

async function write(path: string, kept: ReadonlyMap<string, ProbeConnection>): Promise<void> {
  const state = { schema: SCHEMA, connections: [...kept.values()].slice(-MAX_KEPT) };
  try {
    await replaceFile(path, [`${JSON.stringify(state, null, 1)}\n`]);
  } catch (error) {
    throw unusable(path, systemErrorReason(error));
  }
}
