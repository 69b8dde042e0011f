// Why an address is refused, and what is to be changed.

import type { IprevResult, PtrName } from "./dns.ts";

export type CauseClass = "pass" | "warn" | "fail" | "temp" | "not_checkable";

export interface CauseSummary {
  id: string;
  class: CauseClass;
  title: string;
  summary: string;
}

export interface Finding {
  id: string;
  summary: string;
}

/** Who can make a change; `nobody` means: wait. */
export type Responsible = "you" | "hoster" | "zone holder" | "registry" | "dns provider" | "nobody";

/** One step of the way out, in the order in which the steps must be done. */
export interface FixStep {
  who: Responsible;
  action: string;
  /**
   * The exact record in zone-file form with full owner name; in a step that only checks, the command that does
   * it; null for steps without either.
   */
  record: string | null;
  where: string | null;
  /** The step that repairs the cause, where others come before it: what a headline quotes. Else the first one. */
  main?: boolean;
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
  visibleAfterSeconds: number | null;
}

/** What is ready to be sent or run to have the fix done; nothing when the DNS was not asked. */
export interface Remedy {
  /** A letter to whoever runs the reverse zone, when that is not the reader. */
  ticket: string | null;
  /** Commands, API calls or lines of a configuration: one of them does it. */
  commands: string[];
  /** Commands and settings that make the mail server greet with the right name: the one that fits does it. */
  heloCommands: string[];
}
