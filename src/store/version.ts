// Which version of whybounce made the tables, and whose weeks they count.

import { UserError } from "../base/errors.ts";
import type { Store } from "./connection.ts";
import { STORE_VERSION, VERSION_VIEW } from "./tables.ts";

export async function checkVersion(store: Store): Promise<{ timezone: string }> {
  const found = await versionOf(store);
  if (found.version === STORE_VERSION) return found;
  throw otherVersion(store, found.version);
}

export async function versionOf(store: Store): Promise<{ version: number; timezone: string }> {
  const [row] = await store.query<{ version?: number; timezone?: string }>(`SELECT * FROM ${VERSION_VIEW}`);
  return { version: row?.version ?? 0, timezone: row?.timezone ?? "UTC" };
}

function otherVersion({ name }: Store, version: number): UserError {
  return new UserError({
    thing: name,
    problem: `its tables are of version ${version}, this whybounce reads version ${STORE_VERSION}`,
    nextStep:
      version < STORE_VERSION
        ? `bring them up to date: whybounce store init --to ${name}`
        : "use the whybounce that made them, or another database",
  });
}

export function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
