// The tables of a store, for ClickHouse 18.16 and later. What is told of Gmail's refusals for reverse DNS is a row of
// `whybounce_events`, under its message's home, the host that had the message in its queue. Each week of a home has a
// snapshot: what src/counting counted of it. The same event is always the same row, and queries do not rely on the engine
// having merged such rows.

import { text } from "./sql.ts";
import { UNDATED } from "./weeks.ts";

/** Changes whenever a program of an older version could no longer count what is stored. */
export const STORE_VERSION = 2;
/** Changes whenever the counting says something else of the same events: newer snapshots then go before older ones. */
const COUNTING_RULES = 1;
/** More events than one home has in a week. */
const MAX_EVENTS = 2 ** 40;

/** A snapshot that was counted from more events is the better one. */
export function snapshotVersion(events: number): number {
  return COUNTING_RULES * MAX_EVENTS + events;
}

export const VERSION_VIEW = "whybounce_version";
export const DNS_TABLE = "whybounce_dns";
export const EVENTS = "whybounce_events";
export const SNAPSHOTS = "whybounce_snapshots";
export const MARKS = "whybounce_marks";
export const RUNS = "whybounce_runs";
export const OTHERS = "whybounce_other_refusals";
export const OTHER_RECEIVERS = "whybounce_other_receivers";
/** Those of version 1 that version 2 has no more. */
export const OLD_TABLES = ["whybounce_refusals", "whybounce_outcomes"] as const;

interface Table {
  name: string;
  columns: string;
  engine: string;
  shardBy: string;
  /** The day after which a row may be deleted. */
  day?: string;
}

/** `week` is the Monday of a week in the store's time zone; links are hashes of what mentions of a refusal have in common. */
const tables: Table[] = [
  {
    name: EVENTS,
    columns: `
  home String,
  week Date,
  mention String,
  moved UInt8,
  time Nullable(Int64),
  schema String,
  via String,
  queue_link UInt64,
  message_link UInt64,
  reply_link UInt64,
  sending_ip String,
  code String,
  sender_domain String,
  queue_id String,
  event String,
  pushed DateTime`,
    engine: "ReplacingMergeTree(moved)\nPARTITION BY toYYYYMM(week)\nORDER BY (home, week, mention)",
    shardBy: "cityHash64(home)",
    day: `if(week = toDate('${UNDATED}'), toDate(pushed), week)`,
  },
  {
    name: SNAPSHOTS,
    columns: `
  home String,
  week Date,
  version UInt64,
  counted String,
  newest Int64,
  told UInt64,
  told_first Int64,
  told_last Int64`,
    engine: "ReplacingMergeTree(version)\nPARTITION BY toYYYYMM(week)\nORDER BY (week, home)",
    shardBy: "cityHash64(home)",
  },
  {
    name: MARKS,
    columns: "\n  home String,\n  week Date,\n  pusher String,\n  version UInt64,\n  done UInt8",
    engine: "ReplacingMergeTree(version)\nPARTITION BY toYYYYMM(week)\nORDER BY (week, home, pusher)",
    shardBy: "cityHash64(home)",
  },
  {
    name: RUNS,
    columns: `
  host String,
  version String,
  at DateTime,
  from Nullable(Int64),
  until Nullable(Int64),
  lines UInt64,
  refusals UInt64,
  warnings UInt64`,
    engine: "MergeTree\nPARTITION BY toYYYYMM(at)\nORDER BY (host, at)",
    shardBy: "cityHash64(host)",
  },
  {
    name: OTHERS,
    columns: `
  message String,
  mention String,
  day Date,
  time Nullable(Int64),
  schema String,
  event String,
  pushed DateTime,
  code String,
  meaning String,
  attempts UInt64`,
    engine: "ReplacingMergeTree(pushed)\nPARTITION BY toYYYYMM(day)\nORDER BY (message, mention)",
    shardBy: "cityHash64(message)",
    day: "if(day = toDate(0), toDate(pushed), day)",
  },
  {
    name: OTHER_RECEIVERS,
    columns: `
  message String,
  mention String,
  day Date,
  time Nullable(Int64),
  schema String,
  event String,
  pushed DateTime,
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
    engine: "ReplacingMergeTree(pushed)\nPARTITION BY toYYYYMM(day)\nORDER BY (message, mention)",
    shardBy: "cityHash64(message)",
    day: "if(day = toDate(0), toDate(pushed), day)",
  },
  {
    name: DNS_TABLE,
    columns:
      "\n  ip String,\n  checked DateTime,\n  iprev String,\n  cause String,\n  class String,\n  title String,\n  names Array(String)",
    engine: "ReplacingMergeTree\nPARTITION BY toYYYYMM(checked)\nORDER BY (ip, checked)",
    shardBy: "cityHash64(ip)",
  },
];

export interface TableOptions {
  /** Null means: tables of one server. */
  cluster: string | null;
  /** On this server only; else the engine creates them on every server of the cluster. */
  thisServerOnly: boolean;
  /** Rows are deleted so many days after their refusal; null means never. */
  ttlDays: number | null;
  /** Whose weeks are counted beforehand. */
  timezone: string;
}

/** The statements that create what is missing, in order. */
export function createStatements(database: string, options: TableOptions): string[] {
  return tables.flatMap((table) => tableStatements(database, table, options));
}

/** A view: every server of a cluster knows the version by itself. */
export function versionStatement(options: TableOptions): string {
  return `CREATE VIEW IF NOT EXISTS ${VERSION_VIEW}${everywhere(options)} AS SELECT toUInt32(${STORE_VERSION}) AS version, ${text(options.timezone)} AS timezone`;
}

export function everywhere({ cluster, thisServerOnly }: TableOptions): string {
  return cluster === null || thisServerOnly ? "" : ` ON CLUSTER ${cluster}`;
}

/** In a cluster each server keeps its part in a table of its own, and all of it is seen through another. */
function tableStatements(
  database: string,
  { name, columns, engine, shardBy, day }: Table,
  options: TableOptions,
): string[] {
  const { cluster, ttlDays } = options;
  const expiry = ttlDays === null || day === undefined ? "" : `\nTTL ${day} + INTERVAL ${ttlDays} DAY`;
  const body = `(${columns}\n) ENGINE = ${engine}${expiry}`;
  if (cluster === null) return [`CREATE TABLE IF NOT EXISTS ${name} ${body}`];
  const local = `${name}_local`;
  return [
    `CREATE TABLE IF NOT EXISTS ${local}${everywhere(options)} ${body}`,
    `CREATE TABLE IF NOT EXISTS ${name}${everywhere(options)} (${columns}\n) ENGINE = Distributed(${cluster}, ${database}, ${local}, ${shardBy})`,
  ];
}
