// Whose the name servers of a zone are: the reader's own, going by their names. One zone has one answer, whatever is known of
// each of its addresses.

import { isPlainHostName } from "../base/standards/host-name.ts";
import { organizationalDomain } from "../base/standards/public-suffix.ts";
import type { ReverseZone } from "../model/cause.ts";
import type { DiagnosisHints } from "./causes/cause.ts";
import { genericReason } from "./facts/generic-name.ts";
import { isDefaultName } from "./hosters/index.ts";

type OwnerHints = Pick<DiagnosisHints, "hostName" | "helo" | "from" | "ownServers" | "server">;

/** By apex, the name server that proves it. */
export type OwnServers = ReadonlyMap<string, string>;

/**
 * A name server of the zone, or the zone itself outside the reverse tree, that bears the domain of the mail host or of
 * the mail: most likely the reader's own. What the zone itself says proves nothing, nor does a name that a provider
 * made; and a log's senders may be anybody's, where mail is forwarded.
 */
export function ownNameServer(ip: string, zone: ReverseZone | null, hints: OwnerHints): string | null {
  if (zone === null) return null;
  return hints.ownServers?.get(zone.apex) ?? serverByNames(ip, zone, hints);
}

function serverByNames(
  ip: string,
  { apex, nameServers }: ReverseZone,
  { hostName, helo, from }: OwnerHints,
): string | null {
  const hosts = [hostName, helo?.name].filter((name) => name !== undefined && !isProviders(name, ip));
  const domains = new Set(
    [...hosts, from].map((name) => (name === undefined ? null : organizationalDomain(name))),
  );
  domains.delete(null);
  const isOwn = (name: string) => domains.has(organizationalDomain(name));
  if (!apex.endsWith(".arpa") && isOwn(apex)) return apex;
  return nameServers.find((server) => isPlainHostName(server) && isOwn(server)) ?? null;
}

function isProviders(name: string, ip: string): boolean {
  return isDefaultName(name) || genericReason(name, ip) !== null;
}

/** An address whose host has no name known learns from the others of its zone; those of other mail systems tell nothing. */
export function ownServersOf(
  all: Iterable<{ ip: string; zone: ReverseZone | null; hints: OwnerHints }>,
): OwnServers {
  const servers = new Map<string, string>();
  for (const { ip, zone, hints } of all) {
    const whose = hints.server?.whose;
    if (zone === null || servers.has(zone.apex) || whose === "other" || whose === "relay") continue;
    const server = serverByNames(ip, zone, hints);
    if (server !== null) servers.set(zone.apex, server);
  }
  return servers;
}
