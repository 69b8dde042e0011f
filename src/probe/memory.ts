// Which connections were made, so that nobody is called again within ten minutes, also by another run or another user's cron.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { shownName, systemErrorReason, UserError } from "../base/errors.ts";
import { acquireLock, type Lock } from "../base/lock.ts";
import { replaceFile } from "../base/replaced-file.ts";
import {
  KEPT_MILLISECONDS,
  PROBE_SCHEMA,
  probeMemoryIn,
  readKeptConnections,
} from "../machine/probe-memory.ts";
import type { KeptConnection } from "../model/probe.ts";

/** Twenty connections a run; what is older goes first. */
const MAX_KEPT = 400;

export interface ConnectionMemory {
  /** The last connection from this address to this server. */
  last: (from: string, server: string, port: number) => KeptConnection | null;
  /** On the disk when it resolves. */
  keep: (connection: KeptConnection) => Promise<void>;
  release: () => Promise<void>;
}

/** Throws a UserError where nothing can be remembered: then nobody is called. */
export async function openMemory(folder: string, now: number): Promise<ConnectionMemory> {
  const path = probeMemoryIn(folder);
  const lock = await lockIn(folder);
  try {
    const known = await read(folder);
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

type Key = Pick<KeptConnection, "from" | "server" | "port">;

function keyOf({ from, server, port }: Key): string {
  return `${from} ${server} ${port}`;
}

function entry(connection: KeptConnection): [string, KeptConnection] {
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
    problem: `${reason}, so whybounce cannot remember whom it called and when, and calls nobody`,
    nextStep: "name a folder that you may write to",
  });
}

/** Taken for empty, one that cannot be read would let somebody be called too soon. */
async function read(folder: string): Promise<KeptConnection[]> {
  const { connections, problem } = await readKeptConnections(folder);
  if (problem === null) return connections;
  throw new UserError({
    option: "probeState",
    value: shownName(probeMemoryIn(folder)),
    problem,
    nextStep: "remove it, and wait ten minutes after the last probe",
  });
}

async function write(path: string, kept: ReadonlyMap<string, KeptConnection>): Promise<void> {
  const state = { schema: PROBE_SCHEMA, connections: [...kept.values()].slice(-MAX_KEPT) };
  try {
    await replaceFile(path, [`${JSON.stringify(state, null, 1)}\n`], { isForFolderOwner: true });
  } catch (error) {
    throw unusable(path, systemErrorReason(error));
  }
}
