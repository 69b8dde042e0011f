// Facts in, diagnosis out: the first cause that explains the facts is the answer. What the log and the
// other addresses know comes as hints; without them the DNS alone speaks.

import type { Cause, DiagnosisHints } from "./causes/cause.ts";
import { hasNoPtr, isDefinite } from "./facts/facts.ts";
import { findingsOf } from "./findings/index.ts";
import { causes } from "./causes/index.ts";
import { verifySteps } from "./words/steps.ts";
import { emptyDiagnosis } from "./undiagnosed.ts";
import type { CauseSummary, Diagnosis } from "../model/cause.ts";
import type { AddressFacts, IprevResult, PtrName } from "../model/dns.ts";

export function diagnose(facts: AddressFacts, hints: DiagnosisHints = {}): Diagnosis {
  for (const cause of causes) {
    const evidence = cause.explains(facts);
    if (!evidence) continue;
    const summary = summarise(cause, facts);
    const fix = cause.fix(facts, hints);
    return {
      iprev: iprevOf(facts, summary),
      ptr: facts.names.map(ptrName),
      reverseZone: facts.reverseZone,
      cause: summary,
      findings: findingsOf(facts, hints).filter(({ id }) => id !== cause.id),
      evidence: [...new Set(evidence)],
      fix: [...fix, ...verifySteps(facts, fix)],
      stopgap: stopgapFor(summary, facts),
      visibleAfterSeconds: cause.visibleAfter(facts),
    };
  }
  return emptyDiagnosis();
}

/**
 * RFC 8601 section 2.7.3: no PTR record is `permerror`; a name that does not lead back is `fail`. What
 * passes at one server and fails at another, or fails for receivers that validate, is no pass.
 */
function iprevOf(facts: AddressFacts, cause: CauseSummary): IprevResult | null {
  if (!facts.ptr) return null;
  if (cause.class === "temp" || !isDefinite(facts.ptr)) return "temperror";
  if (cause.id === "ptr_cname_loop") return "temperror";
  if (hasNoPtr(facts) || cause.id === "reverse_ent_nxdomain") return "permerror";
  return cause.class === "fail" ? "fail" : "pass";
}

function summarise(cause: Cause, facts: AddressFacts): CauseSummary {
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
