// What is audited, and what an audit reports: the contract `whybounce.audit/1`.

import type { BlocklistName } from "./blocklists.ts";
import type { CauseClass } from "./cause.ts";
import type { DnsStatus } from "./dns.ts";
import type { DnsOptions } from "./options.ts";
import type {
  CheckName,
  CheckState,
  PostureClass,
  PostureFinding,
  SelectorName,
  SelectorSource,
  SpfResult,
} from "./posture.ts";
import type { SendingIpReport } from "./report.ts";

/** What an SPF term did, and what it cost. */
export interface SpfTerm {
  term: string;
  /** DNS look-ups by RFC 7208 section 4.6.4, those of what it includes too. */
  lookups: number;
  /** `not reached`: an earlier term decided. */
  outcome: "match" | "no match" | "not reached" | "error";
  /** The record that an include or a redirect leads to. */
  leadsTo: SpfTree | null;
}

export interface SpfTree {
  domain: string;
  record: string | null;
  result: SpfResult;
  lookups: number;
  terms: SpfTerm[];
  /** Terms that are not in the list, which is cut. */
  omitted: number;
}

export interface SpfVerdict {
  ip: string;
  result: SpfResult;
  lookups: number;
  voidLookups: number;
  /** The term that decided, and whose record it is in. */
  decidedBy: { term: string; at: string } | null;
}

/** What one domain's records say. A check that was not wanted is null. */
export interface DomainAudit {
  domain: string;
  /** As people write it, where that differs: `bücher.example`. */
  name: string;
  /** The domain of MAIL FROM. */
  sender: string;
  /** Where the domain was found. */
  source: "given" | "input";
  questions: number;
  checks: Partial<Record<CheckName, CheckState>>;
  spf: { record: string | null; verdicts: SpfVerdict[]; tree: SpfTree } | null;
  dkim: { keys: DkimKey[] } | null;
  dmarc: DmarcSummary | null;
  mx: { hosts: { host: string; preference: number; addresses: string[] }[] } | null;
  findings: PostureFinding[];
}

export interface DkimKey extends SelectorName {
  source: SelectorSource;
  status: DnsStatus;
  algorithm: string | null;
  bits: number | null;
}

export interface DmarcSummary {
  /** Where the record stands; null without one. */
  at: string | null;
  record: string | null;
  policy: string | null;
  organizationalDomain: string | null;
}

export type ListingStatus =
  | "listed"
  | "not listed"
  | "refused"
  | "unavailable"
  | "no data"
  | "broken list"
  | "unknown meaning";

export interface Listing {
  list: string;
  status: ListingStatus;
  code: string | null;
  meaning: string | null;
  reason: string | null;
}

export interface AddressAudit {
  ip: string;
  source: "given" | "input";
  checks: Partial<Record<CheckName, CheckState>>;
  /** The diagnosis of the reverse DNS, as `whybounce check` gives it; null when it was not wanted. */
  reverseDns: SendingIpReport | null;
  /**
   * The command that tells all of the reverse DNS: evidence, ticket, and what the logs say. Absent where there is nothing
   * to repair.
   */
  command?: string;
  listings: Listing[];
  findings: PostureFinding[];
}

/** What was found in logs and mail. */
export interface FoundSenders {
  /** Those of MAIL FROM, or of From: where a returned message tells it. */
  domains: number;
  addresses: number;
  /** Deliveries that Gmail took. */
  accepted: number;
  /** Those of them whose sender no line tells. */
  withoutSender: number;
  /** Those of them whose domains are too many to be counted one by one. */
  ofFurtherDomains: number;
}

export interface AuditReport {
  schema: "whybounce.audit/1";
  generatedAt: string;
  generator: { name: "whybounce"; version: string };
  /** Which checks were wanted. */
  only: CheckName[];
  /** Null where no log and no mail was named. */
  found: FoundSenders | null;
  domains: DomainAudit[];
  addresses: AddressAudit[];
  warnings: string[];
}

export interface AuditResults {
  report: AuditReport;
  /** True when an input could not be read: exit code 2. */
  inputFailed: boolean;
}

const order: readonly PostureClass[] = ["note", "unknown", "warn", "temp", "fail"];

/** How a check ended, by its findings. */
export function worstState(findings: readonly { class: PostureClass }[]): CheckState {
  const worst = Math.max(0, ...findings.map((finding) => order.indexOf(finding.class)));
  const name = order[worst] ?? "note";
  return name === "note" ? "pass" : name;
}

/** How the diagnosis of the reverse DNS counts among the checks. */
export function causeState(cause: CauseClass | null): CheckState {
  if (cause === null || cause === "not_checkable") return "unknown";
  return cause;
}

// ---------------------------------------------------------------- what is asked for

export interface AuditTask {
  /** Domains and addresses, in canonical form. */
  domains: string[];
  ips: string[];
  /** Logs and mail: their sender domains and sending addresses are audited too. */
  paths: string[];
  /** The domain of MAIL FROM; null means that of From:. */
  sender: string | null;
  /** The name that the mail server greets with. */
  helo: string | null;
  /** `s1`, or `s1@example.com`. */
  selectors: string[];
  only: CheckName[];
  /** Empty means: ask none. */
  blocklists: readonly BlocklistName[];
  /** Read the selectors in this machine's own configuration. */
  hostSelectors: boolean;
  timezone: string;
  dns: DnsOptions;
  onWarning: (message: string) => void;
  onProgress?: (status: string) => void;
}
