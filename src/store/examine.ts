// Whether a store is there and can be read, for a report that may be shown to strangers: it names neither its host nor its user.

import { UserError } from "../base/errors.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { StoreOptions } from "../model/options.ts";
import type { StoreHealth } from "../model/doctor.ts";
import { openStore } from "./connection.ts";
import { knownTrouble } from "./server-errors.ts";
import { markOf } from "./history/folder.ts";
import { checkVersion } from "./version.ts";

/** A doctor does not wait as long as a report of a year does. */
const TIMEOUT = 10_000;

export async function examineServer(where: StoreOptions, timeout = TIMEOUT): Promise<StoreHealth> {
  const store = await openStore(where, { timeout });
  try {
    await checkVersion(store);
    return { result: "ok", reason: null, newest: null };
  } catch (error) {
    return { result: "failed", reason: reasonOf(error, store.name), newest: null };
  } finally {
    await store.close();
  }
}

/** The server's own words may name a user. */
function reasonOf(error: unknown, name: string): string {
  if (!(error instanceof UserError)) throw error;
  const { cause } = error;
  const { problem } = (cause === undefined ? error.mistake : knownTrouble(cause, name)) ?? {};
  if (typeof problem !== "string") return "it did not answer as it should";
  return problem.replaceAll(`${name}: `, "");
}

export async function examineHistory(directory: string): Promise<StoreHealth> {
  try {
    const mark = await markOf(directory);
    if (mark === null) return { result: "no history", reason: null, newest: null };
    return { result: "ok", reason: null, newest: isoTime(mark.newest) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code } = (error.cause ?? {}) as NodeJS.ErrnoException;
    if (code === "ENOENT") return { result: "not there", reason: null, newest: null };
    const { problem } = error.mistake;
    return { result: "failed", reason: typeof problem === "string" ? problem : null, newest: null };
  }
}
