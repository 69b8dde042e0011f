// Gmail's refusals for the sender's records or way of sending: how they are grouped, and what a report says of each group.

import type { FixStep } from "./cause.ts";
import type { PostureFinding, SelectorName } from "./posture.ts";
import type { RefusalCauseId } from "./refusal-topics.ts";
import type { Counts } from "./report.ts";

/**
 * Whose domain a reason is about: that of MAIL FROM, that of From:, what the reply itself names, or none, for it is about
 * the address or the connection.
 */
export type RefusalSubject = "envelope" | "author" | "named" | "none";

export const refusalSubjects: Record<RefusalCauseId, RefusalSubject> = {
  sender_unauthenticated: "envelope",
  spf_hard_fail: "envelope",
  spf_not_passed: "envelope",
  spf_suspicious: "envelope",
  dmarc_policy_forbids: "author",
  authentication_dns_failure: "author",
  dkim_not_passed: "author",
  dmarc_not_published: "author",
  from_not_aligned: "author",
  rate_unusual: "named",
  tls_not_used: "none",
  direct_sending_refused: "none",
};

/**
 * In which words each is counted among Gmail's other refusals (`whybounce.other/1`): who tells of one in a block of its own leaves
 * it out there.
 */
export const refusalMeanings = {
  sender_unauthenticated: ["unauthenticated sender: neither SPF nor DKIM passed"],
  spf_hard_fail: ["SPF says that the address must not send (-all)"],
  dmarc_policy_forbids: ["unauthenticated sender: the domain's DMARC policy forbids it"],
  authentication_dns_failure: ["the name servers of the sender's domain gave no answer"],
  spf_not_passed: ["SPF did not pass"],
  spf_suspicious: ["the SPF record has suspicious entries"],
  dkim_not_passed: ["DKIM did not pass"],
  dmarc_not_published: ["the sending domain has no DMARC record"],
  from_not_aligned: ["the From: domain is not aligned with SPF or DKIM"],
  rate_unusual: [
    "unusual rate of mail from this address, domain or network",
    "unusual rate of unsolicited mail",
  ],
  tls_not_used: ["not sent over TLS"],
  direct_sending_refused: ["the address may not send mail directly to Gmail"],
} as const satisfies Record<RefusalCauseId, readonly string[]>;

/**
 * Where the domain stands: in Gmail's reply, in the From: of a returned message, or in the envelope. `assumed`: the From:
 * domain is not known, and that of the envelope is taken for it.
 */
export type DomainSource = "reply" | "header" | "envelope" | "assumed";

/** The refusals with one reason, of one domain, from one address. */
export interface RefusalGroup {
  cause: RefusalCauseId;
  /** In ASCII and lower case; null where the reason is about none, or nothing tells it. */
  domain: string | null;
  domainSource: DomainSource | null;
  /** Null where no reply names it, and nothing else tells it for certain. */
  sendingIp: string | null;
  /** `host`: no reply names it; it is the only one that Gmail names for other mail of the same host. */
  sendingIpSource: "reply" | "host" | null;
  /** Several that it may be: all are named for mail of the same host. */
  possibleIps?: string[];
  /** Attempts by code: `550-5.7.26`. */
  codes: Record<string, number>;
  counts: Counts;
  firstSeen: string | null;
  lastSeen: string | null;
  /** The domains of MAIL FROM, the most affected first. */
  senderDomains: { domain: string; affected: number }[];
  reportingMtas: string[];
  /** Those that signed returned messages: at most twenty. */
  selectors: SelectorName[];
  /** One of the replies in Gmail's words. */
  reply: string;
}

/**
 * What the DNS says of a reason today. `stands`: Gmail would refuse again. `passes now`: the record was changed since, or
 * only some mail is refused. `not in the DNS`: no record is to blame. `not known`: it cannot be found out from here.
 */
export type RefusalState = "stands" | "passes now" | "not in the DNS" | "not known" | "could not be asked";

/** A group, with what the DNS says of it and what to change. */
export interface RefusalReport extends Omit<RefusalGroup, "cause" | "reply"> {
  cause: { id: RefusalCauseId; title: string };
  /** Null where the DNS was not asked. */
  state: RefusalState | null;
  /** What the checks found that belong to the reason, the worst first. */
  findings: PostureFinding[];
  /** What Gmail said, and what the DNS says. */
  evidence: string[];
  /** The last step is the command that checks the repair. */
  fix: FixStep[];
}
