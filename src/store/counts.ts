// The queries that count: attempts, messages and deliveries, in all, by address, and by week × address × code.

import {
  addressCell,
  addTo,
  emptyCells,
  weekCell,
  weekOf,
  type Cell,
  type Cells,
} from "../counting/cells.ts";
import { untold } from "../counting/hosts.ts";
import type { Buckets } from "../counting/tally.ts";
import type { Store } from "./connection.ts";
import { ATTEMPT, madeGood, NO_WEEK, outcomes, refusals, type Scope } from "./sql.ts";

/** The engine's whole numbers come as text: they may be larger than a JavaScript number. */
type Amount = string | number;

/** How much of the report a row is about: all of it, one address, one row of the weekly table. */
const ALL = 0;
const ADDRESS = 1;
const WEEK = 2;

interface Place {
  part: Amount;
  ip: string;
  code: string;
  week: Amount;
}

const PLACES = `arrayJoin(arrayConcat(
    [(toUInt8(${ALL}), '', '', toInt64(0))],
    arrayMap(ip -> (toUInt8(${ADDRESS}), ip, '', toInt64(0)), arrayDistinct(arrayMap(place -> place.1, places))),
    arrayMap(place -> (toUInt8(${WEEK}), place.1, place.2, place.3), places)
  )) AS place`;
const PLACE_COLUMNS = "place.1 AS part, place.2 AS ip, place.3 AS code, place.4 AS week";

/** `silentSince`: what was heard of last before that, and has no end, ended without being seen. */
export async function countCells(
  store: Store,
  scope: Scope,
  timezone: string,
  silentSince: number | null,
): Promise<Cells> {
  const cells = emptyCells();
  for (const row of await store.query<AttemptRow>(attempts(scope))) addAttempts(cells, row, timezone);
  for (const row of await store.query<Place & { messages: Amount }>(messages(scope)))
    addPlace(cells, row, { messages: Number(row.messages) }, timezone);
  for await (const rows of store.stream<DeliveryRow>(deliveryCounts(scope, silentSince)))
    for (const row of rows) addPlace(cells, row, deliveryCell(row), timezone);
  for (const { ip, hosts } of await store.query<{ ip: string; hosts: string[] }>(
    hostsOf(scope, "reporting_mta"),
  ))
    for (const host of hosts) addressCell(cells, ip).hosts.add(host);
  return cells;
}

export async function localIpsOf(store: Store, scope: Scope): Promise<Map<string, Set<string>>> {
  const rows = await store.query<{ ip: string; hosts: string[] }>(hostsOf(scope, "local_ip"));
  return new Map(rows.map(({ ip, hosts }) => [ip, new Set(hosts)]));
}

/** Names that no log told. */
export async function givenHostsOf(store: Store, scope: Scope): Promise<Set<string>> {
  const rows = await store.query<{ host: string; given: Amount }>(
    `SELECT reporting_mta AS host, min(position(event, '"hostGiven":true') > 0) AS given
      FROM ${refusals(scope, "reporting_mta != ''")} GROUP BY reporting_mta`,
  );
  const toldHosts = (isGiven: boolean) =>
    new Set(rows.filter(({ given }) => (Number(given) === 1) === isGiven).map(({ host }) => host));
  return untold(toldHosts(true), toldHosts(false));
}

function hostsOf(scope: Scope, column: string): string {
  return `SELECT sending_ip AS ip, groupUniqArray(${column}) AS hosts
    FROM ${refusals(scope, `sending_ip != '' AND ${column} != ''`)} GROUP BY sending_ip`;
}

// ---------------------------------------------------------------- attempts

interface AttemptRow extends Omit<Place, "part"> {
  attempts: Amount;
  first: Amount | null;
  last: Amount | null;
}

/** Each once, at its earliest mention. */
function attemptsOf(scope: Scope): string {
  return `(
    SELECT any(sending_ip) AS ip, any(code) AS reply_code, any(week) AS attempt_week, min(time) AS earliest
    FROM ${refusals(scope, "schema = 'whybounce.rejection/1'")} GROUP BY ${ATTEMPT}
  )`;
}

function attempts(scope: Scope): string {
  return `SELECT ip, reply_code AS code, attempt_week AS week, count() AS attempts, min(earliest) AS first,
      max(earliest) AS last
    FROM ${attemptsOf(scope)} GROUP BY ip, reply_code, attempt_week`;
}

function addAttempts(cells: Cells, row: AttemptRow, timezone: string): void {
  const count = Number(row.attempts);
  const seen = { attempts: count, first: numberOrNull(row.first), last: numberOrNull(row.last) };
  addTo(cells.total, seen);
  if (row.ip === "") cells.unattributed += count;
  else {
    const cell = addressCell(cells, row.ip);
    addTo(cell, seen);
    cell.codes.set(row.code, (cell.codes.get(row.code) ?? 0) + count);
  }
  addPlace(cells, { ...row, part: WEEK }, seen, timezone);
}

function numberOrNull(amount: Amount | null): number | null {
  return amount === null ? null : Number(amount);
}

/** Refusals over time. */
export async function* countBuckets(
  store: Store,
  scope: Scope,
  { start, length }: Buckets,
): AsyncIterable<{ ip: string; bucket: number; attempts: number }> {
  const sql = `SELECT ip, intDiv(assumeNotNull(earliest) - ${start}, ${length}) AS bucket, count() AS attempts
    FROM ${attemptsOf(scope)} WHERE ip != '' AND earliest IS NOT NULL GROUP BY ip, bucket`;
  for await (const rows of store.stream<{ ip: string; bucket: Amount; attempts: Amount }>(sql))
    for (const row of rows) yield { ip: row.ip, bucket: Number(row.bucket), attempts: Number(row.attempts) };
}

// ---------------------------------------------------------------- messages and deliveries

function messages(scope: Scope): string {
  return `SELECT ${PLACE_COLUMNS}, count() AS messages FROM (
      SELECT ${PLACES} FROM (
        SELECT message, groupUniqArray((sending_ip, code, week)) AS places FROM ${refusals(scope)} GROUP BY message
      )
    ) GROUP BY place`;
}

/** Message × recipient, with where it was refused, and how it ended. */
function deliveries(scope: Scope): string {
  const refusal = "message, mailbox, recipient, sending_ip, code, week, sender_domain";
  return `(
    SELECT message, mailbox, groupUniqArrayIf((sending_ip, code, week), refused) AS places,
      maxIf(told, refused) AS last_word, minIf(recipient, refused) AS spelling, max(sender_domain) AS domain, max(outcome) AS end,
      toUInt8(end = 'delivered') AS delivered,
      toUInt8(end = 'failed' OR (end = '' AND (max(has_failed)
        OR message GLOBAL IN (SELECT message FROM ${outcomes(scope, "mailbox = ''")})))) AS lost
    FROM (
      SELECT ${refusal}, time AS told, 1 AS refused, action = 'failed' AS has_failed, '' AS outcome
      FROM ${refusals(scope, "mailbox != ''")}
      UNION ALL
      SELECT message, mailbox, taker AS recipient, sending_ip, code, week, sender_domain, time AS told, 1 AS refused,
        toUInt8(0) AS has_failed, '' AS outcome
      FROM ${madeGood(scope)}
      UNION ALL
      SELECT message, mailbox, recipient, '' AS sending_ip, '' AS code, toInt64(0) AS week, '' AS sender_domain,
        CAST(NULL AS Nullable(Int64)) AS told, 0 AS refused, toUInt8(0) AS has_failed, outcome
      FROM ${outcomes(scope, "mailbox != ''")}
    ) GROUP BY message, mailbox HAVING notEmpty(places)
  )`;
}

interface DeliveryRow extends Place {
  domain: string;
  affected: Amount;
  lost: Amount;
  delivered: Amount;
  unseen: Amount;
}

function deliveryCounts(scope: Scope, silentSince: number | null): string {
  const isUnseen =
    silentSince === null
      ? "toUInt8(0)"
      : `toUInt8(NOT lost AND NOT delivered AND ifNull(last_word < ${silentSince}, 0))`;
  return `SELECT ${PLACE_COLUMNS}, domain, count() AS affected, sum(lost) AS lost, sum(delivered) AS delivered,
      sum(is_unseen) AS unseen
    FROM (SELECT ${PLACES}, domain, lost, delivered, ${isUnseen} AS is_unseen FROM ${deliveries(scope)})
    GROUP BY place, domain`;
}

function deliveryCell({ domain, affected, lost, delivered, unseen }: DeliveryRow): Partial<Cell> {
  const count = Number(affected);
  const domains = new Map(domain === "" ? [] : [[domain, count]]);
  const ends = { lost: Number(lost), delivered: Number(delivered), endNotSeen: Number(unseen) };
  return { affected: count, ...ends, domains };
}

/** The newest time of all, and for how long the mailers tried a delivery at most; in milliseconds. */
export async function timesOf(
  store: Store,
  scope: Scope,
): Promise<{ newest: number | null; longestTried: number }> {
  const newest = ["whybounce_refusals", "whybounce_outcomes"].map(
    (table) => `SELECT max(time) AS at FROM ${table}`,
  );
  const [last] = await store.query<{ newest: Amount | null }>(
    `SELECT max(at) AS newest FROM (${newest.join(" UNION ALL ")})`,
  );
  const [tried] = await store.query<{ longest: Amount | null }>(
    `SELECT max(span) AS longest FROM (
      SELECT max(time) - min(time) AS span FROM ${refusals(scope, "mailbox != ''")} GROUP BY message, mailbox
    )`,
  );
  return { newest: numberOrNull(last?.newest ?? null), longestTried: Number(tried?.longest ?? 0) };
}

/** Those whose mail was lost. */
export async function* lostRecipients(store: Store, scope: Scope): AsyncIterable<string> {
  const sql = `SELECT mailbox, min(spelling) AS recipient FROM ${deliveries(scope)} WHERE lost GROUP BY mailbox`;
  for await (const rows of store.stream<{ recipient: string }>(sql))
    for (const { recipient } of rows) yield recipient;
}

function addPlace(cells: Cells, at: Place, counts: Partial<Cell>, timezone: string): void {
  const { ip, code } = at;
  const part = Number(at.part);
  if (part === ALL) addTo(cells.total, { ...counts, domains: new Map() });
  if (part === ADDRESS && ip !== "") addTo(addressCell(cells, ip), counts);
  if (part !== WEEK) return;
  const week = Number(at.week);
  const named = weekOf(week === NO_WEEK ? null : week * 1000, timezone);
  addTo(weekCell(cells, { ...named, ip: ip === "" ? null : ip, code }), counts);
}
