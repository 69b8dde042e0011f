// CNAME records that lead in a circle, or on and on: no resolver gets to their end.

import { isDefinite } from "../../model/dns.ts";
import { aliasMemories, whole } from "./memory.ts";
import type { Memory } from "./memory.ts";
import type { DnsAlias, DnsAnswer, ZoneView } from "../../model/dns.ts";

/**
 * The chain as it was found, empty where it has an end or its end is not known. A resolver that passes a circle on shows it;
 * most answer SERVFAIL, and only the walk tells.
 */
export function endlessAliases(servers: ZoneView | null, answer: DnsAnswer | null): readonly DnsAlias[] {
  if (servers) return servers.loops ? servers.aliases : [];
  if (!answer || isDefinite(answer)) return [];
  const names = answer.aliases.map(({ name }) => name);
  return answer.aliases.some(({ target }) => names.includes(target)) ? answer.aliases : [];
}

/** For how long the chain may be remembered: the zones' own servers tell the whole time. */
export function endlessMemories(servers: ZoneView | null, answer: DnsAnswer | null): Memory[] {
  return servers === null ? aliasMemories(answer) : servers.aliases.map(({ ttl }) => whole(ttl));
}
