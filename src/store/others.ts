// The other counts of a report, besides Gmail's reverse-DNS refusals: Gmail's other refusals, other receivers'
// refusals, and everything outside the period.

import { SAME_REPLY_SECONDS } from "../counting/keys.ts";
import { createOtherReceivers } from "../counting/other-receivers.ts";
import { MAX_OUTSIDE } from "../counting/outside-period.ts";
import { createUnread } from "../counting/unread.ts";
import type { OtherReceiverRefusal, Unread } from "../model/events.ts";
import type { Period } from "../model/options.ts";
import type { OtherReceiverCount, OtherRefusalCount, OutsidePeriod, UnreadCount } from "../model/report.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import { sumOtherReceivers, tallyOtherReceivers } from "../counting/tally.ts";
import { tallyOthers } from "../counting/tally-others.ts";
import type { Store } from "./connection.ts";
import { text, within } from "./sql.ts";
import { schemasOf, tableNames } from "./tables.ts";

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

// ---------------------------------------------------------------- outside the period

export async function countOutside(store: Store, period: Period): Promise<OutsidePeriod | undefined> {
  if (period.from === null && period.to === null) return undefined;
  const outside = `schema = 'whybounce.rejection/1' AND NOT (ifNull(${within(period)}, 0))`;
  const [row] = await store.query<{ attempts: string; first: string | null; last: string | null }>(
    `SELECT count() AS attempts, min(earliest) AS first, max(latest) AS last FROM (
      SELECT min(time) AS earliest, max(time) AS latest FROM whybounce_refusals WHERE ${outside}
      GROUP BY if(reply_id != '', reply_id, id)
    )`,
  );
  const attempts = Math.min(Number(row?.attempts ?? 0), MAX_OUTSIDE);
  if (row === undefined || attempts === 0) return undefined;
  return { attempts, from: timeOf(row.first), to: timeOf(row.last) };
}

function timeOf(milliseconds: string | null): string | null {
  return milliseconds === null ? null : isoTime(Number(milliseconds));
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
  const counts = tableNames.map(
    (table) =>
      `SELECT count() AS rows FROM ${table} WHERE schema NOT IN (${schemasOf(table).map(text).join(", ")})`,
  );
  const [row] = await store.query<{ foreign: string }>(
    `SELECT sum(rows) AS foreign FROM (${counts.join(" UNION ALL ")})`,
  );
  return Number(row?.foreign ?? 0);
}
