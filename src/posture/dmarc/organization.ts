// The organizational domain by the public suffix list, as receivers that follow RFC 7489 find it.

import { createRequire } from "node:module";

let tldts: typeof import("tldts") | undefined;

/** The list is large: it is loaded by the first question. */
export function listedOrganization(domain: string): string {
  tldts ??= createRequire(import.meta.url)("tldts") as typeof import("tldts");
  return tldts.getDomain(domain, { allowPrivateDomains: true, validateHostname: false }) ?? domain;
}
