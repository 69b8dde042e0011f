// `whybounce store init` and `whybounce store push`.

import { UserError } from "../base/errors.ts";
import { count } from "../base/words/quantities.ts";
import { warnOfPlainPassword, withCredentials } from "../store/address.ts";
import { EXIT } from "./exit-code.ts";
import { loadPipeline } from "./pipeline.ts";
import type { Io } from "./process-io.ts";
import type { InitRequest, PushRequest } from "./requests.ts";
import { standardInput, statusOf } from "./streams.ts";
import { meantCommand } from "./suggest.ts";

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
  const { paths, period, timezone, quiet } = request;
  const where = await withCredentials(request.address, io.env);
  const status = statusOf(request, io);
  warnOfPlainPassword(where, status);
  const listeners = { onWarning: status.warn, onProgress: status.show };
  const { analyze } = await load();
  const results = await analyze({
    paths,
    stdin: await standardInput(paths, io),
    period,
    timezone,
    dns: null,
    keepEvents: true,
    signal: io.signal,
    adviceOnMissing: meantCommand,
    ...listeners,
  }).finally(status.clear);
  // An interrupted reading may lack the ends of deliveries; the next push reads them.
  if (results.interrupted === true) throw new UserError("interrupted: nothing was stored; run it again");
  const { pushEvents } = await import("../store/push.ts");
  const { stored, known } = await pushEvents(where, results.events, listeners).finally(status.clear);
  if (!quiet) await io.stdout.write(`stored ${count(stored, "event")}; ${known} were there already\n`);
  return results.inputFailed ? EXIT.failed : EXIT.done;
}
