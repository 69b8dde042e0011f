// Which deliveries of a host have not ended, as far as the store knows. A push without a state reads a log that no longer
// holds their refusals, and passes over their ends if nobody names their queue ids.

import { LONGEST_IN_QUEUE } from "../counting/deliveries.ts";
import type { Store } from "./connection.ts";
import { homeOfHost } from "./message-events.ts";
import { REFUSALS } from "./rows.ts";
import { REQUEUE } from "./requeued.ts";
import { text, texts } from "./sql.ts";
import { EVENTS, MARKS, RUNS } from "./tables.ts";
import { shifted, UNDATED, weekAt } from "./weeks.ts";

/** `pusher` is the host; its logs may name others, whose mail it has pushed before. */
export async function openQueueIds(store: Store, pusher: string, now: number): Promise<string[]> {
  const where = `${ofPusher(pusher)} AND ${await lately(store, pusher, now)} AND moved = 0 AND via = 'log' AND queue_link != 0`;
  const found = await store.query<{ id: string; original: string }>(
    `SELECT DISTINCT queue_id AS id, ${field("originalQueueId")} AS original FROM ${EVENTS}
      WHERE ${where} AND (schema = ${text(REQUEUE)} OR (schema IN ${texts(REFUSALS)} AND (home, queue_link) GLOBAL IN (
        SELECT home, queue_link FROM (${openDeliveries(where)}) AS deliveries)))`,
  );
  return [...new Set(found.flatMap(({ id, original }) => [id, original]))].filter((id) => id !== "");
}

function ofPusher(pusher: string): string {
  return `(home = ${text(homeOfHost(pusher))} OR home GLOBAL IN (SELECT home FROM ${MARKS} WHERE pusher = ${text(pusher)}))`;
}

/**
 * Since a message that was last heard of in the last push of the host may have come in. Logs of last year, pushed today, are
 * as old as they say.
 */
async function lately(store: Store, pusher: string, now: number): Promise<string> {
  const [run] = await store.query<{ heard: string | number | null }>(
    `SELECT argMax(assumeNotNull(until), at) AS heard FROM ${RUNS} WHERE host = ${text(pusher)} AND until IS NOT NULL HAVING count() > 0`,
  );
  if (run === undefined) return "1";
  const since = Math.min(Number(run.heard), now) - LONGEST_IN_QUEUE;
  // A day later or earlier in whatever zone.
  const week = shifted(weekAt(since, "UTC"), -1);
  return `(week = toDate(${text(UNDATED)}) OR week >= toDate(${text(week)}))`;
}

/** Older engines have this one only; an event has no field within a field of these names. */
function field(name: string): string {
  return `visitParamExtractString(event, ${text(name)})`;
}

/** More than any time, and less than any. */
const [LATEST, EARLIEST] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER];

/** Whose last word is a refusal. What is wrongly among them costs a look at some lines: what has no time is open. */
function openDeliveries(where: string): string {
  const isOpen = `(schema = 'whybounce.suspension/1' OR (schema IN ${texts(REFUSALS)} AND ${field("action")} = 'delayed'))`;
  return `SELECT home, queue_link, recipient FROM (
      SELECT home, queue_link, ${field("recipient")} AS recipient, ${isOpen} AS open,
        ifNull(time, if(${isOpen}, toInt64(${LATEST}), toInt64(${EARLIEST}))) AS at
      FROM ${EVENTS} WHERE ${where} AND (schema IN ${texts(REFUSALS)} OR schema = 'whybounce.outcome/1')
    ) AS mentions GROUP BY home, queue_link, recipient
    HAVING maxIf(at, open = 1) >= maxIf(at, open = 0) AND countIf(open = 1) > 0`;
}
