// What the command line means: what was typed, completed by the configuration file and by the defaults.

import type { BlocklistName } from "../model/blocklists.ts";
import type { UserError } from "../base/errors.ts";
import type { DnsOptions, Period } from "../model/options.ts";
import type { ConfigurationCheck } from "../model/doctor.ts";
import type { KeptSetting } from "./doctor-request.ts";
import type { CheckName } from "../model/posture.ts";
import type { ProbeTask } from "../model/probe.ts";
import type { MailTarget } from "../model/report.ts";
import type { FormatName } from "../report/formats.ts";
import type { StoreAddress } from "../store/address.ts";
import type { TableOptions } from "../store/tables.ts";
import type { AlertChannel } from "../watch/channels/channel.ts";

/** One place that the report goes to. */
export interface OutputRequest {
  /** Null means standard output. */
  path: string | null;
  format: FormatName;
}

export interface ReportSettings {
  /** In the order of the command line; made from one reading. */
  outputs: OutputRequest[];
  /** What is wrong with outputs that were asked for besides. */
  outputMistakes: UserError[];
  /** Null means: the mail server's own defaults. */
  mail: MailTarget | null;
  exitCode: boolean;
  quiet: boolean;
  progress: boolean;
  /** Null means: as the target and the environment suggest. */
  color: boolean | null;
  /** Each address by itself, however many there are. */
  details: boolean;
}

/** What the counts of a report are made from. */
export type Source =
  | { kind: "paths"; paths: string[] }
  | { kind: "store"; address: StoreAddress; recordDns: boolean; hostFile: string | null }
  | { kind: "folder"; directory: string | null; recordDns: boolean };

/** What is said of the host that mail leaves from, and whether this machine may be asked for more. */
export interface HostSettings {
  helo: string | null;
  local: boolean;
}

export interface AnalyzeRequest extends ReportSettings, HostSettings {
  command: "analyze";
  source: Source;
  state: string | null;
  host: string | null;
  period: Period;
  /** Also count the period of the same length before it. */
  compare: boolean;
  timezone: string;
  dns: DnsOptions | null;
}

export interface CheckRequest extends ReportSettings, HostSettings {
  command: "check";
  /** Addresses, ranges and names. */
  targets: string[];
  /** Files with more of them. */
  lists: string[];
  /** Whether standard input is one more list; `if piped` where nothing is named at all. */
  standardInput: "yes" | "if piped" | "no";
  from: string | null;
  /** For how long to ask again until every address passes; null means: ask once. */
  waitMilliseconds: number | null;
  dns: DnsOptions;
}

export type ReportRequest = AnalyzeRequest | CheckRequest;

export interface AuditRequest extends ReportSettings {
  command: "audit";
  domains: string[];
  ips: string[];
  paths: string[];
  sender: string | null;
  helo: string | null;
  selectors: string[];
  hostSelectors: boolean;
  only: CheckName[];
  blocklists: readonly BlocklistName[];
  /** For how long to ask again until nothing fails; null means: ask once. */
  waitMilliseconds: number | null;
  timezone: string;
  dns: DnsOptions;
}

export interface DoctorRequest extends ReportSettings {
  command: "doctor";
  dns: DnsOptions;
  local: boolean;
  configuration: Pick<ConfigurationCheck, "path" | "keys" | "problem">;
  kept: KeptSetting;
}

export interface ProbeRequest
  extends ReportSettings, HostSettings, Omit<ProbeTask, Listeners | "stateFolder"> {
  command: "probe";
  /** Null means the usual one. */
  stateFolder: string | null;
}

type Listeners = "signal" | "onWarning" | "onProgress";

export interface WatchRequest extends HostSettings {
  command: "watch";
  paths: string[];
  /** The folder; null means the usual one. */
  state: string | null;
  host: string | null;
  isOnce: boolean;
  /** A file with more to be checked. */
  list: string | null;
  /** Also the addresses that this machine's mail leaves from. */
  ownAddresses: boolean;
  everyMilliseconds: number;
  channels: AlertChannel[];
  alertAfter: number;
  secret: string | null;
  isDigestWanted: boolean;
  quiet: boolean;
  progress: boolean;
  color: boolean | null;
  timezone: string;
  dns: DnsOptions;
}

interface StoreSettings {
  quiet: boolean;
  progress: boolean;
}

export interface InitRequest extends StoreSettings {
  command: "store init";
  address: StoreAddress;
  tables: TableOptions;
}

export interface PushRequest extends StoreSettings {
  command: "store push";
  /** A server's store, or null for a folder of this machine. */
  address: StoreAddress | null;
  /** Null means the usual folder. */
  directory: string | null;
  /** Older months of a folder are deleted; null keeps all. */
  keptMonths: number | null;
  state: string | null;
  host: string | null;
  paths: string[];
  period: Period;
  timezone: string;
}

/** Help, version or an explanation: nothing but a text to be printed. */
export interface TextRequest {
  command: "text";
  text: string;
}

export type Request =
  | ReportRequest
  | AuditRequest
  | ProbeRequest
  | WatchRequest
  | DoctorRequest
  | InitRequest
  | PushRequest
  | TextRequest;
