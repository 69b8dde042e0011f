// The reading half of a round: what is new in logs and mailboxes, by sending address. All of it goes to the history.

import { commandLineName, mistakeSentence, UserError } from "../base/errors.ts";
import type { Observation } from "../model/observations.ts";
import type { KeptState, Results } from "../model/report.ts";
import type { HistoryWriter } from "../store/history/append.ts";
import { cutLogs, withRotated } from "./rotations.ts";
import type { WatchTask } from "./task.ts";

export interface News {
  /** Times of new refusals, by sending address. */
  refusals: Map<string, number[]>;
  /** When Gmail accepted mail that it had refused, by sending address. */
  accepted: Map<string, number>;
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
  lastRound: number | null,
): Promise<News> {
  for (const told of await cutLogs(positionsFile)) task.onWarning(told);
  const refusals = new Map<string, number[]>();
  const { analyze } = await import("../run.ts");
  const { choosePaths } = await import("../run/count.ts");
  const history = lazyHistory(task);
  const seen = new Set<string>();
  let isUnfinished = false;
  try {
    const logs = await withRotated(await choosePaths(task.paths, false), lastRound, task.now());
    const { paths } = logs;
    isUnfinished = logs.isUnfinished;
    const results = await analyze(
      {
        paths,
        state: positionsFile,
        timezone: task.timezone,
        host: task.host,
        namesOwnHost: true,
        period: { from: null, to: null },
        dns: null,
        keepEvents: false,
        // What is new is little; a thread takes more memory than it saves time.
        threads: 0,
        signal: task.signal,
        onWarning: task.onWarning,
        onObservations: async (observations) => {
          gather(observations, seen, refusals, task.now());
          await history.add(observations);
        },
      },
      null,
    );
    if (results.interrupted === true) await results.state?.close();
    else await history.finish(results.newest ?? null).catch(closing(results));
    return newsOf(results, refusals, isUnfinished);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    task.onWarning(mistakeSentence(error.mistake, commandLineName));
    return newsOf(null, new Map(), isUnfinished);
  } finally {
    await history.close();
  }
}

function closing(results: Results): (error: unknown) => Promise<never> {
  return async (error) => {
    await results.state?.close();
    throw error;
  };
}

function newsOf(results: Results | null, refusals: News["refusals"], isUnfinished: boolean): News {
  const accepted = [...(results?.acceptances ?? [])].map(([ip, { lastDelivered }]): [string, number] => [
    ip,
    Date.parse(lastDelivered),
  ]);
  return {
    refusals,
    accepted: new Map(accepted.filter(([, time]) => !Number.isNaN(time))),
    positions: results?.state ?? null,
    hasFailed: results === null || results.inputFailed,
    isInterrupted: results?.interrupted ?? false,
    isUnfinished,
  };
}

/** A refusal that stands in a log and in a bounce, or that several lines tell, is one. */
function gather(
  observations: readonly Observation[],
  seen: Set<string>,
  refusals: News["refusals"],
  now: number,
): void {
  for (const observation of observations) {
    if (!("schema" in observation) || observation.schema !== "whybounce.rejection/1") continue;
    const { sendingIp, id, replyId, recipient, time } = observation;
    if (sendingIp === null) continue;
    const times = refusals.get(sendingIp) ?? [];
    refusals.set(sendingIp, times);
    const key = replyId === null ? id : `${replyId} ${recipient}`;
    if (seen.has(key) || times.length >= MAX_TIMES) continue;
    seen.add(key);
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
