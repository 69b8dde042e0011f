// Creates the tables of a store.

import type { StoreOptions } from "../model.ts";
import { openStore } from "./connection.ts";
import { createStatements, type TableOptions } from "./tables.ts";
import { writeVersion } from "./version.ts";

export async function initStore(where: StoreOptions, options: TableOptions): Promise<void> {
  const store = await openStore(where);
  try {
    for (const statement of createStatements(where.database, options)) await store.run(statement);
    await writeVersion(store);
  } finally {
    await store.close();
  }
}
