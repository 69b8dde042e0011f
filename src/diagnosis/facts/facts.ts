// Questions that several causes put to the facts.

import type { AddressFacts, DnsStatus, PtrNameFacts } from "../../model/dns.ts";

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
