// What `whybounce doctor` found out about the place it runs in: whether it can read, resolve and remember there. Nothing that
// should not stand in a public report of a bug: no host name, no address of the machine, no name of a user, no line of a log.

import type { DnsStatus } from "./dns.ts";
import type { HistoryFolder, StoreOptions } from "./options.ts";

/** `problem`: a report will be missing or wrong until it is mended. `warning`: something is not as good as it could be. */
export type DoctorState = "ok" | "warning" | "problem";

/** How the program came here: npm's package, one file for any Node.js, or a binary with a Node.js of its own. */
export type ProgramForm = "package" | "one file" | "binary";

export interface ProgramCheck {
  check: "program";
  version: string;
  form: ProgramForm;
  node: string;
}

export interface ResolverCheck {
  check: "resolver";
  server: string;
  /** `public`: knows the public DNS. `cut off`: denies what exists. `doubtful`: refused or failed. `unheard`: no answer. */
  standing: "public" | "cut off" | "doubtful" | "unheard";
  status: DnsStatus;
  /** Whether it answers for a name that does not exist; null where that could not be found out. */
  invents: boolean | null;
}

/** No resolver is known. */
export interface NoResolverCheck {
  check: "no resolver";
  reason: string;
}

/** The servers of the reverse tree itself, asked past the resolver. */
export interface OwnServersCheck {
  check: "own servers";
  /** `intercepted`: something on the way answers in their place. `silent`: none was heard. `unknown`: no resolver told them. */
  result: "answered" | "intercepted" | "silent" | "unknown" | "not asked";
}

export interface LogCheck {
  check: "log";
  path: string;
  isReadable: boolean;
  /** Why not, in the system's words. */
  reason: string | null;
  /** The group that may read it. */
  group: string | null;
  bytes: number;
  /** ISO 8601. */
  lastWritten: string;
  /** For more than a week. */
  isOld: boolean;
}

/** None of the usual logs is here. */
export interface NoLogCheck {
  check: "no log";
  /** True where there is a journal: a run without a path reads that. */
  hasJournal: boolean;
}

export interface JournalCheck {
  check: "journal";
  /** `no access`: this user may not read it. `no reader`: journalctl is not installed. `volatile`: lost when the machine starts again. */
  result: "readable" | "volatile" | "no access" | "no reader" | "none";
  group: string | null;
}

export interface MailerCheck {
  check: "mailer";
  mailers: { mailer: string; isRelayed: boolean }[];
  /** Addresses that mail leaves from, without the addresses. */
  outgoing: { family: 4 | 6; isInner: boolean; onHost: boolean }[];
  /** Programs that did not tell what they were asked. */
  failed: { program: string; reason: string }[];
}

export interface ConfigurationCheck {
  check: "configuration";
  /** With `~` for the home; null where there is none. */
  path: string | null;
  keys: string[];
  problem: string | null;
}

/** How it is with a store. */
export interface StoreHealth {
  /** `no history`: a folder that nothing was stored in. `not asked`: nobody said how it is reached. `none`: there is none. */
  result: "ok" | "no history" | "not there" | "failed" | "not asked" | "none";
  /** Why it failed. */
  reason: string | null;
  /** The newest time of what was stored, where a folder tells it; ISO 8601. */
  newest: string | null;
}

export interface StoreCheck extends StoreHealth {
  check: "store";
  /** Whether the configuration names one; else it is the folder that this machine's history is in, if there is one. */
  isNamed: boolean;
  /** Null where there is none. */
  place: "folder" | "server" | null;
  /** Nothing came in for more than a week. */
  isOld: boolean;
}

/** What a run left to the next: how far the logs were read, or what a watch knows. */
export interface StateCheck {
  check: "state";
  kind: "reader" | "watch";
  /** With `~` for the home. */
  path: string;
  /** `torn`: a crash left a part of it. `newer`: of a newer version. `foreign`: something else than a state. */
  result: "ok" | "not there" | "torn" | "newer" | "foreign" | "unreadable";
  /** Why it cannot be read, in the system's words. */
  reason: string | null;
  /** ISO 8601. */
  savedAt: string | null;
  /** Nothing was saved for more than a week. */
  isOld: boolean;
}

export type DoctorFacts =
  | ProgramCheck
  | ResolverCheck
  | NoResolverCheck
  | OwnServersCheck
  | LogCheck
  | NoLogCheck
  | JournalCheck
  | MailerCheck
  | ConfigurationCheck
  | StoreCheck
  | StateCheck;

export type DoctorCheck = DoctorFacts & { state: DoctorState };

export interface DoctorReport {
  schema: "whybounce.doctor/1";
  generatedAt: string;
  generator: { name: "whybounce"; version: string };
  /** The worst of all. */
  state: DoctorState;
  checks: DoctorCheck[];
}

/** What is to be looked at, and what only the caller knows. */
export interface DoctorTask {
  dns: {
    resolvers: readonly string[];
    authoritative: boolean;
    timeoutMilliseconds: number;
    /** For tests. */
    authoritativePort?: number;
  };
  /** Whether this machine's mail server may be asked. */
  local: boolean;
  node: string;
  configuration: Pick<ConfigurationCheck, "path" | "keys" | "problem">;
  kept?: KeptTask;
}

/** Where things are kept from one run to the next. */
export interface KeptTask {
  /** That the configuration names; null where it names none. A problem: it cannot be reached as it is named. */
  store: HistoryFolder | StoreOptions | { problem: string } | null;
  /** The reader's, that the configuration names. */
  state: string | null;
  /** Where this machine keeps its history and its watch unless somebody names another folder. */
  usualFolder: string | null;
  /** Stands as `~` in what is told. */
  home: string;
}
