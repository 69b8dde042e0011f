// The rows that count, as the pieces of SQL that every query is made of. Written for ClickHouse 18.16 and later:
// no window functions, no parameters (18.16 takes neither), GLOBAL wherever a table may be spread over servers.

import { LONGEST_IN_QUEUE } from "../counting/deliveries.ts";
import type { Period } from "../model/options.ts";
import { dayOf, schemasOf } from "./tables.ts";

/** The subject of a query. */
export interface Scope {
  period: Period;
  /** Where each ISO week begins, in seconds since the epoch: times belong to the last one before them. */
  weekStarts: readonly number[];
  /** Messages that the engine must not count (ambiguous.ts); empty while they are still looked for. */
  ambiguous: readonly string[];
}

/** Stands for an unknown time. */
export const NO_WEEK = -1;

export function text(value: string): string {
  return `'${value
    .replaceAll(/[\\']/g, (character) => `\\${character}`)
    .replaceAll("\n", "\\n")
    .replaceAll("\0", "\\0")}'`;
}

export function within({ from, to }: Period): string {
  if (from === null && to === null) return "1";
  const limits = [
    ...(from === null ? [] : [`time >= ${from}`, `day >= toDate(${text(dayOf(from))})`]),
    ...(to === null ? [] : [`time < ${to}`, `day <= toDate(${text(dayOf(to))})`]),
  ];
  return limits.join(" AND ");
}

export const KNOWN_REFUSALS = `schema IN (${schemasOf("whybounce_refusals").map(text).join(", ")})`;

/** Refusals of the period. The same one may stand in several rows. */
export function refusals({ period, weekStarts, ambiguous }: Scope, where = "1"): string {
  return `(
    SELECT *, schema = 'whybounce.suspension/1' AS suspended, ${weekOf(weekStarts)} AS week
    FROM whybounce_refusals
    WHERE ${KNOWN_REFUSALS} AND ${within(period)} AND ${isUnambiguous(ambiguous)} AND ${where}
  )`;
}

function weekOf(weekStarts: readonly number[]): string {
  if (weekStarts.length === 0) return `toInt64(${NO_WEEK})`;
  const starts = `CAST([${weekStarts.join(", ")}] AS Array(Int64))`;
  const second = "intDiv(assumeNotNull(time), 1000)";
  const week =
    weekStarts.length === 1
      ? `toInt64(${weekStarts[0]})`
      : `arrayElement(${starts}, arrayCount(start -> start <= ${second}, ${starts}))`;
  return `if(isNull(time), toInt64(${NO_WEEK}), ${week})`;
}

function isUnambiguous(ambiguous: readonly string[]): string {
  return ambiguous.length === 0 ? "1" : `message NOT IN (${ambiguous.map(text).join(", ")})`;
}

/** Ends of deliveries, as far as they can follow a refusal of the period. */
export function outcomes({ period, ambiguous }: Scope, where = "1"): string {
  return `(
    SELECT * FROM whybounce_outcomes
    WHERE schema = 'whybounce.outcome/1' AND (${isInReach(period)}) AND ${isUnambiguous(ambiguous)} AND ${where}
  )`;
}

export function isInReach({ from, to }: Period): string {
  if (from === null && to === null) return "1";
  return `time IS NULL OR (${within({ from, to: to === null ? null : to + LONGEST_IN_QUEUE })})`;
}

/** `attemptKey` of counting/keys.ts in the engine's words. */
export const ATTEMPT = `if(reply_id != '', reply_id, concat(message, ' ', code, ' ', remote_mta, ' ',
  if(pid != '' AND time IS NOT NULL,
    concat(reporting_mta, ' ', pid, ' ', toString(intDiv(assumeNotNull(time), 1000))),
    concat(mailbox, ' ', ifNull(toString(time), 'null')))))`;

/**
 * Refusals without a recipient, with the recipients that another host of the same message took: only then it is
 * known whose mail was refused.
 */
export function madeGood(scope: Scope, where = "1"): string {
  return `(
    SELECT * FROM (
      SELECT message, time, week, sending_ip, code, sender, sender_domain, pid, exchanger
      FROM ${refusals(scope, "mailbox = ''")}
    ) GLOBAL ALL INNER JOIN (
      SELECT message, mailbox, min(recipient) AS taker, min(time) AS ended, max(pid) AS end_pid,
        max(exchanger) AS end_exchanger,
        min(outcome) != max(outcome) OR min(pid) != max(pid) OR min(exchanger) != max(exchanger)
          OR ifNull(min(time) != max(time), 0) OR min(isNull(time)) != max(isNull(time)) AS odd
      FROM ${outcomes(scope, "mailbox != ''")}
      WHERE (message, mailbox) GLOBAL NOT IN (SELECT message, mailbox FROM ${refusals(scope, "mailbox != ''")})
      GROUP BY message, mailbox
      HAVING max(outcome = 'delivered')
    ) USING message
    WHERE ${where}
  )`;
}
