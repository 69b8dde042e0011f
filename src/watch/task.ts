// What a watch is asked to do, complete.

import type { DnsOptions } from "../model/options.ts";
import type { AlertChannel } from "./channels/channel.ts";

export interface WatchTask {
  /** Logs, mailboxes, `journal:`; empty means this machine's. */
  paths: string[];
  /** The folder of the state and of the history. */
  directory: string;
  timezone: string;
  host: string | null;
  helo: string | null;
  local: boolean;
  dns: DnsOptions;
  /** What else is checked: addresses, ranges, names. The list is read anew each time. */
  targets: () => Promise<readonly string[]>;
  /** Also the addresses that this machine's mail leaves from. */
  ownAddresses: boolean;
  /** How often all addresses are asked about. */
  everyMilliseconds: number;
  alertAfter: number;
  channels: readonly AlertChannel[];
  /** What a web server knows the sender by. */
  secret: string | null;
  isDigestWanted: boolean;
  env: Readonly<Record<string, string | undefined>>;
  signal?: AbortSignal | undefined;
  now: () => number;
  onWarning: (message: string) => void;
}
