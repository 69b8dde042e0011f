// What can be wrong with a PTR name as a name, whatever its addresses say.

import { isIP } from "node:net";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import { confirms } from "./facts.ts";
import { hasPublicSuffix, organizationalDomain } from "../../base/standards/public-suffix.ts";
import { holdsAddress } from "./generic-name.ts";
import { isInnerName } from "./inner-name.ts";
import { ptrOwner } from "./ptr-owner.ts";

export type NameFault =
  | "missing dot"
  | "placeholder"
  | "address"
  | "special use"
  | "single label"
  | "invalid";

/** RFC 952, RFC 1123 section 2.1: letters, digits and inner hyphens. */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** In order of precedence: the first that fits is told. */
export function faultOf(name: PtrNameFacts, facts: AddressFacts): NameFault | null {
  const front = beforeReverseZone(name.name, facts);
  if (front !== undefined) return isIntended(front, facts) ? "missing dot" : "placeholder";
  if (isIP(name.name) !== 0) return "address";
  if (isInnerName(name.name)) return "special use";
  const labels = name.name.split(".");
  if (!name.wellFormed || !labels.every((label) => hostLabel.test(label))) return "invalid";
  return labels.length === 1 ? "single label" : null;
}

/** The names with this fault, when no name confirms and every name has some fault. */
export function faulty(facts: AddressFacts, fault: NameFault): PtrNameFacts[] {
  if (confirms(facts)) return [];
  const faults = facts.names.map((name) => faultOf(name, facts));
  if (faults.includes(null)) return [];
  return facts.names.filter((_, index) => faults[index] === fault);
}

/** What the name was meant to be, where a forgotten dot put the reverse zone's name after it. */
export function intendedName(name: string, facts: AddressFacts): string | undefined {
  const front = beforeReverseZone(name, facts);
  return front !== undefined && isIntended(front, facts) ? front : undefined;
}

/**
 * A host's full name ends as names do that can be registered, or as those of inner networks do, and is not made from the
 * address. What some providers put there for an address that nobody has named is `192-0-2-5-revip` or `host5.dyn`, inside
 * the reverse zone and with its dot.
 */
function isIntended(front: string, { ip }: AddressFacts): boolean {
  if (!front.includes(".") || holdsAddress(front, ip)) return false;
  return hasPublicSuffix(front) || isInnerName(front);
}

/** What stands before the name of the zone that the record is in; the longest that fits is taken off. */
function beforeReverseZone(name: string, facts: AddressFacts): string | undefined {
  const owner = ptrOwner(facts);
  const origin = suffixesOf(name).find((suffix) => isOrigin(suffix, owner, facts));
  if (origin === undefined) return undefined;
  const front = name.slice(0, -origin.length - 1);
  if (origin.endsWith(".arpa")) return front;
  // Outside the reverse tree hosts have names below the zone's, too: that the domain stands there twice gives it away.
  return isOfDomain(front, origin) ? front : undefined;
}

/** The names above a name, the longest first. */
function suffixesOf(name: string): string[] {
  const suffixes: string[] = [];
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1))
    suffixes.push(name.slice(dot + 1));
  return suffixes;
}

function isOfDomain(front: string, origin: string): boolean {
  const domain = organizationalDomain(front);
  return domain !== null && domain === organizationalDomain(origin);
}

/** Where CNAME records lead to another zone (RFC 2317), the dot was forgotten there. */
function isOrigin(name: string, owner: string, { reverseName, reverseZone }: AddressFacts): boolean {
  if (name === reverseZone?.apex) return true;
  return (
    name.includes(".") && [owner, reverseName].some((below) => below === name || below.endsWith(`.${name}`))
  );
}
