// Options about a store of what was read.

import { DAY, parseTimeSpan } from "../../base/standards/time-span.ts";
import { FILE, type OptionDefinitions } from "./definition.ts";

const STORE_URL = "a folder, or clickhouse://[user@]host:8123/database";
export const STORE_EXAMPLE = "clickhouse://db.example.com:8123/whybounce";

/** For a report that is made from a store. */
export const storeReportOptions = {
  /** Without a URL the empty string: the configuration file says which store. */
  store: {
    long: "from",
    help: `report what this store holds, and read nothing else: ${STORE_URL} (default: the configuration file's store, else the folder of this machine)`,
    value: { name: "store", preset: "", isFolder: true },
    keyHelp:
      "the store, a folder or a URL: of store init and store push without --to, of reports with --from alone",
  },
  hosts: {
    help: "with a store in ClickHouse: the hosts that should push, one per line (default: all that pushed in the last four weeks)",
    value: FILE,
    needs: {
      option: "store",
      predicate: "names the hosts of a store",
      nextStep: ["add ", { option: "store", value: STORE_EXAMPLE }],
    },
  },
  recordDns: {
    help: "keep in the store what the DNS says, so that later reports tell since when",
    needs: {
      option: "store",
      predicate: "keeps what the DNS says in a store",
      nextStep: ["add ", { option: "store", value: STORE_EXAMPLE }],
    },
    conflicts: [{ option: "dns", isOff: true, predicate: "asks the DNS" }],
  },
  storePasswordFile: {
    help: "the store's password (default: WHYBOUNCE_STORE_PASSWORD of the environment; the user: WHYBOUNCE_STORE_USER)",
    value: FILE,
  },
} as const satisfies OptionDefinitions;

/** The tables are made once, but the file is read at each run. */
const once = { noKey: "say it on the command line, with store init: it is needed once" } as const;

export const tableOptions = {
  cluster: {
    ...once,
    help: "init: create the tables on all servers of this cluster, seen as one",
    value: { name: "name" },
  },
  thisServerOnly: {
    ...once,
    help: "init: with --cluster but without a Keeper: run it once on each server",
    needs: {
      option: "cluster",
      predicate: ["goes with ", { option: "cluster" }],
      nextStep: "add it, or leave this out",
    },
  },
  ttl: {
    ...once,
    help: "init: delete events this many days after they happened (default: never)",
    value: {
      name: "days",
      parse: parseDays,
      expected: "write a number of days such as 400, or 52w",
    },
  },
} as const satisfies OptionDefinitions;

export const storeOptions = {
  to: {
    help: `the store: ${STORE_URL} (default: the configuration file's store, else the folder of this machine)`,
    value: { name: "store", isFolder: true },
    noKey: 'write "store"',
  },
  keepMonths: {
    help: "push to a folder: keep this many months, this one included, and delete what is older (default: keep all)",
    value: {
      name: "n",
      parse: (text: string) => (/^[1-9]\d{0,3}$/.test(text) ? Number(text) : null),
      expected: "write a number of months such as 24",
      range: { minimum: 1, maximum: 9_999 },
    },
  },
  ...tableOptions,
} as const satisfies OptionDefinitions;

/** Longer than any archive is kept. */
const MAX_DAYS = 99_999;

/** A number alone is days. */
function parseDays(text: string): number | null {
  const days = (parseTimeSpan(/[a-z]$/i.test(text) ? text : `${text}d`) ?? 0) / DAY;
  return Number.isInteger(days) && days >= 1 && days <= MAX_DAYS ? days : null;
}
