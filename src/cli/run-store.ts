// `whybounce store init` and `whybounce store push`.

import { EXIT } from "./exit-code.ts";
import { UserError } from "../base/errors.ts";
import type { Period } from "../model/options.ts";
import type { Io } from "./process-io.ts";
import { count } from "../base/words/quantities.ts";
import { meantCommand } from "./suggest.ts";
import { standardInput, statusOf, type Pipeline } from "./run-report.ts";
import { warnOfPlainPassword, withCredentials, type StoreAddress } from "../store/address.ts";
import type { TableOptions } from "../store/tables.ts";

interface StoreRequestBase {
  command: "store";
  store: StoreAddress;
  quiet: boolean;
  progress: boolean;
}

export interface InitRequest extends StoreRequestBase {
  action: "init";
  tables: TableOptions;
}

export interface PushRequest extends StoreRequestBase {
  action: "push";
  paths: string[];
  period: Period;
  timezone: string;
}

export type StoreRequest = InitRequest | PushRequest;

/** Resolves to the exit code. */
export async function runStore(
  request: StoreRequest,
  io: Io,
  load: () => Promise<Pipeline>,
): Promise<number> {
  return request.action === "init" ? init(request, io) : push(request, io, load);
}

async function init(request: InitRequest, io: Io): Promise<number> {
  const { store, tables, quiet } = request;
  const where = await withCredentials(store, io.env);
  warnOfPlainPassword(where, statusOf(request, io));
  const { initStore } = await import("../store/init.ts");
  await initStore(where, tables);
  const place = tables.cluster === null ? "" : ` for the cluster ${tables.cluster}`;
  if (!quiet) await io.stdout.write(`the tables${place} are there, in the database ${where.database}\n`);
  return EXIT.done;
}

async function push(request: PushRequest, io: Io, load: () => Promise<Pipeline>): Promise<number> {
  const { paths, period, timezone, quiet } = request;
  const where = await withCredentials(request.store, io.env);
  const status = statusOf(request, io);
  warnOfPlainPassword(where, status);
  const listeners = { onWarning: status.warn, onProgress: status.show };
  const { analyze } = await load();
  const asked = { paths, period, timezone, dns: null, keepEvents: true, signal: io.signal, ...listeners };
  const stdin = await standardInput(paths, io);
  const results = await analyze({ ...asked, stdin, adviceOnMissing: meantCommand }).finally(status.clear);
  // What was read of an interrupted reading may lack the ends of deliveries; the next push tells them.
  if (results.interrupted === true) throw new UserError("interrupted: nothing was stored; run it again");
  const { pushEvents } = await import("../store/push.ts");
  const { stored, known } = await pushEvents(where, results.events, listeners).finally(status.clear);
  if (!quiet) await io.stdout.write(`stored ${count(stored, "event")}; ${known} were there already\n`);
  return results.inputFailed ? EXIT.failed : EXIT.done;
}
