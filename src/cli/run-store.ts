// `whybounce store init` and `whybounce store push`.

import { UserError } from "../base/errors.ts";
import { count } from "../base/words/quantities.ts";
import type { Observation } from "../model/observations.ts";
import type { StoredMark } from "../model/reader-state.ts";
import type { Results } from "../model/report.ts";
import { warnOfPlainPassword, withCredentials, type StoreAddress } from "../store/address.ts";
import { EXIT } from "./exit-code.ts";
import { loadPipeline } from "./pipeline.ts";
import type { Io } from "./process-io.ts";
import type { InitRequest, PushRequest } from "./requests.ts";
import type { Status } from "./status-line.ts";
import { standardInput, statusOf } from "./streams.ts";
import { meantCommand } from "./suggest.ts";
import { usualFolder } from "./usual-folder.ts";

/** Resolves to the exit code. */
export async function runStore(
  request: InitRequest | PushRequest,
  io: Io,
  load = loadPipeline,
): Promise<number> {
  return request.command === "store init" ? init(request, io) : push(request, io, load);
}

async function init(request: InitRequest, io: Io): Promise<number> {
  const { address, tables, quiet } = request;
  const where = await withCredentials(address, io.env);
  warnOfPlainPassword(where, statusOf(request, io));
  const { initStore } = await import("../store/init.ts");
  await initStore(where, tables);
  const place = tables.cluster === null ? "" : ` for the cluster ${tables.cluster}`;
  if (!quiet) await io.stdout.write(`the tables${place} are there, in the database ${where.database}\n`);
  return EXIT.done;
}

async function push(request: PushRequest, io: Io, load: typeof loadPipeline): Promise<number> {
  const status = statusOf(request, io);
  const target = await targetOf(request, io, status);
  try {
    const results = await read(request, io, status, target, load);
    const { stored, known } = await store(results, target).finally(status.clear);
    if (!request.quiet)
      await io.stdout.write(`stored ${count(stored, "event")}; ${known} were there already\n`);
    return results.inputFailed ? EXIT.failed : EXIT.done;
  } finally {
    await target.close();
  }
}

async function read(
  { paths, period, timezone, state, host }: PushRequest,
  io: Io,
  status: Status,
  { onObservations, missingIn }: Target,
  load: typeof loadPipeline,
): Promise<Results> {
  const { analyze } = await load();
  return analyze({
    paths,
    stdin: await standardInput(paths, io),
    state,
    host,
    namesOwnHost: true,
    period,
    timezone,
    dns: null,
    keepEvents: onObservations === undefined,
    signal: io.signal,
    adviceOnMissing: meantCommand,
    onWarning: status.warn,
    onProgress: status.show,
    ...(onObservations ? { onObservations } : {}),
    ...(missingIn ? { missingIn } : {}),
  }).finally(status.clear);
}

/** The next run goes on after what is stored. */
async function store(results: Results, target: Target): Promise<{ stored: number; known: number }> {
  const { state, interrupted } = results;
  try {
    // An interrupted reading may lack the ends of deliveries; the next push reads them.
    if (interrupted === true) throw new UserError("interrupted: nothing was stored for good; run it again");
    const done = await target.finish(results);
    if (state) await state.save(await target.stored?.());
    return done;
  } finally {
    await state?.close();
  }
}

/** Where a push goes to. */
interface Target {
  /** Left out where the events are stored when all are read. */
  onObservations?: (observations: readonly Observation[]) => Promise<void>;
  /** For the state of the reader: what the store has, and what it lacks of that. */
  stored?: () => Promise<StoredMark>;
  missingIn?: (known: StoredMark | null) => Promise<string | null>;
  finish: (results: Results) => Promise<{ stored: number; known: number }>;
  close: () => Promise<void>;
}

async function targetOf(request: PushRequest, io: Io, status: Status): Promise<Target> {
  return request.address === null
    ? folderTarget(request, io, status)
    : serverTarget(request.address, io, status);
}

async function folderTarget(
  { directory, keptMonths, period }: PushRequest,
  io: Io,
  status: Status,
): Promise<Target> {
  const { openHistoryWriter } = await import("../store/history/append.ts");
  const { add, finish, ...target } = await openHistoryWriter({
    directory: directory ?? usualFolder(io),
    keptMonths,
    period,
    now: io.now(),
    onWarning: status.warn,
  });
  return { ...target, onObservations: add, finish: ({ newest = null }) => finish(newest) };
}

async function serverTarget(address: StoreAddress, io: Io, status: Status): Promise<Target> {
  const where = await withCredentials(address, io.env);
  warnOfPlainPassword(where, status);
  const listeners = { onWarning: status.warn, onProgress: status.show };
  const { pushEvents } = await import("../store/push.ts");
  return { finish: ({ events }) => pushEvents(where, events, listeners), close: async () => {} };
}
