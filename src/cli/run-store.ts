// `whybounce store init` and `whybounce store push`.

import { hostname } from "node:os";
import { UserError } from "../base/errors.ts";
import { count } from "../base/words/quantities.ts";
import type { Lines, Observation } from "../model/observations.ts";
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
  const status = statusOf(request, io);
  warnOfPlainPassword(where, status);
  const { initStore } = await import("../store/init.ts");
  const { nameOfZone } = await import("../store/zone.ts");
  const timezone = nameOfZone(tables.timezone);
  await initStore(
    where,
    { ...tables, timezone },
    { onWarning: status.warn, onProgress: status.show },
  ).finally(status.clear);
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
      await io.stdout.write(
        `stored ${count(stored, "event")}; ${count(known, "was", "were")} there already\n`,
      );
    return results.inputFailed ? EXIT.failed : EXIT.done;
  } finally {
    await target.close();
  }
}

async function read(
  { paths, period, timezone, state, host }: PushRequest,
  io: Io,
  status: Status,
  { onObservations, missingIn, openElsewhere }: Target,
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
    keepEvents: false,
    keepCounts: false,
    signal: io.signal,
    adviceOnMissing: meantCommand,
    onWarning: status.warn,
    onProgress: status.show,
    onObservations,
    ...(missingIn ? { missingIn } : {}),
    ...(openElsewhere ? { openElsewhere } : {}),
  }).finally(status.clear);
}

/** The next run goes on after what is stored. */
async function store(results: Results, target: Target): Promise<{ stored: number; known: number }> {
  const { state, interrupted } = results;
  try {
    // An interrupted reading may lack the ends of deliveries; the next push reads them.
    if (interrupted === true) throw interruptedAfter(await target.stored());
    const done = await target.finish(results);
    if (state) await state.save(await target.mark?.());
    return done;
  } finally {
    await state?.close();
  }
}

function interruptedAfter(amount: number): UserError {
  const nextStep = "run the same command again for the rest; nothing is counted twice";
  return new UserError({
    problem: `interrupted: ${amount === 0 ? "nothing was" : `${count(amount, "event")} ${amount === 1 ? "is" : "are"}`} stored`,
    nextStep,
  });
}

/** Where a push goes to. */
interface Target {
  onObservations: (observations: readonly Observation[], lines?: Lines) => Promise<void>;
  /** How many events are stored by now. */
  stored: () => Promise<number>;
  /** For the state of the reader: what the store has, and what it lacks of that. */
  mark?: () => Promise<StoredMark>;
  missingIn?: (known: StoredMark | null) => Promise<string | null>;
  /** Queue ids of this host's deliveries that have not ended, as far as the store knows. */
  openElsewhere?: () => Promise<readonly string[]>;
  finish: (results: Results) => Promise<{ stored: number; known: number }>;
  close: () => Promise<void>;
}

async function targetOf(request: PushRequest, io: Io, status: Status): Promise<Target> {
  return request.address === null
    ? folderTarget(request, io, status)
    : serverTarget(request.address, request, io, status);
}

async function folderTarget(
  { directory, keptMonths, period }: PushRequest,
  io: Io,
  status: Status,
): Promise<Target> {
  const { openHistoryWriter } = await import("../store/history/append.ts");
  const { add, finish, done, mark, missingIn, close } = await openHistoryWriter({
    directory: directory ?? usualFolder(io),
    keptMonths,
    period,
    now: io.now(),
    onWarning: status.warn,
  });
  return {
    onObservations: add,
    stored: async () => done.stored,
    mark,
    missingIn,
    finish: ({ newest = null }) => finish(newest),
    close,
  };
}

async function serverTarget(
  address: StoreAddress,
  { period, host }: PushRequest,
  io: Io,
  status: Status,
): Promise<Target> {
  const where = await withCredentials(address, io.env);
  warnOfPlainPassword(where, status);
  const { openWriter } = await import("../store/push.ts");
  const { recordRun } = await import("../store/runs.ts");
  await io.spareMemory?.("some");
  const pusher = host ?? hostname();
  let warnings = 0;
  const onWarning = (message: string) => {
    warnings++;
    status.warn(message);
  };
  const writer = await openWriter(where, {
    pusher,
    period,
    onWarning,
    onProgress: status.show,
  });
  return {
    onObservations: writer.add,
    async openElsewhere() {
      const { openQueueIds } = await import("../store/open-deliveries.ts");
      return openQueueIds(writer.store, pusher, io.now());
    },
    async stored() {
      await writer.settled();
      return writer.done.stored;
    },
    async finish(results) {
      const pushed = await writer.finish();
      await recordRun(writer.store, { host: pusher, results, period, warnings });
      return pushed;
    },
    close: writer.close,
  };
}
