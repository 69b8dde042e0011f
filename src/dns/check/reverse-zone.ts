// Which zone a PTR record lives in and who keeps it. Its own servers tell; else the SOA record that
// comes with every negative answer of a resolver names it.

import type { ReverseZone } from "../../model/cause.ts";
import { isDefinite, isWithoutServers } from "../../model/dns.ts";
import type { DnsAnswer, DnsSoa, ZoneView } from "../../model/dns.ts";
import { isPublicSuffix } from "../../base/standards/public-suffix.ts";
import type { Ask } from "../ask/resolver.ts";
import { withoutLabels } from "../wire/name.ts";

/**
 * CNAME records lead to the zone that holds the PTR record, unless they lead to a host or to a domain that does not
 * exist: then it belongs where they begin. A zone whose name servers do not exist has nobody, either: whoever delegated it
 * has to mend that.
 */
export async function findReverseZone(
  ptr: DnsAnswer,
  servers: ZoneView | null,
  ask: Ask,
  leadsToHost: boolean,
): Promise<ReverseZone | null> {
  const isWrong =
    leadsToHost || leadsToUnregistered(ptr) || (isWithoutServers(servers) && ptr.status === "lame");
  if (servers && (isWrong || !isUnfinished(servers))) {
    const { apex, nameServers, soa } = (isWrong && servers.origin) || servers;
    return { apex, nameServers, contact: soa?.contact ?? null, hoster: null };
  }
  const soa = await (isWrong ? soaAbove(ptr.name, ask) : findSoa(ptr, ask));
  if (!soa) return null;
  const answer = await ask(soa.zone, "NS");
  const nameServers = answer.records.map((record) => record.data).toSorted();
  return { apex: soa.zone, nameServers, contact: soa.contact, hoster: null };
}

/** True where the questions did not suffice to follow the CNAME records: all servers that were heard only lead on. */
function isUnfinished({ aliases, loops, answers }: ZoneView): boolean {
  return (
    aliases.length > 0 &&
    !loops &&
    answers.every(({ status, records }) => status === "answer" && records.length === 0)
  );
}

/** True where CNAME records end below a top-level domain whose own servers deny the domain: nobody keeps a zone there. */
export function leadsToUnregistered({ aliases, status, soa }: DnsAnswer): boolean {
  const target = aliases.at(-1)?.target;
  if (target === undefined || target.endsWith(".arpa") || status !== "nxdomain" || soa === null) return false;
  return isPublicSuffix(soa.zone);
}

/**
 * Below these labels hardly any zone begins: /24 for IPv4 (smaller ones have CNAME records), /64 for
 * IPv6. Neighbors share the question.
 */
const LABELS_BELOW_SMALLEST_ZONE = { "in-addr.arpa": 1, "ip6.arpa": 16 };

/** A failed question is not followed by another one into the same dead zone. */
async function findSoa(ptr: DnsAnswer, ask: Ask): Promise<DnsSoa | null> {
  const target = ptr.aliases.at(-1)?.target;
  const isFound = ptr.status === "answer" && ptr.records.length > 0;
  if (!isFound && (ptr.soa !== null || target === undefined || !isDefinite(ptr))) return publicSoa(ptr);
  return target === undefined ? soaAbove(ptr.name, ask) : publicSoa(await ask(target, "SOA"));
}

/** A zone that a resolver made up has nobody who could be asked for a record. */
function publicSoa({ soa, localSigns }: DnsAnswer): DnsSoa | null {
  return localSigns === undefined ? soa : null;
}

async function soaAbove(reverseName: string, ask: Ask): Promise<DnsSoa | null> {
  const top = reverseName.endsWith("ip6.arpa") ? "ip6.arpa" : "in-addr.arpa";
  const block = withoutLabels(reverseName, LABELS_BELOW_SMALLEST_ZONE[top]);
  return publicSoa(await ask(block, "SOA"));
}
