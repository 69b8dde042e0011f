// Which version of whybounce made the tables.

import { UserError } from "../base/errors.ts";
import type { Store } from "./connection.ts";
import { STORE_VERSION, VERSION_VIEW } from "./tables.ts";

export async function checkVersion(store: Store): Promise<void> {
  const [row] = await store.query<{ version: number }>(`SELECT max(version) AS version FROM ${VERSION_VIEW}`);
  const version = row?.version ?? 0;
  if (version === STORE_VERSION) return;
  throw new UserError(
    `${store.name}: its tables are of version ${version}, this whybounce reads version ${STORE_VERSION}; use the whybounce that made them, or another database`,
  );
}

export function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}
