// The iprev check of one address (RFC 8601 section 3): its PTR names, and whether one of them leads
// back to it, through the resolver and at the zones' own servers. Gathers facts and judges nothing.

import { isIP } from "node:net";
import type { AddressFacts, DnsAnswer, ResolverView, Unasked, ZoneView } from "../../model/dns.ts";
import { ipFamily, reverseName } from "../../base/standards/ip.ts";
import { checkNames, resolverForwards } from "./names.ts";
import { noProbes, probeServers } from "./probes.ts";
import type { Ask } from "../ask/resolver.ts";
import { findReverseZone } from "./reverse-zone.ts";
import { dnssecProof } from "./dnssec.ts";
import { lookAgain } from "./second-look.ts";
import { specialPurposeOf } from "./special-purpose.ts";
import { askValidated, countingAnswer } from "./views.ts";
import type { Validated } from "./views.ts";
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
    isDisputed: false,
  };
}

export interface CheckMeans {
  /** Names that the caller knows as the host's. */
  preferredNames?: readonly string[];
  /** Told when the resolver was asked all that the verdict needs. */
  onResolved?: () => void;
  /** A walk that remembers nothing. */
  startAnew?: () => Walk;
}

/** Without a walk the resolver alone is asked. */
export async function checkAddress(
  ip: string,
  ask: Ask,
  walk: Walk | null = null,
  means: CheckMeans = {},
): Promise<AddressFacts> {
  const facts = unaskedFacts(ip);
  if (facts.specialPurpose || facts.reverseName === "") return facts;
  const [validated, view] = await Promise.all([
    askValidated(ask, facts.reverseName, "PTR"),
    walk ? walk.view(facts.reverseName, "PTR") : NOT_WANTED,
  ]);
  const first = await judgeView(ip, validated, "reason" in view ? null : view, { ask, walk, ...means });
  const { startAnew } = means;
  const again = await lookAgain(facts.reverseName, first.servers, first.resolver, startAnew);
  const judged =
    again.view === first.servers
      ? first
      : await judgeView(ip, validated, again.view, { ask, walk, ...means });
  const { servers } = judged;
  const probes = servers && walk ? await probeServers({ ...judged, servers }, walk) : noProbes;
  const serversUnasked = "reason" in view ? view : null;
  return Object.assign(facts, judged, probes, { serversUnasked, isDisputed: again.isDisputed });
}

interface Judged extends Pick<
  AddressFacts,
  "servers" | "names" | "nameCount" | "reverseZone" | "aliasHost" | "ds"
> {
  ptr: DnsAnswer;
  resolver: ResolverView;
}

/** What follows from the resolver's answer and from that of the zone's own servers. */
async function judgeView(
  ip: string,
  validated: Validated,
  servers: ZoneView | null,
  { ask, walk, preferredNames, onResolved }: CheckMeans & { ask: Ask; walk: Walk | null },
): Promise<Judged> {
  const ptr = countingAnswer(validated.answer, servers);
  const records = [...new Map(ptr.records.map((record) => [record.data, record])).values()];
  const own = servers ? walk : null;
  const [names, { isBogus, ds }, aliasHost] = await Promise.all([
    checkNames(ip, records, { ask, walk: own, preferred: preferredNames, onResolved }),
    dnssecProof(validated, servers, own, ask),
    askAliasHost(ip, ptr, ask),
  ]);
  const reverseZone = await findReverseZone(ptr, servers, ask, aliasHost?.status === "answer");
  const forwards = await resolverForwards(ip, validated.answer, ask, names);
  const unvalidated = isBogus ? validated.unvalidated : null;
  const resolver = { ptr: validated.answer, unvalidated, ...forwards };
  return { ptr, resolver, servers, names, nameCount: records.length, reverseZone, aliasHost, ds };
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
