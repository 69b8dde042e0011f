// The engines that a store is tested on: the oldest that a distribution still has, alone and as two, and a current one.

import * as chdb from "../support/chdb-server.js";
import * as clickhouse from "../support/clickhouse-server.js";
import type { Server } from "../support/clickhouse-server.js";
import { freshTables } from "./fleet.ts";

export const engines = [
  {
    name: "ClickHouse 18.16",
    missing: clickhouse.isInstalled ? [] : ["clickhouse-server"],
    create: () => clickhouse.createServers(1),
  },
  {
    name: "two servers of ClickHouse 18.16",
    missing: clickhouse.isInstalled ? [] : ["clickhouse-server"],
    create: () => clickhouse.createServers(2),
  },
  {
    name: "a current ClickHouse",
    missing: chdb.isInstalled ? [] : ["chdb, in the folder that CHDB_FOLDER names"],
    create: async () => [await chdb.createChdbServer()],
  },
];

/** Of a cluster, each server keeps its part. */
export async function freshServers(servers: readonly Server[]): Promise<void> {
  const cluster = servers.length > 1 ? "fleet" : null;
  for (const { where } of servers) await freshTables(where, cluster);
}
