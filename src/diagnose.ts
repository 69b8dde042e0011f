// Facts in, diagnosis out: the first cause that explains the facts is the answer.

import type { Cause, DiagnosisHints } from "./causes/cause.ts";
import { confirms, hasNoPtr, isDefinite } from "./causes/facts.ts";
import { findingsOf } from "./causes/findings.ts";
import { causes } from "./causes/index.ts";
import type { AddressFacts, CauseSummary, Diagnosis, IprevResult, PtrName } from "./model.ts";

export function diagnose(facts: AddressFacts, hints: DiagnosisHints = {}): Diagnosis {
  for (const cause of causes) {
    const evidence = cause.explains(facts);
    if (!evidence) continue;
    return {
      iprev: iprevOf(facts),
      ptr: facts.names.map(ptrName),
      reverseZone: facts.reverseZone,
      cause: summarise(cause, facts),
      findings: findingsOf(facts),
      evidence,
      fix: cause.fix(facts, hints),
      stopgap: stopgapFor(cause, facts),
      visibleAfterSeconds: cause.visibleAfter(facts),
    };
  }
  return emptyDiagnosis();
}

/** What is said when the DNS was not asked, or could not be. */
export function emptyDiagnosis(): Diagnosis {
  return {
    iprev: null,
    ptr: [],
    reverseZone: null,
    cause: null,
    findings: [],
    evidence: [],
    fix: [],
    stopgap: null,
    visibleAfterSeconds: null,
  };
}

/** RFC 8601 section 2.7.3: no PTR record is `permerror`; a name that does not lead back is `fail`. */
function iprevOf(facts: AddressFacts): IprevResult | null {
  if (!facts.ptr) return null;
  if (hasNoPtr(facts)) return "permerror";
  if (!isDefinite(facts.ptr)) return "temperror";
  if (confirms(facts)) return "pass";
  return facts.names.some((name) => name.forward && !isDefinite(name.forward)) ? "temperror" : "fail";
}

function summarise(cause: Cause, facts: AddressFacts): CauseSummary {
  return { id: cause.id, class: cause.class, title: cause.title, summary: cause.summary(facts) };
}

function ptrName({ name, ttl, addresses, confirms: leadsBack }: PtrName): PtrName {
  return { name, ttl, addresses, confirms: leadsBack };
}

/** Most hosts have an IPv4 address too, and its reverse DNS is more often in order. */
function stopgapFor(cause: Cause, facts: AddressFacts): string | null {
  const isStanding = cause.class === "fail" || cause.class === "temp";
  if (facts.family !== 6 || !isStanding) return null;
  return (
    "until then send over IPv4, if the reverse DNS of the host's IPv4 address is in order " +
    "(Postfix: smtp_address_preference = ipv4; Exim: dns_ipv4_lookup on the routers that look up MX)"
  );
}
