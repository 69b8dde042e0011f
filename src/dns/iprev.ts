// The iprev check of one address (RFC 8601 section 3): its PTR names, and whether one of them leads
// back to it. Gathers facts and judges nothing beyond `confirms`.

import type { AddressFacts, DnsAnswer, PtrNameFacts } from "../model.ts";
import { canonicalIp, ipFamily, reverseName } from "../smtp/ip.ts";
import { isHostName } from "./name.ts";
import type { Ask } from "./resolver.ts";
import { findReverseZone } from "./reverse-zone.ts";
import { specialPurposeOf } from "./special-purpose.ts";

/**
 * Names looked at per address. Verifiers stop there as well (RFC 7208 section 4.6.4), and it bounds
 * the questions a stranger's PTR answer can cause: 1 PTR + 10 × 2 addresses + 2 for the zone = 23 of
 * the 40 that one address may cost.
 */
const MAX_NAMES = 10;

/** What is known of an address that nobody was asked about. */
export function unaskedFacts(ip: string): AddressFacts {
  return {
    ip,
    family: ipFamily(ip),
    reverseName: reverseName(ip),
    specialPurpose: specialPurposeOf(ip),
    ptr: null,
    names: [],
    nameCount: 0,
    reverseZone: null,
  };
}

export async function checkAddress(ip: string, ask: Ask): Promise<AddressFacts> {
  const facts = unaskedFacts(ip);
  if (facts.specialPurpose) return facts;
  const ptr = await ask(facts.reverseName, "PTR");
  const ttls = new Map(ptr.records.map((record) => [record.data, record.ttl]));
  const names = [...ttls].toSorted(([one], [other]) => (one < other ? -1 : 1)).slice(0, MAX_NAMES);
  const [checked, reverseZone] = await Promise.all([
    Promise.all(names.map(([name, ttl]) => checkName(ip, name, ttl, ask))),
    findReverseZone(ptr, ask),
  ]);
  return { ...facts, ptr, names: checked, nameCount: ttls.size, reverseZone };
}

async function checkName(ip: string, name: string, ttl: number, ask: Ask): Promise<PtrNameFacts> {
  const wellFormed = isHostName(name);
  const [own, other] = ipFamily(ip) === 4 ? (["A", "AAAA"] as const) : (["AAAA", "A"] as const);
  const forward = wellFormed ? await ask(name, own) : null;
  const otherFamily = forward?.status === "nodata" ? await ask(name, other) : null;
  const addresses = forward ? addressesIn(forward) : [];
  return { name, ttl, addresses, confirms: addresses.includes(ip), wellFormed, forward, otherFamily };
}

/** One spelling per address: `2001:DB8::5` and `2001:db8:0::5` are the same sixteen bytes. */
function addressesIn(answer: DnsAnswer): string[] {
  const addresses = answer.records.map(({ data }) => canonicalIp(data) ?? data);
  return [...new Set(addresses)].toSorted();
}
