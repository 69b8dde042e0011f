// Which version of whybounce made the tables.

import { UserError } from "../errors.ts";
import type { Store } from "./connection.ts";
import { STORE_VERSION, VERSION_TABLE } from "./tables.ts";

export async function checkVersion(store: Store): Promise<void> {
  const [row] = await store.query<{ version: number }>(
    `SELECT max(version) AS version FROM ${VERSION_TABLE}`,
  );
  const version = row?.version ?? 0;
  if (version === STORE_VERSION) return;
  if (version === 0)
    throw new UserError(
      `${store.name}: store init was not finished there; run it again: whybounce store init --to ${store.name}`,
    );
  throw new UserError(
    `${store.name}: its tables are of version ${version}, this whybounce reads version ${STORE_VERSION}; use the whybounce that made them, or another database`,
  );
}

export async function writeVersion(store: Store): Promise<void> {
  const rows = await store.query<{ version: number }>(`SELECT version FROM ${VERSION_TABLE} LIMIT 1`);
  if (rows.length === 0)
    await store.insert(VERSION_TABLE, [{ version: STORE_VERSION, created: secondsNow() }]);
  else await checkVersion(store);
}

export function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
