// Whether the reason that Gmail gave stands today, and which findings belong to it. What Gmail said is not doubted: a record
// that passes today was changed since, or only some mail is refused.

import type { DomainAudit } from "../../model/audit.ts";
import type { CheckName, PostureFinding } from "../../model/posture.ts";
import type { RefusalGroup, RefusalState } from "../../model/refusals.ts";
import type { RefusalCauseId } from "../../model/refusal-topics.ts";

/** How one record stands today. */
type Standing = "pass" | "fail" | "unknown" | "temp";

interface Case {
  group: RefusalGroup;
  audit: DomainAudit;
  /** Those of the group's address and of the domain. */
  findings: readonly PostureFinding[];
}

/** The findings that a group's reason has to do with, the worst first. */
export function findingsFor(
  group: RefusalGroup,
  audit: DomainAudit,
  checks: readonly CheckName[],
): PostureFinding[] {
  const belongs = ({ check, ip }: PostureFinding) =>
    (check === null || checks.includes(check)) && (ip === null || mayBeOf(ip, group));
  return audit.findings.filter(belongs).toSorted((a, b) => order.indexOf(a.class) - order.indexOf(b.class));
}

/** Where no reply names the address, one that is known to send for the domain may be it. */
function mayBeOf(ip: string, { sendingIp, possibleIps }: RefusalGroup): boolean {
  return sendingIp === null ? (possibleIps?.includes(ip) ?? true) : ip === sendingIp;
}

const order: readonly PostureFinding["class"][] = ["fail", "temp", "warn", "unknown", "note"];

const judges: Record<RefusalCauseId, ((one: Case) => RefusalState) | null> = {
  // One of both suffices; whether a mail is signed only the mail itself tells.
  sender_unauthenticated: (one) => stateOf(spf(one)),
  spf_hard_fail: (one) => stateOf(spf(one)),
  spf_not_passed: (one) => stateOf(spf(one)),
  spf_suspicious: (one) => stateOf(suspicion(one)),
  dkim_not_passed: (one) => stateOf(dkim(one)),
  dmarc_not_published: (one) => stateOf(policy(one)),
  dmarc_policy_forbids: (one) => stateOf(alignment(one)),
  from_not_aligned: (one) => (one.group.domainSource === "assumed" ? "not known" : stateOf(alignment(one))),
  authentication_dns_failure: (one) => (has(one, "temp") ? "stands" : "passes now"),
  rate_unusual: null,
  tls_not_used: null,
  direct_sending_refused: null,
};

/** `audit` is null where no record was asked for. */
export function judge(
  group: RefusalGroup,
  audit: DomainAudit | null,
  findings: readonly PostureFinding[],
): RefusalState {
  const state = judges[group.cause];
  if (state === null) return "not in the DNS";
  if (audit === null) return "not known";
  if (findings.some(({ id }) => id === "audit_no_answer" || id === "audit_cut_off"))
    return "could not be asked";
  return state({ group, audit, findings });
}

function stateOf(standing: Standing): RefusalState {
  const states = {
    pass: "passes now",
    fail: "stands",
    unknown: "not known",
    temp: "could not be asked",
  } as const;
  return states[standing];
}

function has({ findings, group }: Case, severity: PostureFinding["class"], check?: CheckName): boolean {
  const isOf = (each: PostureFinding) =>
    check === undefined || each.check === check || each.id === "domain_nxdomain";
  // What holds for an address that only may be the group's proves nothing of the group.
  const isProven = (each: PostureFinding) => each.ip === null || each.ip === group.sendingIp;
  return findings.some((each) => each.class === severity && isOf(each) && isProven(each));
}

/** By the verdict on the group's address; without one, by the record alone. */
function spf(one: Case): Standing {
  const { group, audit } = one;
  const verdict = audit.spf?.verdicts.find(({ ip }) => ip === group.sendingIp);
  if (verdict?.result === "pass") return "pass";
  if (verdict?.result === "temperror" || (!verdict && has(one, "temp", "spf"))) return "temp";
  return verdict || has(one, "fail", "spf") ? "fail" : "unknown";
}

const suspicious = new Set(["spf_all_open", "spf_wide", "spf_multiple", "spf_ptr", "spf_syntax"]);

function suspicion(one: Case): Standing {
  if (one.findings.some(({ id }) => suspicious.has(id))) return "fail";
  return has(one, "temp", "spf") ? "temp" : "unknown";
}

/** A key that is in order proves nothing: the mail may be unsigned, or changed on its way. */
function dkim(one: Case): Standing {
  if (has(one, "fail", "dkim")) return "fail";
  return has(one, "temp", "dkim") ? "temp" : "unknown";
}

function policy(one: Case): Standing {
  const { dmarc } = one.audit;
  // With rua= alone a record counts as p=none (RFC 9989); Gmail, which refused, asks for the policy.
  if (one.findings.some(({ id }) => isOfRecord(id))) return "fail";
  if (has(one, "temp", "dmarc")) return "temp";
  return dmarc?.at === null ? "fail" : "pass";
}

function isOfRecord(id: string): boolean {
  return (
    id === "dmarc_not_recognized" ||
    id === "dmarc_none" ||
    id === "dmarc_multiple" ||
    id === "dmarc_no_policy"
  );
}

/** SPF passes in the name of the From: domain, or nobody knows whether a signature does. */
function alignment(one: Case): Standing {
  const misaligned = one.findings.find(({ id }) => id === "dmarc_misaligned_spf");
  if (has(one, "temp", "dmarc")) return "temp";
  // Without a domain of MAIL FROM nothing is known of its alignment.
  if (one.group.senderDomains.length === 0) return dkim(one) === "fail" ? "fail" : "unknown";
  if (misaligned === undefined) return one.audit.spf === null ? "unknown" : spf(one);
  // An aligned signature is known: whether it holds is not.
  return misaligned.class === "note" ? dkim(one) : "fail";
}
