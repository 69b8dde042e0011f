// Names that mean nothing outside the network that made them: in a record that Gmail is to look up they are wrong.

import { isPlainHostName } from "../../base/standards/host-name.ts";
import { isLocalName } from "../../base/standards/local-name.ts";
import { hasPublicSuffix } from "../../base/standards/public-suffix.ts";

/**
 * What clouds and home routers call a machine inside: Azure, Oracle Cloud, OpenStack, Tailscale, FRITZ!Box. Those of
 * AWS and Google Cloud end in `internal`. From the vendors' documentation of their inner DNS.
 */
const innerSuffix =
  /(?:^|\.)(?:internal\.cloudapp\.net|reddog\.microsoft\.com|oraclevcn\.com|openstacklocal|novalocal|ts\.net|fritz\.box)$/;

/** True for a name that is known to exist on private networks only. */
export function isInnerName(name: string): boolean {
  const lower = name.toLowerCase();
  return isLocalName(lower) || innerSuffix.test(lower);
}

/** True for a name that can be looked up everywhere, going by how it ends; that it exists is another question. */
export function canBePublic(name: string): boolean {
  const lower = name.toLowerCase();
  // In the reverse tree stand no hosts.
  if (isInnerName(lower) || lower.endsWith(".arpa")) return false;
  return hasPublicSuffix(lower);
}

/** True for a name that may stand in a record. */
export function isPublicName(name: string): boolean {
  return isPlainHostName(name) && canBePublic(name);
}
