// What counts as proof that DNSSEC is to blame, once an answer came only without validation.

import { expect, test } from "vitest";
import { dnssecProof } from "../../src/dns/check/dnssec.ts";
import type { Ask } from "../../src/dns/ask/resolver.ts";
import type { Walk } from "../../src/dns/walk/walk.ts";
import type { DnsAnswer, DnsRecordType, DnsSoa, DnsStatus, ZoneView } from "../../src/model/dns.ts";

const reverse = "5.113.0.203.in-addr.arpa";
const zone = "113.0.203.in-addr.arpa";
const soa: DnsSoa = {
  zone,
  ttl: 300,
  minimum: 300,
  refresh: 1,
  serial: 1,
  mname: "ns1.example",
  contact: null,
};

function answer(name: string, type: DnsRecordType, status: DnsStatus, data: string[] = []): DnsAnswer {
  const records = data.map((text) => ({ data: text, ttl: 60 }));
  const plain = { detail: null, server: "127.0.0.1", authoritative: true, truncated: false, aliases: [] };
  return { name, type, status, records, ...plain, soa: null, extendedErrors: [] };
}

const pointer = answer(reverse, "PTR", "answer", ["mail.example"]);
const failed = (code?: number): DnsAnswer => ({
  ...answer(reverse, "PTR", "servfail"),
  extendedErrors: code === undefined ? [] : [{ code, text: "" }],
});
const view: ZoneView = {
  apex: zone,
  delegationTtl: 60,
  nameServers: ["ns1.example"],
  soa,
  answers: [{ ...pointer, zone, nameServer: "ns1.example", milliseconds: 1 }],
  origin: null,
  aliases: [],
  loops: false,
};
const ds = answer(zone, "DS", "answer", ["00"]);
const noDs = answer(zone, "DS", "nodata");
const askedSilent = answer(zone, "DS", "timeout");

/** A resolver that knows the zone, and its DS record or none. */
const resolver =
  (found: DnsAnswer): Ask =>
  async (_, type) =>
    type === "DS" ? found : { ...answer(zone, "SOA", "answer"), soa };

test.each<[string, number | undefined, DnsAnswer, boolean]>([
  ["the resolver blames DNSSEC (bogus)", 6, noDs, true],
  ["the resolver blames DNSSEC (NSEC missing)", 12, noDs, true],
  ["the resolver blames the network", 23, noDs, false],
  ["the resolver says nothing, the zone has a DS record", undefined, ds, true],
  ["the resolver says nothing, the zone has none", undefined, noDs, false],
  ["the resolver says nothing, and nobody tells of the DS record", undefined, askedSilent, false],
])("own servers not asked, %s", async (_, code, found, isBogus) => {
  const asked = { answer: failed(code), unvalidated: pointer };
  expect((await dnssecProof(asked, null, null, resolver(found))).isBogus).toBe(isBogus);
});

test.each<[string, number | undefined, DnsAnswer[], boolean]>([
  ["a DS record at every step", undefined, [ds, ds], true],
  ["a DS record of the zone, none above it: nothing is validated", 7, [ds, noDs], false],
  ["no DS record: a resolver whose clock is wrong", 7, [noDs], false],
  ["no DS record, and a resolver that says nothing", undefined, [noDs, ds], false],
  ["DS records that could not be asked for, and the resolver's word", 7, [askedSilent], true],
  ["DS records that could not be asked for", undefined, [askedSilent], false],
  ["nobody above speaks, and the resolver's word", 9, [], true],
])("own servers answer, %s", async (_, code, chain, isBogus) => {
  const walk: Walk = { view: async () => view, askOne: async () => null, askParents: async () => chain };
  const asked = { answer: failed(code), unvalidated: pointer };
  expect((await dnssecProof(asked, view, walk, resolver(noDs))).isBogus).toBe(isBogus);
});

test("an answer that came as it should needs no proof", async () => {
  const walk: Walk = { view: async () => view, askOne: async () => null, askParents: async () => [ds] };
  const asked = { answer: pointer, unvalidated: null };
  expect((await dnssecProof(asked, view, walk, resolver(ds))).isBogus).toBe(false);
});
