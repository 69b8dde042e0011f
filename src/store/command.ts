// `whybounce store init` and `whybounce store push`.

import { UserError } from "../errors.ts";
import type { Period } from "../model.ts";
import type { Io } from "../process-io.ts";
import { count } from "../render/quantities.ts";
import { standardInput, statusOf, type Pipeline } from "../report.ts";
import { warnOfPlainPassword, withCredentials, type StoreAddress } from "./address.ts";
import type { TableOptions } from "./tables.ts";

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

const EXIT = { done: 0, failed: 2, interrupted: 130 } as const;

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
  const { initStore } = await import("./init.ts");
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
  const { analyse } = await load();
  const asked = { paths, period, timezone, dns: null, keepEvents: true, signal: io.signal, ...listeners };
  const results = await analyse(asked, await standardInput(paths, io)).finally(status.clear);
  // What was read of an interrupted reading may lack the ends of deliveries; the next push tells them.
  if (results.interrupted === true) throw new UserError("interrupted: nothing was stored; run it again");
  const { pushEvents } = await import("./push.ts");
  const { stored, known } = await pushEvents(where, results.events, listeners).finally(status.clear);
  if (!quiet) await io.stdout.write(`stored ${count(stored, "event")}; ${known} were there already\n`);
  return results.inputFailed ? EXIT.failed : EXIT.done;
}
