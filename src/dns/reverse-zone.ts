// Which zone a PTR record lives in and who keeps it. Its own servers tell; else the SOA record that
// comes with every negative answer of a resolver names it.

import type { DnsAnswer, DnsSoa, ReverseZone, ZoneView } from "../model.ts";
import type { Ask } from "./resolver.ts";

export async function findReverseZone(
  ptr: DnsAnswer,
  servers: ZoneView | null,
  ask: Ask,
): Promise<ReverseZone | null> {
  if (servers) {
    // A CNAME out of the reverse tree leads to somebody else's zone: the PTR belongs where it began.
    const { apex, nameServers, soa } = (!servers.apex.endsWith("arpa") && servers.origin) || servers;
    return { apex, nameServers, contact: soa?.contact ?? null, hoster: null };
  }
  const soa = await findSoa(ptr, ask);
  if (!soa) return null;
  const answer = await ask(soa.zone, "NS");
  const nameServers = answer.records.map((record) => record.data).toSorted();
  return { apex: soa.zone, nameServers, contact: soa.contact, hoster: null };
}

/** A failed question is not followed by another one into the same dead zone. */
async function findSoa(ptr: DnsAnswer, ask: Ask): Promise<DnsSoa | null> {
  if (ptr.status !== "answer") return ptr.soa;
  const owner = ptr.aliases.at(-1)?.target ?? ptr.name;
  return (await ask(owner, "SOA")).soa;
}
