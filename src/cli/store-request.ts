// What the command line asks of a store: the source of a report, or `store init` and `store push`.

import { UserError, type OptionMention } from "../base/errors.ts";
import type { Period } from "../model/options.ts";
import { parseStoreAddress, SQL_NAME } from "../store/address.ts";
import type { TableOptions } from "../store/tables.ts";
import { ensureConsistent } from "./conflicts.ts";
import type { TypedOptions } from "./options/index.ts";
import { STORE_EXAMPLE } from "./options/store.ts";
import type { InitRequest, PushRequest, Source } from "./requests.ts";

/** A report from a store reads no path; `url` is empty for the usual folder. */
export function storeSource(paths: string[], url: string, typed: TypedOptions): Source {
  if (paths.length > 0)
    throw new UserError({
      option: "store",
      predicate: "counts what the store holds",
      nextStep: `leave out ${paths[0]}, or store it first: whybounce store push`,
    });
  const recordDns = typed.recordDns ?? false;
  if (!isUrl(url)) {
    if (typed.hosts !== undefined)
      throw new UserError({
        option: "hosts",
        predicate: "is for a store in ClickHouse",
        nextStep: "leave it out: a folder has the logs of one machine",
      });
    return { kind: "folder", directory: url || null, recordDns };
  }
  const address = parseStoreAddress("store", url, typed.storePasswordFile ?? null);
  return { kind: "store", address, recordDns, hostFile: typed.hosts ?? null };
}

/** A folder with a colon in its name is written with a slash before that: `./a:b`. */
function isUrl(text: string): boolean {
  return /^[^/]*:/.test(text);
}

function nameOne(option: string): (string | OptionMention)[] {
  return ["add ", { option, value: STORE_EXAMPLE }, ", or the key store into whybounce.config.json"];
}

export async function storeRequest(
  [action, ...paths]: string[],
  typed: TypedOptions,
  readTimes: () => Promise<{ period: Period; timezone: string }>,
): Promise<InitRequest | PushRequest> {
  if (action !== "init" && action !== "push") {
    const thing = action === undefined ? "store" : `store ${action}`;
    throw new UserError({ thing, nextStep: "write store init or store push; see whybounce store --help" });
  }
  const command = `store ${action}` as const;
  if (typed.to === undefined && command === "store init")
    throw new UserError({ thing: command, nextStep: ["where to? ", ...nameOne("to")] });
  ensureConsistent(command, typed);
  const { to = "" } = typed;
  const settings = { quiet: typed.quiet ?? false, progress: typed.progress ?? true };
  const isFolder = !isUrl(to);
  if (command === "store init") {
    if (isFolder) throw new UserError({ thing: `${command} ${to}`, problem: FOLDERS_NEED_NONE });
    const address = parseStoreAddress("to", to, typed.storePasswordFile ?? null);
    const { timezone } = await readTimes();
    return { ...settings, command, address, tables: { ...tablesOf(paths, typed), timezone } };
  }
  if (!isFolder && typed.keepMonths !== undefined)
    throw new UserError({
      option: "keepMonths",
      predicate: "is for a folder",
      nextStep: ["leave it out; for tables, use store init ", { option: "ttl" }],
    });
  return {
    ...settings,
    command,
    address: isFolder ? null : parseStoreAddress("to", to, typed.storePasswordFile ?? null),
    directory: isFolder ? to || null : null,
    keptMonths: typed.keepMonths ?? null,
    state: typed.state ?? null,
    host: typed.host ?? null,
    paths,
    ...(await readTimes()),
  };
}

const FOLDERS_NEED_NONE = "a folder needs no tables; whybounce store push makes it";

function tablesOf(paths: string[], typed: TypedOptions): Omit<TableOptions, "timezone"> {
  const { cluster = null, thisServerOnly = false, ttl = null } = typed;
  if (paths.length > 0) throw new UserError(`store init reads nothing; leave out ${paths[0]}`);
  if (cluster !== null && !SQL_NAME.test(cluster))
    throw new UserError({
      option: "cluster",
      value: cluster,
      problem: "not the name of a cluster",
      nextStep: "see system.clusters for the server's",
    });
  return { cluster, thisServerOnly, ttlDays: ttl };
}
