// What can be wrong with a PTR name as a name, whatever its addresses say.

import { isIP } from "node:net";
import type { AddressFacts, PtrNameFacts } from "../../model/dns.ts";
import { confirms } from "./facts.ts";

export type NameFault = "missing dot" | "address" | "special use" | "single label" | "invalid";

/** Names that mean something else on every network (RFC 6761, 6762, 8375, 9476) or nothing at all. */
export const specialUse =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|invalid|test|onion|alt)$/;
/** RFC 952, RFC 1123 section 2.1: letters, digits and inner hyphens. */
const hostLabel = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** In order of precedence: the first that fits is told. */
export function faultOf(name: PtrNameFacts, facts: AddressFacts): NameFault | null {
  if (intendedName(name.name, facts) !== undefined) return "missing dot";
  if (isIP(name.name) !== 0) return "address";
  if (specialUse.test(name.name)) return "special use";
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

/** What stands before the reverse zone's name; the longest zone name that fits is taken off. */
export function intendedName(name: string, facts: AddressFacts): string | undefined {
  if (!name.endsWith(".arpa")) return undefined;
  const origin = origins(facts).find((candidate) => name.endsWith(`.${candidate}`));
  return origin && name.slice(0, -origin.length - 1);
}

function origins({ reverseName, reverseZone }: AddressFacts): string[] {
  const labels = reverseName.split(".");
  const parents = labels.map((_, index) => labels.slice(index).join(".")).slice(0, -1);
  return reverseZone?.apex.endsWith(".arpa") ? [reverseZone.apex, ...parents] : parents;
}
