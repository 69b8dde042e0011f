// Questions that several causes put to the facts.

import type { AddressFacts, DnsAnswer, DnsStatus, PtrNameFacts } from "../../model/dns.ts";

/** Failures are remembered by resolvers for at most five minutes (RFC 2308 section 7, RFC 9520). */
export const FAILURE_MEMORY = 300;

/** True when the DNS said for certain that there is no PTR record. */
export function hasNoPtr(facts: AddressFacts): boolean {
  return facts.ptr?.status === "nxdomain" || facts.ptr?.status === "nodata";
}

export function confirms(facts: AddressFacts): boolean {
  return facts.names.some((name) => name.confirms);
}

/** Names whose address question ended so; nothing when one of the names confirms. */
export function unconfirmed(facts: AddressFacts, status: DnsStatus): PtrNameFacts[] {
  if (confirms(facts)) return [];
  return facts.names.filter((name) => name.forward?.status === status);
}

/** RFC 2308 section 5: for how long "no such record" may be remembered. */
export function negativeTtl(answer: DnsAnswer | null | undefined): number | null {
  return answer?.soa ? Math.min(answer.soa.ttl, answer.soa.minimum) : null;
}

/** The longest of the times that are known. */
export function longest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

/** For how long the PTR records as they are now may be remembered. */
export function ptrTtl(facts: AddressFacts): number | null {
  return longest(facts.names.map((name) => name.ttl));
}
