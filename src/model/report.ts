// The JSON contract: the report, and what other formats need besides.

import type { AcceptedMail } from "./accepted.ts";
import type { Action } from "./action.ts";
import type { Diagnosis, Presentation, Remedy } from "./cause.ts";
import type { Comparison } from "./comparison.ts";
import type { InputKind, SourcePosition } from "./delivery.ts";
import type { MailHostName, SendingServer } from "./machine.ts";
import type { AnalysisEvent } from "./events.ts";
import type { StoredMark } from "./reader-state.ts";
import type { RefusalReport } from "./refusals.ts";

export interface Counts {
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  retrying: number;
  delivered: number;
  /**
   * Of those that are retrying: nothing was heard of them for longer than a queue lasts, by the newest time that was read.
   * Absent when there are none.
   */
  endNotSeen?: number;
}

/** One sending address, its refusals counted. */
export interface SendingIpCounts extends Counts {
  ip: string;
  family: 4 | 6;
  byCode: Record<string, number>;
  firstSeen: string | null;
  lastSeen: string | null;
  senderDomains: { domain: string; affected: number }[];
  reportingMtas: string[];
}

/** What Gmail accepted from an address of mail that it had refused from there. */
export interface Acceptance {
  /** ISO 8601, UTC. */
  lastDelivered: string;
  /** How often refusals and acceptances took turns. */
  alternations: number;
  /** No log tells the address: it is that of the same mail's refusals, in the same family. */
  addressAssumed?: true;
}

export interface SendingIpReport extends SendingIpCounts, Diagnosis, Remedy {
  /** The name to be given to the address, and why that one; null where none is known. */
  mailHost?: MailHostName | null;
  /** Whose server it is; null where the DNS was not asked. */
  server?: SendingServer | null;
  /** True where no cause is known because every resolver denies that the public DNS exists. */
  dnsCutOff?: true;
  /** No part of the JSON. */
  presentation?: Presentation | null;
}

/** What one input gave. */
export interface InputSummary {
  path: string;
  kind: InputKind | null;
  /** Bytes read, before decompression. */
  bytes: number;
  /** Lines of a log, messages of a mailbox. */
  records: number;
  rejections: number;
  warnings: string[];
  /** Of a server's store: the time zone whose weeks it counts. */
  timezone?: string;
}

export interface OtherRefusalCount {
  code: string;
  meaning: string;
  attempts: number;
  /**
   * Whose mail it was, as far as the file that tells of a refusal tells that too: the hundred with most refusals; absent
   * when none is known.
   */
  senderDomains?: { domain: string; attempts: number }[];
  /** The addresses that the replies name: the hundred with most refusals; absent when none is named. */
  sendingIps?: string[];
}

/** The refusals for reverse DNS of one other receiver than Gmail, with one code. */
export interface OtherReceiverCount {
  receiver: string;
  name: string;
  code: string;
  attempts: number;
  /** Those that the replies name; many name none. */
  sendingIps: string[];
  /** One of the replies. */
  example: string;
}

/** Lines and messages that look like Gmail's refusal for reverse DNS, and could not be read. */
export interface UnreadCount {
  count: number;
  /** Where the first of them stand: three at most. */
  examples: SourcePosition[];
}

/** Which hosts of a fleet have pushed lately: one without refusals is thereby told from one whose timer is broken. */
export interface HostRuns {
  /** Hosts with a push in the last four weeks, or those that were named. */
  known: number;
  /** Those of them with a push in the last seven days. */
  reported: number;
  /** The others, each with its last push in the last four weeks, or null if there was none. */
  silent: { host: string; last: string | null }[];
}

/** Refusals that were read and lie outside the period. */
export interface OutsidePeriod extends OutsideSum {
  /** The same of refusals for the sender; absent where there are none, or where they are not kept. */
  forSenders?: OutsideSum;
}

export interface OutsideSum {
  attempts: number;
  /** Those of the attempts whose time is not known: no limited period has them. Absent where there are none, or where it is not kept. */
  withoutTime?: number;
  from: string | null;
  to: string | null;
}

export interface Report {
  schema: "whybounce.report/1";
  generatedAt: string;
  generator: { name: "whybounce"; version: string };
  period: { from: string | null; to: string | null };
  inputs: InputSummary[];
  totals: Counts & { unattributed: number };
  sendingIps: SendingIpReport[];
  /** What is to be done, what lost most mail first, what passes today (class `warn`) behind it; empty where the DNS was not asked. */
  actions?: Action[];
  otherGmailRejections: OtherRefusalCount[];
  /**
   * Gmail's refusals for the sender's records, by reason, domain and sending address; absent where that was not kept, as
   * in a store.
   */
  refusals?: RefusalReport[];
  /** Other receivers that refuse for the same reason; in none of the counts above. */
  otherReceivers?: OtherReceiverCount[];
  unread?: UnreadCount;
  warnings: string[];
  /** Null unless it was asked for. */
  comparison: Comparison | null;
  /** Absent when there are none. */
  outsidePeriod?: OutsidePeriod;
  /** Only of a report with a state that an earlier run left. */
  sinceLastRun?: SinceLastRun;
  /** Only of a fleet's store; absent as well when no host is known. */
  hosts?: HostRuns;
  /** True when every resolver kept silent: that no cause is known does not mean that nobody asked. */
  dnsSilent?: true;
}

/**
 * What this run read that no earlier run with the same state had read; the rest of the counts was told by those. Of
 * `otherGmailRejections`, all are new: none of them is told again.
 */
export interface SinceLastRun {
  /** When the last run saved the state: ISO 8601, UTC. */
  lastRun: string;
  /** Of the attempts in the totals: refusals for reverse DNS. */
  attempts: number;
  /** Of the attempts of `refusals`, those for the sender; absent where there are none of these. */
  forSenders?: number;
}

/** Counts of one ISO week × sending address × code: a row of the CSV. */
export interface WeeklyCounts {
  /** ISO week: `2026-W08`. */
  week: string;
  /** Monday of that week: `2026-02-16`. */
  weekStart: string;
  sendingIp: string | null;
  code: string;
  attempts: number;
  messages: number;
  affected: number;
  lost: number;
  firstSeen: string | null;
  lastSeen: string | null;
  senderDomains: string[];
}

/** PTR refusals over time, in buckets of equal length. */
export interface Timeline {
  /** Where the first bucket begins: ISO 8601, UTC. */
  from: string;
  /** An hour, a day, or whole weeks: whatever gives a few hundred buckets at most. */
  bucketSeconds: number;
  bucketCount: number;
  sendingIps: { ip: string; counts: number[] }[];
}

/** An address that was checked without any log. */
export interface CheckedAddress {
  ip: string;
  /** What led to it, as the caller wrote it: `mail.example.com`, `203.0.113.0/28`. */
  targets: string[];
  /** The host name that led to it: mail servers greet with it. */
  heloName: string | null;
}

/** Everything a renderer may show. */
export interface Results {
  report: Report;
  /** Of a check: its addresses, in the order of the report. */
  checked?: CheckedAddress[];
  /** True when an input could not be read or was broken: exit code 2. */
  inputFailed: boolean;
  /** True when the user ended the reading: exit code 130. */
  interrupted?: boolean;
  weeks: WeeklyCounts[];
  /** Null when no refusal has a time. */
  timeline: Timeline | null;
  /** Affected and not delivered: whom to send to again, or to take off a suppression list. */
  recipients: string[];
  /** The deduplicated events, in the order in which they were read. */
  events: AnalysisEvent[];
  /** The newest time in the logs that were read, in milliseconds since the epoch. */
  newest?: number | null;
  /** What Gmail accepted of mail that it had refused, by sending address. */
  acceptances?: ReadonlyMap<string, Acceptance>;
  /** Whose mail Gmail took, if that was asked for. */
  accepted?: AcceptedMail;
  /** Only with a state: what the next run is to know. */
  state?: KeptState;
}

export interface KeptState {
  /** To be called when the report, or what was stored of it, is where it shall be: then the next run goes on after it. */
  save: (stored?: StoredMark) => Promise<void>;
  /** Lets other runs use the state, saved or not. */
  close: () => Promise<void>;
}

/** What a renderer must know about its target. */
export interface RenderTarget {
  /** Columns of the terminal; 80 when it is none. */
  width: number;
  color: boolean;
  unicode: boolean;
  /** The recipient of a report by mail; if left out, the mail server's own defaults hold. */
  mail?: MailTarget;
  /** Every address by itself, however many there are. */
  details?: boolean;
}

/** The addresses in the header of a mailed report. */
export interface MailTarget {
  to: string[];
  from: string | null;
}
