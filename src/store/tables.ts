// The tables of the store, for ClickHouse 18.16 and later. A row is one event as NDJSON has it, in the column
// `event`, with the columns that the engine counts by beside it. The same event is always the same row, so that
// storing it again changes nothing; queries do not rely on the engine having merged such rows.

import type { AnalysisEvent } from "../model/events.ts";

/** Changes whenever a program of an older version could no longer count what is stored. */
export const STORE_VERSION = 1;

export const VERSION_VIEW = "whybounce_version";
export const DNS_TABLE = "whybounce_dns";
export const tableNames = [
  "whybounce_refusals",
  "whybounce_outcomes",
  "whybounce_other_refusals",
  "whybounce_other_receivers",
] as const;
export type EventTable = (typeof tableNames)[number];

/** Null for events that a store does not keep. */
export const tableOf: Record<AnalysisEvent["schema"], EventTable | null> = {
  "whybounce.rejection/1": "whybounce_refusals",
  "whybounce.suspension/1": "whybounce_refusals",
  "whybounce.outcome/1": "whybounce_outcomes",
  // Rare, too: the refusals and the end of a requeued message name its first queue id themselves.
  "whybounce.requeue/1": "whybounce_outcomes",
  "whybounce.other/1": "whybounce_other_refusals",
  // Counted by their code, as the event beside it has it.
  "whybounce.sender-refusal/1": null,
  "whybounce.other-receiver/1": "whybounce_other_receivers",
  // Rare, and counted by its message alone: no table of its own, which older stores would not have.
  "whybounce.unread/1": "whybounce_other_refusals",
};

/** The events that this version knows in the rows of a table. */
export function schemasOf(table: EventTable): string[] {
  return Object.entries(tableOf).flatMap(([schema, own]) => (own === table ? [schema] : []));
}

const LAST_DAY = Date.UTC(2105, 11, 31);

/** `time` is in milliseconds since the epoch; the engine's dates go from 1970 to 2106. */
export function dayOf(time: number): string {
  const day = Math.min(Math.max(time, 0), LAST_DAY);
  return new Date(day).toISOString().slice(0, 10);
}

/** `time` is in milliseconds since the epoch; text that is not known is empty. */
const common = `
  message String,
  mention String,
  day Date,
  time Nullable(Int64),
  schema String,
  event String,
  pushed DateTime`;

const columns: Record<EventTable, string> = {
  whybounce_refusals: `${common},
  id String,
  code String,
  action String,
  via String,
  sending_ip String,
  sender String,
  sender_domain String,
  recipient String,
  mailbox String,
  queue_id String,
  message_id String,
  reporting_mta String,
  remote_mta String,
  exchanger String,
  local_ip String,
  pid String,
  reply_id String`,
  whybounce_outcomes: `${common},
  outcome String,
  recipient String,
  mailbox String,
  exchanger String,
  pid String`,
  whybounce_other_refusals: `${common},
  code String,
  meaning String,
  attempts UInt64`,
  whybounce_other_receivers: `${common},
  id String,
  receiver String,
  name String,
  code String,
  via String,
  sending_ip String,
  mailbox String,
  queue_id String,
  message_id String,
  remote_mta String,
  reply String`,
};

export interface TableOptions {
  /** Null means: tables of one server. */
  cluster: string | null;
  /** On this server only; else the engine creates them on every server of the cluster. */
  thisServerOnly: boolean;
  /** Rows are deleted so many days after their refusal; null means never. */
  ttlDays: number | null;
}

/** The statements that create what is missing, in order. */
export function createStatements(database: string, options: TableOptions): string[] {
  const events = tableNames.flatMap((name) => {
    const expiry =
      options.ttlDays === null
        ? ""
        : `\nTTL if(day = toDate(0), toDate(pushed), day) + INTERVAL ${options.ttlDays} DAY`;
    const engine = `ReplacingMergeTree(pushed)\nPARTITION BY toYYYYMM(day)\nORDER BY (message, mention)${expiry}`;
    return tableStatements(database, name, columns[name], engine, "cityHash64(message)", options);
  });
  const dns = tableStatements(
    database,
    DNS_TABLE,
    "\n  ip String,\n  checked DateTime,\n  iprev String,\n  cause String,\n  class String,\n  title String,\n  names Array(String)",
    "ReplacingMergeTree\nPARTITION BY toYYYYMM(checked)\nORDER BY (ip, checked)",
    "cityHash64(ip)",
    options,
  );
  return [...events, ...dns];
}

/** A view: every server of a cluster knows the version by itself. */
export function versionStatement(options: TableOptions): string {
  return `CREATE VIEW IF NOT EXISTS ${VERSION_VIEW}${everywhere(options)} AS SELECT toUInt32(${STORE_VERSION}) AS version`;
}

function everywhere({ cluster, thisServerOnly }: TableOptions): string {
  return cluster === null || thisServerOnly ? "" : ` ON CLUSTER ${cluster}`;
}

/** In a cluster each server keeps its part in a table of its own, and all of it is seen through another. */
function tableStatements(
  database: string,
  name: string,
  body: string,
  engine: string,
  shardBy: string,
  options: TableOptions,
): string[] {
  const { cluster } = options;
  if (cluster === null) return [`CREATE TABLE IF NOT EXISTS ${name} (${body}\n) ENGINE = ${engine}`];
  const local = `${name}_local`;
  return [
    `CREATE TABLE IF NOT EXISTS ${local}${everywhere(options)} (${body}\n) ENGINE = ${engine}`,
    `CREATE TABLE IF NOT EXISTS ${name}${everywhere(options)} (${body}\n) ENGINE = Distributed(${cluster}, ${database}, ${local}, ${shardBy})`,
  ];
}
