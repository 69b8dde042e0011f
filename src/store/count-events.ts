// Counts the events of a period as those of a file are: for an output that shows all of them, or all recipients.

import { createObservationCount } from "../counting/count-observations.ts";
import type { Observation } from "../model/observations.ts";
import type { AnalysisTask, Period } from "../model/options.ts";
import type { Store } from "./connection.ts";
import type { CountedRows } from "./count-store.ts";
import { newestTime } from "./others.ts";
import { knownSchemas, observationOf } from "./rows.ts";
import { texts } from "./sql.ts";
import { EVENTS, OTHER_RECEIVERS, OTHERS } from "./tables.ts";

const OBSERVATIONS_AT_ONCE = 1_000;

export async function countEvents(
  store: Store,
  { period, timezone, keepEvents }: AnalysisTask,
  before: Period | null,
): Promise<CountedRows> {
  const counting = createObservationCount({ period, before, timezone, keepEvents });
  let records = 0;
  let rejections = 0;
  for await (const observations of observationsOf(store)) {
    const batch = { observations, newRefusals: 0, failure: null };
    counting.add([batch]);
    if (batch.failure !== null) throw batch.failure as Error;
    records += observations.length;
    rejections += batch.newRefusals;
  }
  // A store begins with the first push, whatever the hosts had refused before.
  return { ...counting.finish(await newestTime(store)), oldest: null, records, rejections };
}

/** Refusals of other times are counted, too, and no more: the counting itself says what it needs. */
async function* observationsOf(store: Store): AsyncGenerator<Observation[]> {
  let batch: Observation[] = [];
  for (const table of [EVENTS, OTHERS, OTHER_RECEIVERS] as const) {
    const known = `schema IN ${texts(knownSchemas[table])}`;
    const where = table === EVENTS ? `${known} AND moved = 0` : known;
    const sql = `SELECT DISTINCT mention, event FROM ${table} WHERE ${where}`;
    for await (const rows of store.stream<{ event: string }>(sql))
      for (const { event } of rows) {
        batch.push(observationOf(event));
        if (batch.length < OBSERVATIONS_AT_ONCE) continue;
        yield batch;
        batch = [];
      }
  }
  yield batch;
}
