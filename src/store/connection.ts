// The connection to the engine: the official client, loaded when a store is used, and what its failures mean.

import type { ClickHouseClient, ClickHouseSettings } from "@clickhouse/client";
import { UserError, type Mistake, type Words } from "../base/errors.ts";
import type { StoreOptions } from "../model/options.ts";

export interface Store {
  /** `clickhouse://db.example.com:8123/default`, without the password. */
  name: string;
  database: string;
  query: <Row>(sql: string) => Promise<Row[]>;
  /** For answers of any length. */
  stream: <Row>(sql: string) => AsyncIterable<Row[]>;
  run: (sql: string) => Promise<void>;
  insert: (table: string, rows: readonly object[]) => Promise<void>;
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
};
/** An insert is done when every server has it, not when it stands in a queue. */
const writing: ClickHouseSettings = { insert_distributed_sync: 1 };

export async function openStore({ url, database, user, password }: StoreOptions): Promise<Store> {
  const { createClient, ClickHouseLogLevel } = await import("@clickhouse/client");
  const client = createClient({
    url,
    database,
    username: user,
    password,
    application: "whybounce",
    request_timeout: REQUEST_TIMEOUT,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const { host } = new URL(url);
  return storeOf(client, { name: `clickhouse://${host}/${database}`, database, password });
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
  return {
    name,
    database,
    stream,
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
        const columns = Object.keys(rows[0] ?? {}) as [string, ...string[]];
        await client.insert({
          table,
          columns,
          values: rows,
          format: "JSONEachRow",
          clickhouse_settings: writing,
        });
      }),
    close: () => client.close(),
  };
}

// ---------------------------------------------------------------- what went wrong

/** What the store says, and what the user does next. */
type Trouble = Pick<Mistake, "problem" | "nextStep">;

const otherTables: Trouble = {
  problem: "its tables are not those of this version of whybounce",
  nextStep: "use the version that made them, or another database",
};

const refusedLogin: Trouble = {
  problem: "user or password is wrong",
  nextStep: ["set WHYBOUNCE_STORE_USER and WHYBOUNCE_STORE_PASSWORD, or ", { option: "storePasswordFile" }],
};

export const narrowThePeriod: Words = [
  "narrow the period with ",
  { option: "since" },
  " or ",
  { option: "week" },
];

/** Keyed by the engine's own code. */
const engineErrors: Record<number, Trouble | ((name: string) => Trouble)> = {
  16: otherTables,
  47: otherTables,
  60: (name) => ({
    problem: "has no tables of whybounce",
    nextStep: `create them with: whybounce store init --to ${name}`,
  }),
  81: (name) => ({
    problem: `there is no database ${name.slice(name.lastIndexOf("/") + 1)}`,
    nextStep: "create it, or name another one",
  }),
  117: otherTables,
  139: {
    problem: "this cluster has no ZooKeeper or Keeper for ON CLUSTER",
    nextStep: "run store init --this-server-only on each server",
  },
  159: { problem: "the server took too long", nextStep: narrowThePeriod },
  164: {
    problem: "this user may not do that",
    nextStep: "a report needs a user with readonly = 2, a push one that may insert",
  },
  170: {
    problem: "the server knows no such cluster",
    nextStep: "see system.clusters for its clusters",
  },
  192: refusedLogin,
  193: refusedLogin,
  194: refusedLogin,
  241: { problem: "the server's memory is too small for this query", nextStep: narrowThePeriod },
  497: {
    problem: "this user may not do that",
    nextStep: "grant it SELECT, for a push INSERT, and for store init CREATE TABLE",
  },
  516: refusedLogin,
};

/** Keyed by the system's code. */
const networkErrors: Record<string, string> = {
  ECONNREFUSED: "nothing listens there; is the server up, and is it the port of its HTTP interface (8123)?",
  ENOTFOUND: "there is no such host",
  EAI_AGAIN: "the name could not be looked up",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  ECONNRESET: "the connection was lost; run the same command again, nothing is counted twice",
  EPIPE: "the connection was lost; run the same command again, nothing is counted twice",
  ETIMEDOUT: "the server did not answer in time",
};

/** `password` is taken out of what the server says. */
export function explained(error: unknown, name: string, password = ""): UserError {
  if (error instanceof UserError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const { message } = error as Error;
  const number = Number(/^\d+$/.exec(code ?? "")?.[0] ?? /Code: (\d+)/.exec(message)?.[1]);
  const known = engineErrors[number];
  const trouble = (typeof known === "function" ? known(name) : known) ?? {
    problem: networkErrors[code ?? ""] ?? describe(without(password, message)),
  };
  return new UserError({ thing: name, ...trouble }, { cause: error });
}

const MAX_SHOWN = 200;

/** Servers quote what they got. */
function without(password: string, message: string): string {
  return password === "" ? message : message.replaceAll(password, "(password)");
}

/** The page itself, or what the parser of JSON says of its first character. */
const webPage = /^\s*(?:<!doctype html|<html|<head|<\?xml|<!--)|Unexpected token '?</i;

/** The engine's own words, without the names of its C++ code. */
function describe(message: string): string {
  if (/socket hang up|aborted|Timeout error/i.test(message)) return networkErrors["ECONNRESET"]!;
  if (webPage.test(message))
    return "a web page came instead of an answer, as from a proxy or another server; name the address and port of ClickHouse's HTTP interface (8123)";
  if (/Parse Error|Expected HTTP/i.test(message))
    return "that is not ClickHouse's HTTP interface; name its port (8123)";
  const words = message
    .replaceAll(/\s+/g, " ")
    .replace(/, e\.what\(\).*$/, "")
    .replace(/^.*DB::Exception: /, "");
  return `the server says: ${words.length > MAX_SHOWN ? `${words.slice(0, MAX_SHOWN)}...` : words}`;
}
