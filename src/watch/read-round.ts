// The reading half of a round: what is new in logs and mailboxes, by sending address. All of it goes to the history.

import { commandLineName, mistakeSentence, UserError } from "../base/errors.ts";
import { grouped } from "../base/words/quantities.ts";
import type { Observation } from "../model/observations.ts";
import type { KeptState, Results } from "../model/report.ts";
import type { WatchState } from "../model/watch.ts";
import type { HistoryWriter } from "../store/history/append.ts";
import { cutLogs, withRotated } from "./rotations.ts";
import type { WatchTask } from "./task.ts";
import { createToldRefusals, MAX_TOLD, type ToldRefusals } from "./told-refusals.ts";

export interface News {
  /** Times of new refusals, by sending address. */
  refusals: Map<string, number[]>;
  /** When Gmail accepted mail that it had refused, by sending address. */
  accepted: Map<string, number>;
  /** What the next round knows of the refusals that were counted. */
  told: WatchState["told"];
  positions: KeptState | null;
  hasFailed: boolean;
  isInterrupted: boolean;
  isUnfinished: boolean;
}

/** An address without a refusal in time costs nothing; one in a flood needs no more of them. */
const MAX_TIMES = 10_000;

/** What cannot be read is told, and keeps nobody from asking the DNS. */
export async function readNews(
  task: WatchTask,
  positionsFile: string,
  { lastRound, told: toldBefore }: Pick<WatchState, "lastRound" | "told">,
): Promise<News> {
  for (const told of await cutLogs(positionsFile)) task.onWarning(told);
  const refusals: News["refusals"] = new Map();
  const counted = createToldRefusals(toldBefore, task.now());
  const history = lazyHistory(task);
  let isUnfinished = false;
  try {
    const logs = await logsToRead(task, lastRound);
    isUnfinished = logs.isUnfinished;
    const results = await readLogs(task, positionsFile, logs.paths, async (observations) => {
      gather(observations, counted, refusals, task.now());
      await history.add(observations);
    });
    await finishHistory(results, history);
    if (counted.isFull()) task.onWarning(FULL);
    return newsOf(results, { refusals, told: counted.kept(), isUnfinished });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    task.onWarning(mistakeSentence(error.mistake, commandLineName));
    return newsOf(null, { refusals: new Map(), told: toldBefore, isUnfinished });
  } finally {
    await history.close();
  }
}

async function logsToRead(
  { paths, now }: WatchTask,
  lastRound: WatchState["lastRound"],
): ReturnType<typeof withRotated> {
  const { choosePaths } = await import("../run/count.ts");
  return withRotated(await choosePaths(paths, false), lastRound, now());
}

/** From where the last round ended. */
async function readLogs(
  { timezone, host, signal, onWarning }: WatchTask,
  positionsFile: string,
  paths: string[],
  onObservations: (observations: readonly Observation[]) => Promise<void>,
): Promise<Results> {
  const { analyze } = await import("../run.ts");
  const task = {
    paths,
    state: positionsFile,
    timezone,
    host,
    namesOwnHost: true,
    period: { from: null, to: null },
    dns: null,
    keepEvents: false,
    // What is new is little; a thread takes more memory than it saves time.
    threads: 0,
    signal,
    onWarning,
    onObservations,
  };
  return analyze(task, null);
}

/** A round that was interrupted has no end to be kept: the next one reads it again. */
async function finishHistory(results: Results, history: LazyHistory): Promise<void> {
  if (results.interrupted === true) await results.state?.close();
  else await history.finish(results.newest ?? null).catch(closing(results));
}

function closing(results: Results): (error: unknown) => Promise<never> {
  return async (error) => {
    await results.state?.close();
    throw error;
  };
}

const FULL = `more refusals than a watch remembers (${grouped(MAX_TOLD)} marks): a bounce that tells an older one counts once more`;

type Read = Pick<News, "refusals" | "told" | "isUnfinished">;

function newsOf(results: Results | null, read: Read): News {
  const accepted = [...(results?.acceptances ?? [])].map(([ip, { lastDelivered }]): [string, number] => [
    ip,
    Date.parse(lastDelivered),
  ]);
  return {
    ...read,
    accepted: new Map(accepted.filter(([, time]) => !Number.isNaN(time))),
    positions: results?.state ?? null,
    hasFailed: results === null || results.inputFailed,
    isInterrupted: results?.interrupted ?? false,
  };
}

/** A refusal that stands in a log and in a bounce, of this round or an earlier one, or that several lines or recipients tell, is one. */
function gather(
  observations: readonly Observation[],
  counted: ToldRefusals,
  refusals: News["refusals"],
  now: number,
): void {
  for (const observation of observations) {
    if (!("schema" in observation) || observation.schema !== "whybounce.rejection/1") continue;
    const { sendingIp, time } = observation;
    if (sendingIp === null) continue;
    const times = refusals.get(sendingIp) ?? [];
    refusals.set(sendingIp, times);
    if (times.length >= MAX_TIMES || counted.isRepeat(observation)) continue;
    times.push(time === null ? now : Date.parse(time));
  }
}

// ---------------------------------------------------------------- history

interface LazyHistory {
  add: (observations: readonly Observation[]) => Promise<void>;
  finish: (newest: number | null) => Promise<void>;
  close: () => Promise<void>;
}

/** Most rounds have nothing to be kept: then no month is read. */
function lazyHistory({ directory, now, onWarning }: WatchTask): LazyHistory {
  let writer: HistoryWriter | null = null;
  async function opened(): Promise<HistoryWriter> {
    const { openHistoryWriter } = await import("../store/history/append.ts");
    const period = { from: null, to: null };
    return openHistoryWriter({ directory, keptMonths: null, period, now: now(), onWarning });
  }
  return {
    async add(observations) {
      if (observations.length === 0) return;
      writer ??= await opened();
      await writer.add(observations);
    },
    finish: async (newest) => void (await writer?.finish(newest)),
    close: async () => writer?.close(),
  };
}
