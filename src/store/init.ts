// Creates the tables of a store.

import type { StoreOptions } from "../model.ts";
import { openStore } from "./connection.ts";
import { createStatements, versionStatement, type TableOptions } from "./tables.ts";
import { checkVersion } from "./version.ts";

export async function initStore(where: StoreOptions, options: TableOptions): Promise<void> {
  const store = await openStore(where);
  try {
    await store.run(versionStatement(options));
    await checkVersion(store);
    for (const statement of createStatements(where.database, options)) await store.run(statement);
  } finally {
    await store.close();
  }
}
