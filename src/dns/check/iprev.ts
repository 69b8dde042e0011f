// The iprev check of one address (RFC 8601 section 3): its PTR names, and whether one of them leads
// back to it, through the resolver and at the zones' own servers. Gathers facts and judges nothing.

import { isIP } from "node:net";
import type { AddressFacts, DnsAnswer, Unasked } from "../../model/dns.ts";
import { ipFamily, reverseName } from "../../base/standards/ip.ts";
import { checkNames, resolverConfirms } from "./names.ts";
import { noProbes, probeServers } from "./probes.ts";
import type { Ask } from "../ask/resolver.ts";
import { findReverseZone } from "./reverse-zone.ts";
import { specialPurposeOf } from "./special-purpose.ts";
import { askValidated, countingAnswer } from "./views.ts";
import type { Walk } from "../walk/walk.ts";

const NOT_WANTED: Unasked = { reason: "not wanted" };

/** What is known of an address that nobody was asked about. */
export function unaskedFacts(ip: string): AddressFacts {
  const isAddress = isIP(ip) !== 0;
  return {
    ip,
    family: ipFamily(ip),
    reverseName: isAddress ? reverseName(ip) : "",
    specialPurpose: isAddress ? specialPurposeOf(ip) : null,
    ptr: null,
    resolver: null,
    servers: null,
    serversUnasked: null,
    names: [],
    nameCount: 0,
    reverseZone: null,
    aliasHost: null,
    deniedAncestor: null,
    wildcard: null,
    versions: [],
    ds: null,
  };
}

/** Without a walk the resolver alone is asked. */
export async function checkAddress(ip: string, ask: Ask, walk: Walk | null = null): Promise<AddressFacts> {
  const facts = unaskedFacts(ip);
  if (facts.specialPurpose || facts.reverseName === "") return facts;
  const [{ answer, unvalidated }, view] = await Promise.all([
    askValidated(ask, facts.reverseName, "PTR"),
    walk ? walk.view(facts.reverseName, "PTR") : NOT_WANTED,
  ]);
  const servers = "reason" in view ? null : view;
  const serversUnasked = "reason" in view ? view : null;
  const ptr = countingAnswer(answer, servers);
  const records = [...new Map(ptr.records.map((record) => [record.data, record])).values()];
  const [names, aliasHost, confirms] = await Promise.all([
    checkNames(ip, records, ask, servers ? walk : null),
    askAliasHost(ip, ptr, ask),
    resolverConfirms(ip, answer, ask),
  ]);
  const reverseZone = await findReverseZone(ptr, servers, ask, aliasHost?.status === "answer");
  const resolver = { ptr: answer, unvalidated, confirms };
  const probes = servers && walk ? await probeServers({ ptr, resolver, servers, names }, walk) : noProbes;
  const found = { ptr, resolver, servers, serversUnasked, names, reverseZone, aliasHost };
  return Object.assign(facts, found, probes, { nameCount: records.length });
}

/** A CNAME out of the reverse tree that ends without a PTR record was meant to be one, maybe. */
async function askAliasHost(ip: string, ptr: DnsAnswer, ask: Ask): Promise<DnsAnswer | null> {
  const target = ptr.aliases.at(-1)?.target;
  const isMissing = ptr.status === "nodata" || ptr.status === "nxdomain";
  if (target === undefined || !isMissing || target.endsWith(".arpa")) return null;
  const [own, other] = ipFamily(ip) === 4 ? (["A", "AAAA"] as const) : (["AAAA", "A"] as const);
  const answer = await ask(target, own);
  return answer.status === "nodata" ? ask(target, other) : answer;
}
