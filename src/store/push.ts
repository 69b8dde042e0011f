// Stores what was read, batch after batch, and counts the weeks anew that it belongs to. If a push ends early, what is
// stored stays; the weeks that it left uncounted are marked, and the next push counts them.

import { count } from "../base/words/quantities.ts";
import { UserError } from "../base/errors.ts";
import { isWithin } from "../counting/outside-period.ts";
import type { Lines, Observation } from "../model/observations.ts";
import type { Period, StoreOptions } from "../model/options.ts";
import { openStore, type Store } from "./connection.ts";
import { countWeek } from "./count-week.ts";
import { createMarks, type Marks } from "./marks.ts";
import { storedRow, type Candidate, type OtherRow, type StoredRow } from "./rows.ts";
import { snapshotRow } from "./snapshot-text.ts";
import { EVENTS, OTHER_RECEIVERS, OTHERS, SNAPSHOTS } from "./tables.ts";
import { checkVersion, secondsNow } from "./version.ts";
import { writeEvents, writeOthers } from "./write-rows.ts";

export interface PushOptions {
  onProgress: (status: string) => void;
  onWarning: (message: string) => void;
  /** Who pushes: the name of this machine. */
  pusher: string;
  /** What lies outside is not stored. */
  period: Period;
  batchSize?: number;
  /** Whose weeks are counted, where no version of the tables says it yet. */
  timezone?: string;
}

export interface Pushed {
  /** Events that were not there before. */
  stored: number;
  known: number;
}

export interface StoreWriter {
  store: Store;
  add: (observations: readonly Observation[], lines?: Lines) => Promise<void>;
  /** Stores the rest, and counts. */
  finish: () => Promise<Pushed>;
  /** Waits for what is being stored. */
  settled: () => Promise<void>;
  /** How much is stored by now. */
  done: Readonly<Pushed>;
  close: () => Promise<void>;
}

/** Large enough for the engine, which makes a part of each; small enough to be in memory twice: one is made while another is sent. */
const BATCH_SIZE = 3_000;
/** A clock that is further ahead is wrong. */
const TOLERATED_SKEW = 24 * 3_600_000;

export async function openWriter(where: StoreOptions, options: PushOptions): Promise<StoreWriter> {
  const { batchSize = BATCH_SIZE, period, pusher, onProgress } = options;
  const store = await openStore(where);
  const done: Pushed = { stored: 0, known: 0 };
  const ahead = createClockWarning();
  const waiting: StoredRow[] = [];
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw interrupted(error, done);
    }
  };

  const { timezone, marks } = await guarded(async () => {
    const zone = options.timezone ?? (await checkVersion(store)).timezone;
    return { timezone: zone, marks: await createMarks(store, pusher) };
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });

  async function add(observations: readonly Observation[], lines: Lines): Promise<void> {
    for (const [index, observation] of observations.entries()) {
      if ("schema" in observation && !isWithin(observation, period)) continue;
      ahead.see(observation);
      waiting.push(storedRow(observation, timezone, secondsNow(), lines[index]));
    }
    while (waiting.length >= batchSize) await begin(waiting.splice(0, batchSize));
  }

  /** The next batch is read while the engine has this one: one at a time. */
  let writing = Promise.resolve();
  async function begin(batch: readonly StoredRow[]): Promise<void> {
    await writing;
    writing = write(batch);
    // Whoever waits for it is told.
    writing.catch(() => {});
  }

  async function write(batch: readonly StoredRow[]): Promise<void> {
    const events: Candidate[] = [];
    const others = { [OTHERS]: [] as OtherRow[], [OTHER_RECEIVERS]: [] as OtherRow[] };
    for (const one of batch)
      if (one.table === EVENTS) events.push(one.row);
      else others[one.table].push(one.row);
    const stored =
      (await writeEvents(store, marks, events)) +
      (await writeOthers(store, OTHERS, others[OTHERS])) +
      (await writeOthers(store, OTHER_RECEIVERS, others[OTHER_RECEIVERS]));
    done.stored += stored;
    done.known += batch.length - stored;
    onProgress(`stored ${count(done.stored, "event")}; ${count(done.known, "was", "were")} there already`);
  }

  async function finish(): Promise<Pushed> {
    if (waiting.length > 0) await begin(waiting.splice(0));
    await writing;
    const warning = ahead.warning();
    if (warning !== null) options.onWarning(warning);
    await countMarked(store, marks, timezone, onProgress);
    return done;
  }

  return {
    store,
    done,
    add: (observations, lines = []) => guarded(() => add(observations, lines)),
    finish: () => guarded(finish),
    settled: () => guarded(() => writing),
    async close() {
      await writing.catch(() => {});
      await store.close();
    },
  };
}

// ---------------------------------------------------------------- counting

async function countMarked(
  store: Store,
  marks: Marks,
  timezone: string,
  onProgress: (status: string) => void,
): Promise<void> {
  const marked = marks.all();
  for (const [index, at] of marked.entries()) {
    onProgress(`counting week ${index + 1} of ${marked.length}`);
    await store.insert(SNAPSHOTS, [snapshotRow(await countWeek(store, at, timezone))]);
  }
  await marks.finish();
}

// ---------------------------------------------------------------- what is told

function interrupted(error: unknown, { stored, known }: Pushed): unknown {
  if (!(error instanceof UserError) || stored + known === 0) return error;
  const rest = `${count(stored + known, "event")} stored: run the same command again for the rest`;
  const { nextStep } = error.mistake;
  return new UserError({
    ...error.mistake,
    nextStep: nextStep === undefined ? rest : [...[nextStep].flat(), `; ${rest}`],
  });
}

/** Hosts whose clocks are wrong spoil the report of a week that is still to come. */
function createClockWarning() {
  const limit = new Date(Date.now() + TOLERATED_SKEW).toISOString();
  let ahead = 0;
  let first: { time: string | null; host: string } | null = null;
  return {
    see(observation: Observation) {
      if (!("schema" in observation) || observation.time === null || observation.time <= limit) return;
      ahead++;
      const host = "reportingMta" in observation ? (observation.reportingMta ?? "") : "";
      first ??= { time: observation.time, host };
    },
    warning(): string | null {
      if (first === null) return null;
      const host = first.host === "" ? "" : ` of ${first.host}`;
      return `${count(ahead, "event")}${host} of the future, such as ${first.time}: a clock is ahead; they are stored as they are`;
    },
  };
}
