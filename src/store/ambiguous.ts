// Which messages are ambiguous: the engine cannot count them by grouping rows. A queue id came again, several rows tell
// one refusal differently, or a bounce lost its token and repeats what a log told. Such messages are few. Their events
// are fetched and counted by the same code as a log's; the engine counts all others. In doubt, a condition selects a
// message: the engine counts what is left exactly as that code would.

import { LONGEST_IN_QUEUE } from "../counting/deliveries.ts";
import { LONGEST_SILENCE } from "../counting/queue-uses.ts";
import type { Store } from "./connection.ts";
import { madeGood, outcomes, refusals, type Scope } from "./sql.ts";

export interface Kinds {
  /** Refusals without a recipient. */
  unnamed: boolean;
  /** Refusals told without Gmail's token. */
  vague: boolean;
}

export async function findAmbiguous(store: Store, scope: Scope, kinds: Kinds): Promise<string[]> {
  const queries = [
    byReply(scope),
    byMessage(scope),
    byDelivery(scope),
    ...(kinds.unnamed ? [byNextHost(scope)] : []),
    ...(kinds.vague ? [byVagueRepeat(scope)] : []),
  ];
  const found = new Set<string>();
  for (const query of queries)
    for (const { message } of await store.query<{ message: string }>(query)) found.add(message);
  return [...found];
}

/** One reply that is told of several messages, addresses or weeks, or once with and once without a recipient. */
function byReply(scope: Scope): string {
  return `SELECT DISTINCT message FROM ${refusals(scope)} WHERE reply_id GLOBAL IN (
    SELECT reply_id FROM ${refusals(scope, "reply_id != ''")} GROUP BY reply_id HAVING
      ${differ("message")} OR ${differ("sending_ip")} OR ${differ("code")} OR ${differ("week")}
      OR ${differ("mailbox = ''")}
  )`;
}

function differ(column: string): string {
  return `min(${column}) != max(${column})`;
}

/** The field of an event that tells its message from others of the same queue id. */
const IS_REUSED = `position(event, '"arrived":"') > 0`;

const IS_REPEATED = `position(event, '"repeated":"') > 0`;

/** Two values, both of them known. */
function conflict(column: string, known = `${column} != ''`): string {
  return `minIf(${column}, refused AND ${known}) != maxIf(${column}, refused AND ${known})`;
}

function byMessage(scope: Scope): string {
  const named = "max(queue_id) != ''";
  const host = "lower(reporting_mta)";
  const conditions = [
    `minIf(sender, refused) != maxIf(sender, refused)`,
    `minIf(queue_id, refused) != maxIf(queue_id, refused)`,
    `${named} AND (${conflict(`substring(${host}, 1, position(concat(${host}, '.'), '.') - 1)`, "reporting_mta != ''")})`,
    `${named} AND (${conflict(host, "position(reporting_mta, '.') > 0")})`,
    `${named} AND (${conflict("lower(message_id)", "message_id != ''")})`,
    `${named} AND minIf(sending_ip = '', refused) != maxIf(sending_ip = '', refused)`,
    `${named} AND max(time) - min(time) > ${LONGEST_SILENCE}`,
    // One row has no time, another has one.
    `minIf(isNull(time), refused) != maxIf(isNull(time), refused)`,
    // Without Gmail's token in one of them, a log line and a bounce may be about one refusal.
    `max(refused AND reply_id = '' AND NOT suspended) AND max(via IN ('dsn', 'text')) AND minIf(id, refused) != maxIf(id, refused)`,
    `max(suspended AND (queue_id = '' OR mailbox = ''))`,
    `max(refused AND queue_id = '' AND (message_id = '' AND reply_id = ''))`,
    // What was told several times may be told last where no column says it.
    "max(repeated)",
    // The queue id was another message's before.
    "max(reused)",
    `max(ended) - min(time) > ${LONGEST_IN_QUEUE}`,
    // The message was given up as a whole, and refused again after that.
    `min(if(mailbox = '', ended, NULL)) < max(time)`,
  ];
  return `SELECT message FROM (
      SELECT 1 AS refused, message, queue_id, id, mailbox, sender, via, reply_id, message_id, sending_ip,
        reporting_mta, suspended, time, CAST(NULL AS Nullable(Int64)) AS ended, ${IS_REUSED} AS reused,
        ${IS_REPEATED} AS repeated
      FROM ${refusals(scope)}
      UNION ALL
      SELECT 0 AS refused, message, '' AS queue_id, '' AS id, mailbox, '' AS sender, '' AS via, '' AS reply_id,
        '' AS message_id, '' AS sending_ip, '' AS reporting_mta, toUInt8(0) AS suspended,
        CAST(NULL AS Nullable(Int64)) AS time, at AS ended, ${IS_REUSED} AS reused, toUInt8(0) AS repeated
      FROM ${outcomesAs(scope)}
    ) GROUP BY message
    HAVING max(refused) AND (${conditions.map((condition) => `ifNull(${condition}, 0)`).join("\n      OR ")})`;
}

/** Some versions mistake an alias for the column it is made of. */
function outcomesAs(scope: Scope, where = "1"): string {
  return `(SELECT message, mailbox, outcome, event, time AS at FROM ${outcomes(scope, where)})`;
}

/** One delivery with two ends, or one that ended before it was refused. */
function byDelivery(scope: Scope): string {
  return `SELECT DISTINCT message FROM (
    SELECT message, mailbox FROM (
      SELECT message, mailbox, '' AS outcome, time AS refused, CAST(NULL AS Nullable(Int64)) AS ended
      FROM ${refusals(scope, "mailbox != ''")}
      UNION ALL
      SELECT message, mailbox, outcome, CAST(NULL AS Nullable(Int64)) AS refused, at AS ended
      FROM ${outcomesAs(scope, "mailbox != ''")}
    ) GROUP BY message, mailbox
    HAVING max(outcome = '') AND max(outcome != '')
      AND (minIf(outcome, outcome != '') != max(outcome) OR ifNull(min(ended) < min(refused), 0))
  )`;
}

/** The next host took it, but maybe not what this one refused. */
function byNextHost(scope: Scope): string {
  return `SELECT DISTINCT message FROM ${madeGood(
    scope,
    `odd OR ifNull(time > ended, 0) OR (pid != '' AND end_pid != '' AND pid != end_pid)
      OR (exchanger != '' AND end_exchanger != '' AND exchanger != end_exchanger)`,
  )}`;
}

/** A bounce may repeat a refusal that is known under another id of the message, if one of the two lacks Gmail's token. */
function byVagueRepeat(scope: Scope): string {
  const vague = "reply_id = '' AND message_id != '' AND schema = 'whybounce.rejection/1'";
  return `SELECT DISTINCT message FROM ${refusals(scope)} WHERE message_id GLOBAL IN (
    SELECT message_id FROM ${refusals(scope, "message_id != ''")}
    WHERE message_id GLOBAL IN (SELECT message_id FROM ${refusals(scope, vague)})
    GROUP BY message_id HAVING ${differ("message")}
  )`;
}
