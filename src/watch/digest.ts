// A week in one message, made from the history: silence and health can be told apart.

import { isoWeek } from "../base/standards/iso-week.ts";
import type { Digest, WatchState } from "../model/watch.ts";
import { commandLineName, mistakeSentence, UserError } from "../base/errors.ts";
import type { WatchTask } from "./task.ts";

/** Null while the week is not over. The week in which the watch begins has none: it was not watched from its beginning. */
export async function dueDigest(
  state: WatchState,
  task: WatchTask,
): Promise<{ week: string; digest: Digest | null }> {
  const now = task.now();
  const { week, from } = isoWeek(now, task.timezone);
  const isDue = task.isDigestWanted && state.digestWeek !== null && state.digestWeek < week;
  return { week, digest: isDue ? await digestOf(state, from, task) : null };
}

async function digestOf(state: WatchState, end: number, task: WatchTask): Promise<Digest> {
  const { week, from } = isoWeek(end - 1, task.timezone);
  const isInOrder = ({ state: how }: { state: string }) => how === "ok" || how === "mended";
  const others = state.addresses.filter((one) => !isInOrder(one));
  return {
    week,
    addresses: state.addresses.length,
    inOrder: state.addresses.length - others.length,
    others: others.map(({ ip, state: how }) => ({ ip, state: how })),
    ...(await countsOf({ from, to: end }, task)),
  };
}

type Counts = Pick<Digest, "refusals" | "affected" | "delivered" | "lost" | "retrying">;

const none: Counts = { refusals: 0, affected: 0, delivered: 0, lost: 0, retrying: 0 };
const unknown: Counts = { refusals: null, affected: null, delivered: null, lost: null, retrying: null };

/** Where nothing was ever kept, nothing was refused; of what was kept and cannot be read, nothing is known. */
async function countsOf(period: { from: number; to: number }, task: WatchTask): Promise<Counts> {
  const { directory, timezone, onWarning } = task;
  const { markOf } = await import("../store/history/folder.ts");
  const { analyze } = await import("../run.ts");
  try {
    if ((await markOf(directory)) === null) return none;
    const { report, inputFailed } = await analyze(
      { paths: [], store: { directory }, timezone, period, dns: null, keepEvents: false, onWarning },
      null,
    );
    if (inputFailed) return unknown;
    const { attempts, affected, delivered, lost, retrying } = report.totals;
    return { refusals: attempts, affected, delivered, lost, retrying };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    onWarning(mistakeSentence(error.mistake, commandLineName));
    return unknown;
  }
}
