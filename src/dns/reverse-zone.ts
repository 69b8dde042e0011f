// Which zone a PTR record lives in, as far as a resolver can tell: the SOA that comes with every
// negative answer names it. Asking the zones' own servers would tell more, at this same place.

import type { DnsAnswer, DnsSoa, ReverseZone } from "../model.ts";
import type { Ask } from "./resolver.ts";

export async function findReverseZone(ptr: DnsAnswer, ask: Ask): Promise<ReverseZone | null> {
  const soa = await findSoa(ptr, ask);
  if (!soa) return null;
  const servers = await ask(soa.zone, "NS");
  const nameServers = servers.records.map((record) => record.data).toSorted();
  return { apex: soa.zone, nameServers, contact: soa.contact, hoster: null };
}

/** A failed question is not followed by another one into the same dead zone. */
async function findSoa(ptr: DnsAnswer, ask: Ask): Promise<DnsSoa | null> {
  if (ptr.status !== "answer") return ptr.soa;
  const owner = ptr.aliases.at(-1)?.target ?? ptr.name;
  return (await ask(owner, "SOA")).soa;
}
