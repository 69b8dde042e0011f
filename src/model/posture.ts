// Findings about a sender's records and addresses. A finding is data; the sentence beside it is made once, for every
// format.

import type { FixStep } from "./cause.ts";
import type { DnsRecordType, DnsStatus } from "./dns.ts";
import type { PostureId } from "./posture-topics.ts";

export const checkNames = ["iprev", "spf", "dkim", "dmarc", "mx", "blocklists"] as const;
export type CheckName = (typeof checkNames)[number];

/**
 * `temp`: the DNS could not be asked. `unknown`: it cannot be found out from here. `note`: worth knowing, nothing to
 * change.
 */
export type PostureClass = "fail" | "warn" | "temp" | "unknown" | "note";

/** How a check ended: the worst class of its findings. */
export type CheckState = "pass" | "warn" | "fail" | "temp" | "unknown";

/** RFC 7208 section 2.6. */
export type SpfResult = "none" | "neutral" | "pass" | "fail" | "softfail" | "temperror" | "permerror";

/** A question that stayed without an answer that proves anything. */
export interface FailedQuestion {
  name: string;
  type: DnsRecordType;
  status: DnsStatus;
  /** What the zone's own servers said; absent where they were not asked. */
  servers?: { nameServer: string; status: DnsStatus }[];
  /** The questions that one domain may cost were used up: nobody is to blame. */
  notAsked?: true;
}

/** A selector and the domain it belongs to: the key stands at `selector._domainkey.domain`. */
export interface SelectorName {
  selector: string;
  domain: string;
}

export type SelectorSource = "given" | "signature" | "configuration" | "guessed";

/** The id says it all. */
type Nothing = { [Name in never]: never };

/** How many more there are than the list holds; left out where it holds all. */
type Cut = { leftOut?: number };

/** What was entered with a record and keeps receivers from recognizing it. */
export type EntrySlip =
  | "quotation marks"
  | "backslashes"
  | "invisible characters"
  | "text before it"
  | "blanks before it"
  | "blanks in the version"
  | "letters of the version"
  | "version not first"
  | "no blank"
  | "no semicolon";

/** What each finding knows besides its domain. Names and texts from the DNS are escaped and cut. */
export interface PostureData {
  /** Elsewhere: a record at another name, where it does not count for the domain. */
  spf_none: { elsewhere?: { at: string; record: string } };
  /** A TXT record that was meant as the SPF record and counts as none. */
  spf_not_recognized: { record: string; slips: EntrySlip[] };
  /** `at`: whose they are, where another's record is included; `term` leads there. */
  spf_multiple: { records: string[]; at?: string; term?: string } & Cut;
  spf_syntax: { at: string; terms: { term: string; problem: string }[] } & Cut;
  spf_ip_not_listed: { result: SpfResult; nearest: SpfNearest | null };
  spf_too_many_lookups: { lookups: number; costs: { term: string; lookups: number }[] };
  /** `only`: for senders of this family; for the other, the terms find something. */
  spf_void_lookups: { lookups: number; terms: string[]; only?: 4 | 6 } & Cut;
  spf_include_none: { term: string; target: string; at: string };
  /** Others: further circles, which the repair of the first may end. */
  spf_loop: { chain: string[]; others?: number };
  spf_mx_limit: { term: string; names: number };
  spf_ptr: { at: string };
  spf_all_open: { term: string | null };
  spf_wide: { networks: string[] } & Cut;
  spf_no_effect: { terms: string[]; reason: "after all" | "redirect beside all" | "= for :" } & Cut;
  spf_duplicate: { terms: string[] } & Cut;
  spf_too_long: { bytes: number };
  spf_type99: { record: string };
  spf_case_order: { lookups: number; worst: number };
  spf_helo_none: { name: string };
  spf_temp: FailedQuestion & { for: string | null };
  dkim_key_missing: SelectorName & { status: DnsStatus };
  dkim_none: Nothing;
  dkim_unknown: { guessed: number; below: "something" | "not known" };
  dkim_revoked: SelectorName;
  dkim_key_short: SelectorName & { bits: number };
  /** Slips: where it is how the record was entered. */
  dkim_syntax: SelectorName & { problem: string; record: string; slips?: EntrySlip[] };
  dkim_multiple: SelectorName & { records: number };
  dkim_testing: SelectorName;
  dkim_hash: SelectorName & { hashes: string };
  dkim_service: SelectorName & { services: string };
  dkim_cname: SelectorName & { target: string; dangling: boolean };
  dkim_wildcard: { name: string };
  dkim_temp: FailedQuestion;
  dmarc_none: { at: string };
  dmarc_not_recognized: { at: string; record: string; slips: EntrySlip[] };
  dmarc_multiple: { at: string; records: string[] } & Cut;
  dmarc_no_policy: { at: string; record: string; hasReports: boolean };
  dmarc_syntax: { at: string; problems: string[]; record: string } & Cut;
  dmarc_misaligned_spf: { sender: string; mode: "relaxed" | "strict" };
  dmarc_misaligned_dkim: { signer: string; mode: "relaxed" | "strict" };
  dmarc_inherited: { at: string; tag: "p" | "sp" | "np"; policy: string };
  dmarc_organization_differs: { walked: string; listed: string };
  dmarc_rua_external: { target: string; status: DnsStatus; proof: string };
  dmarc_removed_tag: { at: string; tags: string[] };
  dmarc_temp: FailedQuestion;
  domain_nxdomain: Nothing;
  mx_null: Nothing;
  mx_none_a_only: Nothing;
  mx_none: Nothing;
  mx_unresolvable: { host: string; all: boolean };
  mx_cname: { host: string; target: string };
  mx_private: { host: string; address: string };
  mx_is_ip: { host: string };
  mx_temp: FailedQuestion;
  blocklist_listed: { list: string; code: string; meaning: string; reason: string | null; page: string };
  blocklist_policy: { list: string; code: string; meaning: string; reason: string | null; page: string };
  blocklist_not_asked: { list: string; status: "refused" | "unavailable" | "broken list"; why: string };
  blocklist_no_data: { list: string; family: string };
  /** `denied`: the name, which exists. */
  audit_cut_off: { resolver: string; denied: string };
  /** Null where no resolver is known. */
  audit_no_answer: { resolver: string | null };
  /** `left out`: of selectors and mail hosts, how many were not looked at. */
  audit_limit: { what: "questions" | "selectors" | "mail hosts"; limit: number; leftOut: number | null };
}

export interface SpfNearest {
  term: string;
  at: string;
  /** `close`: in the same small network. `family`: only addresses of the other family are listed. */
  how: "close" | "family";
}

/** One finding, before anybody has put it into words. */
export type Finding<Id extends PostureId = PostureId> = {
  [Each in Id]: {
    id: Each;
    /** Null for a finding about the audit itself. */
    check: CheckName | null;
    class: PostureClass;
    /** Null for a finding about an address. */
    domain: string | null;
    /** The sending address that it concerns. */
    ip: string | null;
    data: PostureData[Each];
    /** The record that repairs it, whole. */
    record: PostureRecord | null;
  };
}[Id];

/** A TXT record that was tried out, and does what it shall. */
export interface PostureRecord {
  owner: string;
  value: string;
  /** What the owner is an alias of: no record may stand beside it. */
  alias?: string;
}

/** A finding as reports have it. */
export type PostureFinding = Omit<Finding, "record"> & { summary: string; fix: FixStep | null };
