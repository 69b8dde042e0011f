// The connection to the engine: the official client, loaded when a store is used.

import { Readable } from "node:stream";
import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import type { StoreOptions } from "../model/options.ts";
import { explained } from "./server-errors.ts";
import { columnsOf, lineOfRow, type FlatRow } from "./sql.ts";

export interface Store {
  /** `clickhouse://db.example.com:8123/default`, without the password. */
  name: string;
  database: string;
  query: <Row>(sql: string) => Promise<Row[]>;
  /** For answers of any length. */
  stream: <Row>(sql: string) => AsyncIterable<Row[]>;
  /** The same as the texts of their columns, in order: a third of the time for the client. */
  columns: (sql: string) => AsyncIterable<string[][]>;
  run: (sql: string) => Promise<void>;
  insert: (table: string, rows: readonly object[]) => Promise<void>;
  /** The same for many rows without lists, as text: a fifth of the time for the client. */
  insertMany: (table: string, rows: readonly FlatRow[]) => Promise<void>;
  close: () => Promise<void>;
}

/** A grouping of ten million rows takes a while on a small server. */
const REQUEST_TIMEOUT = 15 * 60_000;

/** Names that 18.16 and current versions know. */
const reading: ClickHouseSettings = {
  // The list of ambiguous messages may be long.
  max_query_size: "64000000",
  // Larger groupings go to the disk instead of ending the query.
  max_bytes_before_external_group_by: "3000000000",
  max_bytes_before_external_sort: "1000000000",
};
/** An insert is done when every server has it, not when it stands in a queue. */
const writing: ClickHouseSettings = { insert_distributed_sync: 1 };

/** `shown` is the database that the user named, if it is another; `timeout` in milliseconds. */
export async function openStore(
  { url, database, user, password }: StoreOptions,
  { shown = database, timeout = REQUEST_TIMEOUT }: { shown?: string; timeout?: number } = {},
): Promise<Store> {
  const { createClient, ClickHouseLogLevel } = await import("@clickhouse/client");
  const client = createClient({
    url,
    database,
    username: user,
    password,
    application: "whybounce",
    request_timeout: timeout,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const { host } = new URL(url);
  return storeOf(client, { name: `clickhouse://${host}/${shown}`, database, password });
}

interface Named {
  name: string;
  database: string;
  password: string;
}

function storeOf(client: ClickHouseClient, { name, database, password }: Named): Store {
  async function told<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw explained(error, name, password);
    }
  }
  async function* stream<Row>(sql: string): AsyncGenerator<Row[]> {
    try {
      const answer = await client.query({ query: sql, format: "JSONEachRow", clickhouse_settings: reading });
      for await (const rows of answer.stream<Row>()) yield rows.map((row) => row.json());
    } catch (error) {
      throw explained(error, name, password);
    }
  }
  async function* columns(sql: string): AsyncGenerator<string[][]> {
    try {
      const answer = await client.query({ query: sql, format: "TabSeparated", clickhouse_settings: reading });
      for await (const rows of answer.stream()) yield rows.map(({ text }) => columnsOf(text));
    } catch (error) {
      throw explained(error, name, password);
    }
  }
  return {
    name,
    database,
    stream,
    columns,
    query: <Row>(sql: string) =>
      told(async () => {
        const answer = await client.query({
          query: sql,
          format: "JSONEachRow",
          clickhouse_settings: reading,
        });
        return answer.json<Row>();
      }),
    run: (sql) => told(async () => void (await client.command({ query: sql }))),
    insert: (table, rows) =>
      told(async () => {
        const names = Object.keys(rows[0] ?? {}) as [string, ...string[]];
        await client.insert({
          table,
          columns: names,
          values: rows,
          format: "JSONEachRow",
          clickhouse_settings: writing,
        });
      }),
    insertMany: (table, rows) =>
      told(async () => {
        const names = Object.keys(rows[0] ?? {}) as [string, ...string[]];
        await client.insert({
          table,
          columns: names,
          values: Readable.from(chunksOf(rows, names), { objectMode: false }),
          format: "TabSeparated",
          clickhouse_settings: writing,
        });
      }),
    close: () => client.close(),
  };
}

/** A large text in one piece would be in memory three times: as lines, together, and as bytes. */
const CHUNK_LENGTH = 64 << 10;

function* chunksOf(rows: readonly FlatRow[], names: readonly string[]): Generator<Buffer> {
  let text = "";
  for (const row of rows) {
    text += lineOfRow(row, names);
    if (text.length < CHUNK_LENGTH) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}
