// Under which names domains are registered: the public suffix list, without the suffixes of private companies.

import { createMemory } from "../memory/remember.ts";
import { shared } from "../memory/strings.ts";
import { loadTldts } from "../resources.ts";

let tldts: typeof import("tldts") | undefined;

/** Loaded when the first name is judged: the public suffix list costs 50 ms to read. */
function suffixList(): typeof import("tldts") {
  tldts ??= loadTldts();
  return tldts;
}

/** A diagnosis asks about one name a dozen times. */
const domains = createMemory<string, string | null>();

export function organizationalDomain(name: string): string | null {
  const known = domains.get(name);
  if (known !== undefined) return known;
  const domain = shared(suffixList().getDomain(name, { allowPrivateDomains: false }));
  domains.set(name, domain);
  return domain;
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
