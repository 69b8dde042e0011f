// Under which names domains are registered: the public suffix list, without the suffixes of private companies.

import { loadTldts } from "../resources.ts";

let tldts: typeof import("tldts") | undefined;

/** Loaded when the first name is judged: the public suffix list costs 50 ms to read. */
function suffixList(): typeof import("tldts") {
  tldts ??= loadTldts();
  return tldts;
}

export function organizationalDomain(name: string): string | null {
  return suffixList().getDomain(name, { allowPrivateDomains: false });
}

/** True for `com`, `co.uk` and the root: the zones in which domains are registered. */
export function isPublicSuffix(zone: string): boolean {
  if (!zone.includes(".")) return true;
  return suffixList().getPublicSuffix(zone, { allowPrivateDomains: false }) === zone;
}

/**
 * True below a top-level domain of the Internet, or a suffix of a registry's. `example` is none, but stands for one
 * wherever something is explained (RFC 2606).
 */
export function hasPublicSuffix(name: string): boolean {
  const { isIcann, domain } = suffixList().parse(name, { allowPrivateDomains: false });
  return domain !== null && (isIcann === true || name.endsWith(".example"));
}
