// Whether a web proxy answers for a name, going by its addresses and by where its CNAME records lead.

import type { PtrNameFacts } from "../../model/dns.ts";
import { proxyOf, proxyOfAlias } from "../hosters/proxies.ts";

/** The proxy's name; null where none is known to answer. */
export function proxyBefore({ addresses, forward, otherFamily }: PtrNameFacts): string | null {
  const others = otherFamily?.records.map(({ data }) => data) ?? [];
  const targets = [forward, otherFamily].flatMap((answer) => answer?.aliases ?? []);
  const ofAliases = targets.map(({ target }) => proxyOfAlias(target));
  return ofAliases.find((name) => name !== null) ?? proxyAmong([...addresses, ...others]);
}

export function proxyAmong(addresses: readonly string[]): string | null {
  return addresses.map(proxyOf).find((name) => name !== null) ?? null;
}
