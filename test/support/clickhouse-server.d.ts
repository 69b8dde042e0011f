import type { StoreOptions } from "../../src/model/options.ts";

export declare const PASSWORD: string;
export declare const isInstalled: boolean;

export interface Server {
  where: StoreOptions;
  /** `clickhouse://127.0.0.1:PORT/default` */
  name: string;
  /** The id of the running process. */
  pid: () => number | undefined;
  start: () => Promise<void>;
  /** At once, as when the power fails. */
  kill: () => Promise<void>;
  remove: () => Promise<void>;
}

/** Servers of one cluster, which is called `fleet`; not started yet. */
export declare function createServers(amount: number): Promise<Server[]>;
