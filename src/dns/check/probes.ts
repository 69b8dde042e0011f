// Further questions to the zone's own servers, asked only where the facts so far call for them.

import { isDefinite, speaking } from "../../model/dns.ts";
import type { DnsAnswer, PtrNameFacts, ResolverView, ServerAnswer, ZoneView } from "../../model/dns.ts";
import type { Walk } from "../walk/walk.ts";

interface Found {
  ptr: DnsAnswer;
  resolver: ResolverView;
  servers: ZoneView;
  names: PtrNameFacts[];
}

export interface Probes {
  deniedAncestor: DnsAnswer | null;
  wildcard: DnsAnswer | null;
  versions: ServerAnswer[];
}

export const noProbes: Probes = { deniedAncestor: null, wildcard: null, versions: [] };

export async function probeServers(found: Found, walk: Walk): Promise<Probes> {
  const [deniedAncestor, wildcard, versions] = await Promise.all([
    findDeniedAncestor(found, walk),
    findWildcard(found, walk),
    findVersions(found, walk),
  ]);
  return { deniedAncestor, wildcard, versions };
}

/** A secondary server that lags shows by the serial of its SOA record. */
async function findVersions({ servers }: Found, walk: Walk): Promise<ServerAnswer[]> {
  const contents = speaking(servers).map(({ records }) => records.map(({ data }) => data).toSorted());
  if (new Set(contents.map((names) => names.join(" "))).size < 2) return [];
  const view = await walk.view(servers.apex, "SOA");
  return "reason" in view ? [] : view.answers;
}

/**
 * RFC 8020: NXDOMAIN for a name denies all below it. Servers that say so of an empty non-terminal hide
 * the PTR from resolvers that ask step by step (RFC 9156). One question tells such a server; all
 * ancestors are asked about only when the resolver sees no such name.
 */
async function findDeniedAncestor({ ptr, resolver, servers }: Found, walk: Walk): Promise<DnsAnswer | null> {
  if (ptr.status !== "answer") return null;
  const ancestors = namesBetween(ptr.name, servers.apex);
  const suspects = resolver.ptr.status === "nxdomain" ? ancestors : ancestors.slice(-1);
  for (const name of suspects) {
    const answer = await walk.askOne(servers, name, "PTR");
    if (answer?.status === "nxdomain") return answer;
  }
  return null;
}

/** The names strictly between, the highest first. */
function namesBetween(name: string, apex: string): string[] {
  const labels = name.split(".");
  const count = labels.length - (apex === "." ? 0 : apex.split(".").length);
  return Array.from({ length: Math.max(0, count - 1) }, (_, index) =>
    labels.slice(count - 1 - index).join("."),
  );
}

/**
 * Two labels that no address has, in place of the last octet or nibble: whatever wildcard gave the
 * PTR gives it to them too (RFC 4592), and a record of its own cannot.
 */
const MADE_UP_LABELS = ["x256", "x257"];

async function findWildcard({ ptr, names, servers }: Found, walk: Walk): Promise<DnsAnswer | null> {
  if (ptr.status !== "answer" || names.some((name) => name.confirms)) return null;
  const rest = ptr.name.split(".").slice(1).join(".");
  let last: DnsAnswer | null = null;
  for (const label of MADE_UP_LABELS) {
    const answer = await walk.askOne(servers, `${label}.${rest}`, "PTR");
    const isSame = answer?.records[0] !== undefined && answer.records[0].data === ptr.records[0]?.data;
    if (!answer || !isDefinite(answer) || !isSame) return null;
    last = answer;
  }
  return last;
}
