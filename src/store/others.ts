// The other counts of a report, besides Gmail's reverse-DNS refusals: Gmail's other refusals, other receivers'
// refusals, and everything outside the period.

import { SAME_REPLY_SECONDS } from "../counting/keys.ts";
import { createOtherReceivers } from "../counting/other-receivers.ts";
import { createUnread } from "../counting/unread.ts";
import type { OtherReceiverRefusal, Unread } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import type { OtherReceiverCount, OtherRefusalCount, UnreadCount } from "../model/report.ts";
import { sumOtherReceivers, tallyOtherReceivers } from "../counting/tally.ts";
import { tallyOthers } from "../counting/tally-others.ts";
import type { Store } from "./connection.ts";
import { knownSchemas } from "./rows.ts";
import { NO_FIRST } from "./snapshot.ts";
import { texts, within } from "./sql.ts";
import { EVENTS, OTHER_RECEIVERS, OTHERS, RUNS, SNAPSHOTS } from "./tables.ts";

export async function countOthers(store: Store, period: Period): Promise<OtherRefusalCount[]> {
  const rows = await store.query<OtherRow>(
    `SELECT words.1 AS code, words.2 AS meaning, words.3 AS domain, words.4 AS ip, sum(amount) AS attempts FROM (
      SELECT min((code, meaning, ${toldLast("senderDomain")}, ${toldLast("sendingIp")})) AS words,
        max(attempts) AS amount FROM whybounce_other_refusals
      WHERE schema = 'whybounce.other/1' AND ${within(period)} GROUP BY message
    ) GROUP BY words`,
  );
  return tallyOthers(
    rows.map(({ code, meaning, attempts, domain, ip }) => ({
      code,
      meaning,
      attempts: Number(attempts),
      senderDomain: domain === UNKNOWN ? null : domain,
      sendingIp: ip === UNKNOWN ? null : ip,
    })),
  );
}

interface OtherRow {
  code: string;
  meaning: string;
  domain: string;
  ip: string;
  attempts: string;
}

/** Behind all that a name or an address begins with, as in counting/others.ts: a telling that knows more counts. */
const UNKNOWN = "~";

function toldLast(field: string): string {
  // Older engines have this one only; an event has no field within a field of that name.
  const value = `visitParamExtractString(event, '${field}')`;
  return `if(${value} = '', '${UNKNOWN}', ${value})`;
}

// ---------------------------------------------------------------- unread

/** Each text once; the first places of all. */
export async function countUnread(store: Store, period: Period): Promise<UnreadCount> {
  const isOpen = period.from === null && period.to === null;
  const reach = isOpen ? "1" : `(time IS NULL OR ifNull(${within(period)}, 0))`;
  const rows = `whybounce_other_refusals WHERE schema = 'whybounce.unread/1' AND ${reach}`;
  const unread = createUnread(false);
  for await (const batch of store.stream<{ event: string }>(
    `SELECT event FROM ${rows} ORDER BY message, event`,
  ))
    for (const { event } of batch) unread.add(JSON.parse(event) as Unread);
  return unread.finish().count;
}

// ---------------------------------------------------------------- other receivers

/** A bounce or a listing of the queue: it may repeat what a log, or another one, tells. */
const VAGUE = "(via != 'log' OR time IS NULL)";
const SECOND = "intDiv(assumeNotNull(time), 1000)";
/** `repeatKeys` of counting/keys.ts in the engine's words. */
const KEYS = `arrayFilter(key -> substring(key, 1, 1) != ' ', [${["queue_id", "message_id"]
  .map((name) => `concat(${name}, ' ', mailbox, ' ', receiver, ' ', code)`)
  .join(", ")}])`;

function keysOf(rows: string): string {
  return `(SELECT id, arrayJoin(${KEYS}) AS key FROM ${rows})`;
}

interface CountRow {
  receiver: string;
  name: string;
  code: string;
  attempts: string;
  ips: string[];
  example: string;
}

/** Counts in the engine, except bounces that repeat one another: those are fetched. */
export async function countOtherReceivers(store: Store, period: Period): Promise<OtherReceiverCount[]> {
  const rows = (where: string) =>
    `(SELECT * FROM whybounce_other_receivers
      WHERE schema = 'whybounce.other-receiver/1' AND ${within(period)} AND ${where})`;
  const named = rows(`NOT ${VAGUE} AND mailbox != ''`);
  const repeated = `SELECT id FROM (
      SELECT id, queue_id, remote_mta, code, ${SECOND} + arrayJoin(range(${SAME_REPLY_SECONDS + 1})) AS at
      FROM ${rows(`NOT ${VAGUE} AND mailbox = ''`)}
    ) WHERE (queue_id, remote_mta, code, at) GLOBAL IN (
      SELECT queue_id, remote_mta, code, ${SECOND} FROM ${named})`;
  const told = `SELECT id FROM ${keysOf(rows(VAGUE))}
    WHERE key GLOBAL IN (SELECT key FROM ${keysOf(rows(`NOT ${VAGUE}`))})`;
  const untold = keysOf(rows(`${VAGUE} AND id GLOBAL NOT IN (${told})`));
  const linked = `SELECT id FROM ${untold} WHERE key GLOBAL IN (
    SELECT key FROM ${untold} GROUP BY key HAVING min(id) != max(id))`;
  const counted = `(SELECT any(receiver) AS who, any(name) AS called, any(code) AS reply_code, any(sending_ip) AS ip,
      min(reply) AS words
    FROM ${rows(`id GLOBAL NOT IN (${repeated}) AND id GLOBAL NOT IN (${told}) AND id GLOBAL NOT IN (${linked})`)}
    GROUP BY id)`;
  const counts = await store.query<CountRow>(
    `SELECT who AS receiver, called AS name, reply_code AS code, count() AS attempts,
      groupUniqArrayIf(ip, ip != '') AS ips, min(words) AS example
    FROM ${counted} GROUP BY who, called, reply_code`,
  );
  const fetched = createOtherReceivers(false);
  for await (const batch of store.stream<{ event: string }>(
    `SELECT event FROM ${rows(`id GLOBAL IN (${linked})`)} ORDER BY id, event`,
  ))
    for (const { event } of batch) fetched.add(JSON.parse(event) as OtherReceiverRefusal);
  return sumOtherReceivers([
    ...counts.map(({ ips, attempts, ...row }) => ({ ...row, attempts: Number(attempts), sendingIps: ips })),
    ...tallyOtherReceivers(fetched.finish().attempts),
  ]);
}

/** Rows that a newer version stored: they are not counted, and the report says so. */
export async function countForeign(store: Store): Promise<number> {
  const counts = Object.entries(knownSchemas).map(
    ([table, schemas]) => `SELECT count() AS amount FROM ${table} WHERE schema NOT IN ${texts(schemas)}`,
  );
  const [row] = await store.query<{ unknown: string }>(
    `SELECT sum(amount) AS unknown FROM (${counts.join(" UNION ALL ")}) AS counts`,
  );
  return Number(row?.unknown ?? 0);
}

/** The newest time that a log tells, or a refusal that is counted on its own; the others' times are known to their counts. */
export async function newestTime(store: Store): Promise<number | null> {
  const times = [
    ...[OTHERS, OTHER_RECEIVERS].map((table) => `SELECT max(time) AS at FROM ${table}`),
    `SELECT max(until) AS at FROM ${RUNS}`,
  ];
  const [row] = await store.query<{ newest: string | number | null }>(
    `SELECT max(at) AS newest FROM (${times.join(" UNION ALL ")}) AS times`,
  );
  return row?.newest === null || row?.newest === undefined ? null : Number(row.newest);
}

/** The oldest: snapshots outlive their events, and a push that had nothing to store read a log, too. */
export async function oldestTime(store: Store): Promise<number | null> {
  const times = [
    ...[EVENTS, OTHERS, OTHER_RECEIVERS].map((table) => `SELECT min(time) AS at FROM ${table}`),
    `SELECT min(until) AS at FROM ${RUNS}`,
    `SELECT toNullable(min(told_first)) AS at FROM ${SNAPSHOTS} WHERE told_first != ${NO_FIRST} HAVING count() > 0`,
  ];
  const [row] = await store.query<{ oldest: string | number | null }>(
    `SELECT min(at) AS oldest FROM (${times.join(" UNION ALL ")}) AS times`,
  );
  return row?.oldest === null || row?.oldest === undefined ? null : Number(row.oldest);
}
