// The organizational domain by the public suffix list, as receivers that follow RFC 7489 find it.

import { loadTldts } from "../../base/resources.ts";

let tldts: typeof import("tldts") | undefined;

/** The list is large: it is loaded by the first question. */
export function listedOrganization(domain: string): string {
  tldts ??= loadTldts();
  return tldts.getDomain(domain, { allowPrivateDomains: true, validateHostname: false }) ?? domain;
}
