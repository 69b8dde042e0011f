// Whether a host's name means anything outside its own network: only such a name may stand in a record.

import { isPlainHostName } from "../../base/standards/host-name.ts";
import { hasPublicSuffix } from "./generic-name.ts";
import { specialUse } from "./ptr-name.ts";

/**
 * Names that clouds give their machines and nobody outside can look up, under suffixes that are public: Azure's
 * `NAME.bx.internal.cloudapp.net`, Oracle's `NAME.SUBNET.VCN.oraclevcn.com`. Those of AWS, Google and OpenStack
 * (`compute.internal`, `c.PROJECT.internal`, `openstacklocal`) have no public suffix at all.
 */
const cloudInternal = /(?:^|\.)(?:internal\.cloudapp\.net|oraclevcn\.com|compute\.internal|ec2\.internal)$/;

export function isPublicName(name: string): boolean {
  if (!isPlainHostName(name) || specialUse.test(name) || cloudInternal.test(name)) return false;
  return hasPublicSuffix(name);
}
