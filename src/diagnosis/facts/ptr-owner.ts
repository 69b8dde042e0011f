// Where the PTR record of an address belongs: at its reverse name, or where CNAME records lead from there (RFC 2317).

import { leadsToUnregistered } from "../../dns/check/reverse-zone.ts";
import { isDefinite } from "../../model/dns.ts";
import type { AddressFacts } from "../../model/dns.ts";

/**
 * Beside a CNAME record no other record may stand (RFC 1034 section 3.6.2): the end of the chain owns the PTR record.
 * Where that end is a host or in no registered domain, or where the chain has none, the CNAME record has to go.
 */
export function ptrOwner({ ptr, reverseName, aliasHost, servers }: AddressFacts): string {
  const target = ptr?.aliases.at(-1)?.target;
  if (!ptr || target === undefined) return reverseName;
  const isWrong = aliasHost?.status === "answer" || servers?.loops === true || leadsToUnregistered(ptr);
  return isWrong || !isDefinite(ptr) ? reverseName : target;
}

/** RFC 2317 targets also use the slash: `5.0/25.113.0.203.in-addr.arpa`. */
const zoneFileName = /^[a-z0-9_/.-]+$/i;

/** False for a name of bytes that people could neither type nor read: it stands in no record. */
export function isZoneFileName(name: string): boolean {
  return zoneFileName.test(name);
}
