// Names that mean nothing outside the network that made them: in a record that Gmail is to look up they are wrong.

import { hasPublicSuffix } from "./generic-name.ts";

/** Names that mean something else on every network (RFC 6761, 6762, 8375, 9476) or nothing at all. */
const specialUse =
  /(?:^|\.)(?:localhost|local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|invalid|test|onion|alt)$/;
/**
 * What clouds and home routers call a machine inside: Azure, Oracle Cloud, OpenStack, Tailscale, FRITZ!Box. Those of
 * AWS and Google Cloud end in `internal`. From the vendors' documentation of their inner DNS.
 */
const innerSuffix =
  /(?:^|\.)(?:internal\.cloudapp\.net|reddog\.microsoft\.com|oraclevcn\.com|openstacklocal|novalocal|ts\.net|fritz\.box)$/;

/** True for a name that is known to exist on private networks only. */
export function isInnerName(name: string): boolean {
  const lower = name.toLowerCase();
  return specialUse.test(lower) || innerSuffix.test(lower);
}

/** True for a name that can be looked up everywhere, going by how it ends; that it exists is another question. */
export function canBePublic(name: string): boolean {
  const lower = name.toLowerCase();
  // In the reverse tree stand no hosts.
  if (isInnerName(lower) || lower.endsWith(".arpa")) return false;
  return hasPublicSuffix(lower);
}
