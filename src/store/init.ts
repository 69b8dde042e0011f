// Creates the tables of a store.

import { UserError } from "../base/errors.ts";
import type { StoreOptions } from "../model/options.ts";
import { openStore } from "./connection.ts";
import { createStatements, versionStatement, type TableOptions } from "./tables.ts";
import { checkVersion } from "./version.ts";

export async function initStore(where: StoreOptions, options: TableOptions): Promise<void> {
  const store = await openStore(where);
  try {
    await store.run(versionStatement(options));
    await checkVersion(store);
    for (const statement of createStatements(where.database, options)) await store.run(statement);
  } catch (error) {
    throw options.ttlDays !== null && /Syntax error: .*TTL/.test(String(error)) ? tooOld(store.name) : error;
  } finally {
    await store.close();
  }
}

function tooOld(name: string): UserError {
  return new UserError({
    thing: name,
    problem: "this server is older than ClickHouse 19.6, whose tables have no TTL",
    nextStep: [
      "leave out ",
      { option: "ttl" },
      ", and drop old months: ALTER TABLE whybounce_refusals DROP PARTITION 202602",
    ],
  });
}
