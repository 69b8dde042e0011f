// Facts in, diagnosis out: the first cause that explains the facts is the answer. What the log and the
// other addresses know comes as hints; without them the DNS alone speaks.

import { isDefinite } from "../model/dns.ts";
import type { Cause, DiagnosisHints } from "./causes/cause.ts";
import { hasNoPtr, longest, ptrTtl } from "./facts/facts.ts";
import { findingsOf } from "./findings/index.ts";
import { causes } from "./causes/index.ts";
import { PLACEHOLDER } from "./words/steps.ts";
import { fixSteps } from "./words/fix.ts";
import { withChecks } from "./words/verify.ts";
import { evidenceWords } from "./words/evidence.ts";
import type { CauseClass, CauseSummary, Diagnosis, Evidence, Step } from "../model/cause.ts";
import type { AddressFacts, IprevResult, PtrName } from "../model/dns.ts";

/** What the facts alone tell, whatever else is known of the host. */
export interface Recognized {
  facts: AddressFacts;
  cause: Cause;
  summary: CauseSummary;
  evidence: Evidence[];
  iprev: IprevResult | null;
}

/** A diagnosis whose evidence and steps are not yet put into words. */
export interface Judgment extends Omit<Diagnosis, "cause" | "evidence" | "fix"> {
  cause: CauseSummary;
  /** The cause's clause. */
  problem: string;
  evidence: Evidence[];
  steps: Step[];
}

/** Null for facts that nobody was asked for. */
export function recognize(facts: AddressFacts): Recognized | null {
  for (const cause of causes) {
    const evidence = cause.explains(facts);
    if (!evidence) continue;
    const summary = summarize(cause, facts);
    return { facts, cause, summary, evidence, iprev: iprevOf(facts, cause, summary.class) };
  }
  return null;
}

/** The names that a way out would give the address. */
export function intendedNames({ facts, cause }: Recognized, hints: DiagnosisHints): string[] {
  const records = cause.fix(facts, hints).map(({ record }) => record);
  const names = records.flatMap((record) => (record?.type === "PTR" ? record.target : []));
  return names.filter((name) => name !== PLACEHOLDER);
}

export function judge(
  { facts, cause, summary, evidence, iprev }: Recognized,
  hints: DiagnosisHints = {},
): Judgment {
  const steps = cause.fix(facts, hints);
  return {
    iprev,
    ptr: facts.names.map(ptrName),
    reverseZone: facts.reverseZone,
    cause: summary,
    problem: cause.clause,
    findings: findingsOf(facts, hints).filter(({ id }) => id !== cause.id),
    evidence,
    steps: withChecks(facts, steps),
    stopgap: stopgapFor(summary, facts),
    visibleAfterSeconds: visibleAfter(cause, facts, steps),
  };
}

/** Where the PTR record is to be changed, caches may keep the present one, whatever the cause. */
function visibleAfter(cause: Cause, facts: AddressFacts, steps: Step[]): number | null {
  const main = steps.find((step) => step.main);
  const after = cause.visibleAfter(facts);
  return main?.kind === "change-ptr" ? longest([after, ptrTtl(facts)]) : after;
}

/** The words of the JSON contract. */
export function inWords(judgment: Judgment): Diagnosis {
  const { iprev, ptr, reverseZone, cause, findings, stopgap, visibleAfterSeconds } = judgment;
  const evidence = [...new Set(judgment.evidence.map(evidenceWords))];
  const fix = fixSteps(judgment.steps);
  return { iprev, ptr, reverseZone, cause, findings, evidence, fix, stopgap, visibleAfterSeconds };
}

/**
 * RFC 8601 section 2.7.3: no PTR record is `permerror`; a name that does not lead back is `fail`. What
 * passes at one server and fails at another, or fails for receivers that validate, is no pass.
 */
function iprevOf(facts: AddressFacts, cause: Cause, causeClass: CauseClass): IprevResult | null {
  if (!facts.ptr) return null;
  if (causeClass === "temp" || !isDefinite(facts.ptr)) return "temperror";
  if (cause.iprev) return cause.iprev;
  if (hasNoPtr(facts)) return "permerror";
  return causeClass === "fail" ? "fail" : "pass";
}

function summarize(cause: Cause, facts: AddressFacts): CauseSummary {
  const { id, title } = cause;
  return { id, class: cause.classFor?.(facts) ?? cause.class, title, summary: cause.summary(facts) };
}

function ptrName({ name, ttl, addresses, confirms: leadsBack }: PtrName): PtrName {
  return { name, ttl, addresses, confirms: leadsBack };
}

/** Most hosts have an IPv4 address too, and its reverse DNS is more often in order. */
function stopgapFor(cause: CauseSummary, facts: AddressFacts): string | null {
  const isStanding = cause.class === "fail" || cause.class === "temp";
  if (facts.family !== 6 || !isStanding) return null;
  return (
    "send over IPv4, if the reverse DNS of the host's IPv4 address is in order " +
    "(Postfix: smtp_address_preference = ipv4, or inet_protocols = ipv4; " +
    "Exim: dns_ipv4_lookup on the routers that look up MX, or disable_ipv6 = true), " +
    "or from an IPv6 address with a PTR record (Postfix: smtp_bind_address6; Exim: interface on the smtp transport)"
  );
}
