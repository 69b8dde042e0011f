// Why an address is refused, and what to change.

import type {
  DnsAlias,
  DnsAnswer,
  DnsExtendedError,
  DnsRecord,
  DnsSoa,
  IprevResult,
  LocalSign,
  PtrName,
  ServerAnswer,
  Unasked,
} from "./dns.ts";
import type { TicketRequest } from "./ticket.ts";
import type { CauseId, FindingId } from "./topics.ts";

export type CauseClass = "pass" | "warn" | "fail" | "temp" | "not_checkable";

export interface CauseSummary {
  id: CauseId;
  class: CauseClass;
  title: string;
  summary: string;
  /**
   * Nothing was heard, or one resolver alone: that Gmail would refuse is not known, as long as no log tells of a refusal.
   * Absent where it is known.
   */
  unproven?: true;
}

export interface Finding {
  id: FindingId;
  summary: string;
}

/** Who can make a change; `nobody` means: wait. */
export type Responsible = "you" | "hoster" | "zone holder" | "registry" | "dns provider" | "nobody";

/** One proof of a cause; a report says it in one sentence. */
export type Evidence =
  // An answer of a resolver, or of one server.
  | { kind: "answer"; answer: DnsAnswer }
  // The same question asked without validation, when DNSSEC is to blame.
  | { kind: "unvalidated answer"; answer: DnsAnswer }
  // The same answer from several servers of a zone.
  | { kind: "servers"; answers: ServerAnswer[] }
  | { kind: "alias"; alias: DnsAlias }
  | { kind: "negative ttl"; soa: DnsSoa }
  | { kind: "serial"; answer: ServerAnswer }
  | { kind: "ds"; zone: string; record: DnsRecord }
  | { kind: "name"; name: string; remark: string }
  | { kind: "extended error"; error: DnsExtendedError }
  // An answer that a resolver gives from data of its own, and what shows it.
  | { kind: "local data"; answer: DnsAnswer; signs: LocalSign[] }
  | { kind: "unasked"; unasked: Unasked }
  | { kind: "remark"; text: string };

/** What a step changes or looks at. `change-ptr`: the reader has somebody change it. */
export type StepKind =
  | "set-ptr"
  | "change-ptr"
  | "remove-ptr"
  | "set-address"
  | "fix-alias"
  | "fix-servers"
  | "sign-zone"
  | "delegate"
  | "register-domain"
  | "choose-address"
  | "choose-resolver"
  | "wait"
  | "verify";

/** A record that a step sets; names without their final dots. */
export interface StepRecord {
  owner: string;
  type: "PTR" | "A" | "AAAA";
  /** The name of a PTR record, else the address. */
  target: string;
}

/** One step of the way out as the program knows it; a `FixStep` is what the report says of it. */
export interface Step {
  kind: StepKind;
  who: Responsible;
  /** The task, as an imperative: `create the PTR record`. */
  task: string;
  /** The same where the cause has just been named: "it has no PTR record", `create one`. */
  shortTask?: string;
  /** Done once, for whichever addresses have it: that of these by which it is told. */
  once?: string;
  /** How the step relates to those before it: `optional` may be left undone. */
  relation?: "then" | "optional";
  /** The letter of the way out that the step belongs to, where there are several of which one is to be gone. */
  way?: string;
  /** When this way out is the right one: `if old.example.net is not this host's name`. */
  condition?: string;
  /** Tells what to write instead of a name that is not known; a headline leaves it out. */
  remark?: string;
  where: string | null;
  record: StepRecord | null;
  /** Apex of the record's zone, where somebody else than who lends the address keeps it. */
  zone?: string;
  /** What stands at the record's owner and must go, for nothing else may stand beside it. */
  replaces?: "CNAME";
  /** The command of a step that only looks. */
  command?: string;
  /** The record's zone does not exist yet: there is no server to ask. */
  inNewZone?: true;
  main?: true;
}

/**
 * What reports for people show of an address besides the contract: no data format prints it.
 * Without it, as in a report read back from JSON, they make do with the contract's own words.
 */
export interface Presentation {
  /** What is wrong, to follow the address: `it has no PTR record`. */
  problem: string;
  /** The step that repairs it, and whom to ask: `ask your provider to create one`. */
  advice: string | null;
  /** Whether that step has a record to be copied. */
  hasRecord: boolean;
  /** That step is done once, for whichever addresses have it. */
  isOnce?: true | undefined;
  /** Commands and letter stand before the step of this index. */
  remedyPlace: number;
  /** What each word in capitals stands for in the commands: `TOKEN is an API token`. */
  placeholders?: string[];
  /** What people call the hoster of the reverse zone; absent where none is known. */
  hosterName?: string | undefined;
  /** The time that Gmail may remember is only what is left of it in a resolver. */
  isLeastMemory?: true | undefined;
  /** What may be less work than all of the report's records: told by one address of a host that has several. */
  shorterWay?: string | undefined;
  /** What the ticket asks for this address; absent where there is none. */
  request?: TicketRequest | undefined;
  /** The steps of the fix as data; they go when the actions are made of them. */
  steps?: Step[] | undefined;
}

/** One step of the way out, in the order in which the steps must be done. */
export interface FixStep {
  who: Responsible;
  action: string;
  /**
   * The exact record in zone-file form with full owner name; in a step that only checks, the command that does
   * it; null for steps without either.
   */
  record: string | null;
  /** Which of the two `record` holds; absent where it holds neither. */
  holds?: "record" | "command";
  /** Whose zone the record belongs in: the apex of the reverse zone, or the domain of the name; absent where that is not known. */
  zone?: string;
  where: string | null;
  /** True for the step that repairs the cause, if others come before it: a headline quotes it. Else it quotes the first one. */
  main?: boolean;
  /** The letter of the way out that the step belongs to: one of the ways is enough, all steps of it are needed. */
  way?: string;
}

export interface ReverseZone {
  apex: string;
  nameServers: string[];
  contact: string | null;
  hoster: string | null;
}

/** What the DNS check of one address found; every field is empty or null when DNS was not asked. */
export interface Diagnosis {
  iprev: IprevResult | null;
  ptr: PtrName[];
  reverseZone: ReverseZone | null;
  cause: CauseSummary | null;
  findings: Finding[];
  evidence: string[];
  fix: FixStep[];
  stopgap: string | null;
  relief?: Relief | null;
  visibleAfterSeconds: number | null;
}

/** What helps at once, before the lasting repair: mail leaves over IPv4, from an address that was checked and passes. */
export interface Relief {
  kind: "send over IPv4";
  ip: string;
  /** The mailer whose setting it is; null where it is not known. */
  mailer: "postfix" | "exim" | null;
  /** Postfix: a command; Exim: a line of its configuration. */
  setting: string | null;
}

/** Texts and commands for the fix, ready to be sent or run; empty when the DNS was not asked. */
export interface Remedy {
  /** A letter to the operator of the reverse zone, when that is not the reader. */
  ticket: string | null;
  /** Commands, API calls or lines of a configuration: one of them does it. */
  commands: string[];
  /** Commands and settings that make the mail server greet with the right name: the one that fits does it. */
  heloCommands: string[];
}
