// Creates the tables of a store, or brings those of an older version up to date.

import { UserError } from "../base/errors.ts";
import { ALWAYS } from "../counting/within-period.ts";
import type { StoreOptions } from "../model/options.ts";
import { openStore, type Store } from "./connection.ts";
import { openWriter } from "./push.ts";
import { observationOf } from "./rows.ts";
import { text } from "./sql.ts";
import {
  createStatements,
  everywhere,
  OLD_TABLES,
  STORE_VERSION,
  VERSION_VIEW,
  versionStatement,
  type TableOptions,
} from "./tables.ts";
import { checkVersion, versionOf } from "./version.ts";

export interface InitListeners {
  onProgress: (status: string) => void;
  onWarning: (message: string) => void;
}

export async function initStore(
  where: StoreOptions,
  options: TableOptions,
  listeners: InitListeners = { onProgress: () => {}, onWarning: () => {} },
): Promise<void> {
  await createDatabase(where, options);
  const store = await openStore(where);
  try {
    const there = await tablesIn(store);
    const version = there.includes(VERSION_VIEW) ? (await versionOf(store)).version : STORE_VERSION;
    if (version > STORE_VERSION) await checkVersion(store);
    await createTables(store, there, options);
    if (version < STORE_VERSION) await migrate(store, where, options, listeners);
    else await store.run(versionStatement(options));
    await dropTables(
      store,
      OLD_TABLES.filter((name) => there.includes(name)),
      options,
    );
  } finally {
    await store.close();
  }
}

/** Asked of the database that every server has: nothing can be asked of one that is not there. */
async function createDatabase(where: StoreOptions, options: TableOptions): Promise<void> {
  const system = await openStore({ ...where, database: "system" }, { shown: where.database });
  try {
    const [server] = await system.query<{ version: string; there: string }>(
      `SELECT version() AS version, (SELECT count() FROM system.databases WHERE name = ${text(where.database)}) AS there`,
    );
    if (options.ttlDays !== null && isBefore(server?.version ?? "", [19, 6])) throw tooOld(system.name);
    if (options.cluster !== null) await ensureCluster(system, options.cluster);
    if (Number(server?.there) === 0)
      await system.run(`CREATE DATABASE IF NOT EXISTS ${where.database}${everywhere(options)}`);
  } finally {
    await system.close();
  }
}

function isBefore(version: string, [major, minor]: readonly [number, number]): boolean {
  const [own = 0, ownMinor = 0] = version.split(".").map(Number);
  return own < major || (own === major && ownMinor < minor);
}

function tooOld(name: string): UserError {
  return new UserError({
    thing: name,
    problem: "this server is older than ClickHouse 19.6, whose tables have no TTL",
    nextStep: [
      "leave out ",
      { option: "ttl" },
      ", and drop old months: ALTER TABLE whybounce_events DROP PARTITION 202602",
    ],
  });
}

async function ensureCluster(store: Store, cluster: string): Promise<void> {
  const found = await store.query<{ cluster: string }>("SELECT DISTINCT cluster FROM system.clusters");
  const names = found.map((row) => row.cluster);
  if (names.includes(cluster)) return;
  throw new UserError({
    thing: store.name,
    problem: `the server knows no cluster ${cluster}`,
    nextStep:
      names.length === 0 ? "it has none: see remote_servers" : `it has ${names.slice(0, 5).join(", ")}`,
  });
}

async function tablesIn(store: Store): Promise<string[]> {
  return (await store.query<{ name: string }>("SHOW TABLES")).map(({ name }) => name);
}

/** All of them, or none. */
async function createTables(store: Store, there: readonly string[], options: TableOptions): Promise<void> {
  try {
    for (const statement of createStatements(store.database, options)) await store.run(statement);
  } catch (error) {
    const created = (await tablesIn(store)).filter(
      (name) => name.startsWith("whybounce_") && !there.includes(name),
    );
    await dropTables(store, created.toReversed(), options).catch(() => {});
    throw error;
  }
}

async function dropTables(store: Store, names: readonly string[], options: TableOptions): Promise<void> {
  for (const name of names) await store.run(`DROP TABLE IF EXISTS ${name}${everywhere(options)}`);
}

/** The view comes last: a migration that breaks off is begun again, and stores nothing twice. */
async function migrate(
  store: Store,
  where: StoreOptions,
  options: TableOptions,
  listeners: InitListeners,
): Promise<void> {
  const writer = await openWriter(where, {
    ...listeners,
    pusher: "store init",
    period: ALWAYS,
    timezone: options.timezone,
  });
  try {
    for (const table of OLD_TABLES)
      for await (const rows of store.stream<{ event: string }>(`SELECT event FROM ${table}`))
        await writer.add(rows.map(({ event }) => observationOf(event)));
    await writer.finish();
  } finally {
    await writer.close();
  }
  await dropTables(store, [VERSION_VIEW], options);
  await store.run(versionStatement(options));
}
