// Gmail's refusals for the sender's records or manners: how they are grouped, and what a report says of each group.

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
  /** Null where no reply names it. */
  sendingIp: string | null;
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

/** The id of the group's action: no two groups of a report have the same. */
export function refusalActionId({ cause, domain, sendingIp }: RefusalReport): string {
  return [cause.id, domain, sendingIp].filter((part) => part !== null).join("/");
}
