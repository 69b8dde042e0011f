// What a run is asked to do. A task is complete; the library fills it from the options of a call.

import type { StoredMark } from "./reader-state.ts";
import type { Lines, Observation } from "./observations.ts";

/** Milliseconds since the epoch, `from` inclusive, `to` exclusive; null is open. */
export interface Period {
  from: number | null;
  to: number | null;
}

export interface DnsOptions {
  /** `IP` or `IP:PORT` (`[IPv6]:PORT`); empty means the system's resolvers. */
  resolvers: string[];
  /** Ask the zones' own servers too. */
  authoritative: boolean;
  /** Where the zones' own servers listen; 53 when left out. For laboratories. */
  authoritativePort?: number;
  /** For one question to one server. */
  timeoutMilliseconds: number;
  /** Addresses checked at the same time. */
  concurrency: number;
}

/** Where the events of a fleet are kept, and how to get in. */
export interface StoreOptions {
  /** The server's HTTP interface: `http://db.example.com:8123`. */
  url: string;
  database: string;
  user: string;
  password: string;
}

/** A folder of this machine that has a history. */
export interface HistoryFolder {
  directory: string;
}

export interface AnalysisTask {
  /**
   * A file, or a directory with a file `state.json`, in which a run leaves to the next one how far it read and which
   * deliveries are open. The results must be told to keep it (`results.state.save`).
   */
  state?: string | null;
  /** Says what the store lacks of what the state knows to be there: all is read again then. Null if nothing. */
  missingIn?: (stored: StoredMark | null) => Promise<string | null>;
  /** Counts what this store holds instead of reading inputs. */
  store?: StoreOptions | HistoryFolder | null;
  /** Hosts that are to push to the store; left out: those that did so in the last four weeks. */
  hosts?: readonly string[] | null;
  /** Store what the DNS said. */
  recordDns?: boolean;
  /** Files, directories, globs, `-`; empty means the standard logs of this machine. */
  paths: string[];
  period: Period;
  /** Compare with the period of the same length before it; the period must have a beginning. */
  compare?: boolean;
  /** IANA name of the zone for stamps that carry none and for ISO weeks. */
  timezone: string;
  /** The name that the mail server greets with. */
  helo?: string | null;
  /** False: nothing is asked of this machine, its mail server and its network; true when left out. */
  local?: boolean;
  /** Folders in which probes of this machine keep what was seen of it; asked where the logs are its own. */
  probeFolders?: readonly string[];
  /** Null means: parse only. */
  dns: DnsOptions | null;
  /** Only these sending addresses are reported and asked about. */
  onlyAddresses?: ReadonlySet<string>;
  /** Events are kept only when a renderer shows them: they grow with the number of refusals. */
  keepEvents: boolean;
  /** False: nobody asks who has not got a refused message. A store then answers from what it has counted. */
  keepRecipients?: boolean;
  /** False: nobody asks for a report; what is read is handed on, and only how much that was is counted. */
  keepCounts?: boolean;
  /**
   * Threads that read large logs beside the main one, and as many for much mail; by default as many as processors
   * can be spared. The report does not depend on it.
   */
  threads?: number | undefined;
  /** Ends the reading early; what was read until then is reported. */
  signal?: AbortSignal | undefined;
  /** Where the report will be written: an input that would be replaced by it ends the reading with a UserError. */
  output?: string | readonly string[] | null;
  /** Called instead with such an output and the UserError: the others may still be written, and the reading goes on. */
  onRefusedOutput?: (output: string, mistake: Error) => void;
  /** An addition to the warning of a path that leads nowhere: what the user may have meant instead. */
  adviceOnMissing?: (path: string) => string;
  /** The host whose logs name none: events name it, and no record is proposed for it. */
  host?: string | null;
  /** Without `host`, this machine's own name for its standard logs. */
  namesOwnHost?: boolean;
  /** Logs are also asked whose mail Gmail took (`results.accepted`): all lines about messages are read, which takes longer. */
  keepAccepted?: boolean;
  /**
   * Queue ids of deliveries that others know to be open: the logs are asked how they ended. Called before the first log is
   * read, and only where no state remembers them.
   */
  openElsewhere?: () => Promise<readonly string[]>;
  /** Called with all that the inputs say, as it is read; with the lines of events that were read as such. */
  onObservations?: (observations: readonly Observation[], lines?: Lines) => void | Promise<void>;
  /** Called with each warning as it arises, ready to be printed after `whybounce: `. */
  onWarning: (message: string) => void;
  /** Called now and then with what is being done, for a status line: `reading /var/log/mail.log, 40 %`. */
  onProgress?: (status: string) => void;
  /**
   * Called when the inputs turn out to be `long`, and when they tell of so many refusals that they are `dense`: what tells of these is
   * kept to the end, all else is garbage soon. A program may spare memory then.
   */
  onExtent?: (extent: "long" | "dense") => void | Promise<void>;
}

export interface CheckTask {
  ips: string[];
  /** What else is to be checked: ranges (`203.0.113.0/28`), names of hosts and domains, addresses. */
  targets?: readonly string[];
  /** Problems of the list they come from: warnings of the report that were already shown. */
  problems: string[];
  /** The name the mail server greets with; null: the host name that was given. */
  helo: string | null;
  /** As in an analysis. */
  local?: boolean;
  /** The domain mail is sent from. */
  from: string | null;
  dns: DnsOptions;
  onWarning: (message: string) => void;
  onProgress?: (status: string) => void;
}
