// What the command line asks of a store: the source of a report, or `store init` and `store push`.

import { UserError, type Words } from "../base/errors.ts";
import type { Period } from "../model/options.ts";
import type { RawOptions } from "./program.ts";
import { parseStoreAddress, SQL_NAME, type StoreAddress } from "../store/address.ts";
import type { StoreRequest } from "./run-store.ts";
import type { TableOptions } from "../store/tables.ts";

const EXAMPLE = "clickhouse://db.example.com:8123/whybounce";
const nameOne = (option: string): Exclude<Words, string> => [
  "add ",
  { option, value: EXAMPLE },
  ", or the key store into whybounce.config.json",
];

/** A report is made from paths, or from a store. */
export function reportSource(paths: string[], raw: RawOptions): { store: StoreAddress; recordDns: boolean } {
  const { store, recordDns = false, storePasswordFile } = raw;
  if (store === undefined)
    throw new UserError({
      option: "recordDns",
      predicate: "keeps what the DNS says in a store",
      nextStep: ["add ", { option: "store", value: EXAMPLE }],
    });
  if (store === "")
    throw new UserError({ option: "store", nextStep: ["which store? ", ...nameOne("store")] });
  if (recordDns && raw.dns === false)
    throw new UserError({
      option: "recordDns",
      predicate: "asks the DNS",
      nextStep: ["leave out ", { option: "dns", isOff: true }],
    });
  if (paths.length > 0)
    throw new UserError({
      option: "store",
      predicate: "counts what the store holds",
      nextStep: `leave out ${paths[0]}, or store it first: whybounce store push`,
    });
  return { store: parseStoreAddress("store", store, storePasswordFile ?? null), recordDns };
}

export async function storeRequest(
  [action, ...paths]: string[],
  raw: RawOptions,
  readTimes: () => Promise<{ period: Period; timezone: string }>,
): Promise<StoreRequest> {
  if (action !== "init" && action !== "push") {
    const thing = action === undefined ? "store" : `store ${action}`;
    throw new UserError({ thing, nextStep: "write store init or store push; see whybounce store --help" });
  }
  if (raw.to === undefined)
    throw new UserError({ thing: `store ${action}`, nextStep: ["where to? ", ...nameOne("to")] });
  const store = parseStoreAddress("to", raw.to, raw.storePasswordFile ?? null);
  const shared = {
    command: "store",
    store,
    quiet: raw.quiet ?? false,
    progress: raw.progress ?? true,
  } as const;
  if (action === "init") return { ...shared, action, tables: tableOptions(paths, raw) };
  const foreign = (["cluster", "thisServerOnly", "ttl"] as const).find((option) => raw[option] !== undefined);
  if (foreign !== undefined)
    throw new UserError({
      thing: "store push",
      problem: [{ option: foreign }, " is for store init"],
      nextStep: "leave it out",
    });
  return { ...shared, action, paths, ...(await readTimes()) };
}

function tableOptions(paths: string[], raw: RawOptions): TableOptions {
  const { cluster = null, thisServerOnly = false, ttl = null } = raw;
  if (paths.length > 0) throw new UserError(`store init reads nothing; leave out ${paths[0]}`);
  if (cluster !== null && !SQL_NAME.test(cluster))
    throw new UserError({
      option: "cluster",
      value: cluster,
      problem: "no name of a cluster",
      nextStep: "see system.clusters for the server's",
    });
  if (thisServerOnly && cluster === null)
    throw new UserError({
      option: "thisServerOnly",
      predicate: ["goes with ", { option: "cluster" }],
      nextStep: "add it, or leave this out",
    });
  return { cluster, thisServerOnly, ttlDays: ttl };
}
