// The resolver that an audit asks, and whether it can be a witness: one that denies what must exist knows nothing of
// the public DNS, and its "no" counts for nothing.

import { createResolver, type Resolver } from "../dns/ask/resolver.ts";
import { questionServers, trustworthy } from "../dns/check/witness.ts";
import { parseServer, serverName, systemServers } from "../dns/exchange/servers.ts";
import type { DnsOptions } from "../model/options.ts";

export interface Witness {
  resolver: Resolver;
  /** As reports name it. */
  name: string;
  /** The addresses of all that are asked. */
  addresses: string[];
  standing: "usable" | "cut off" | "silent";
  warnings: string[];
}

/** Null when no resolver is known; then the reason is told. */
export async function openWitness(options: DnsOptions): Promise<Witness | string> {
  const { resolvers, timeoutMilliseconds } = options;
  const known =
    resolvers.length === 0 ? await systemServers() : { servers: resolvers.map(parseServer), problem: null };
  const [first] = known.servers;
  if (first === undefined) return `no resolver known: ${known.problem}; name one with --resolver`;
  const questioned = await questionServers(known.servers, 4, timeoutMilliseconds);
  const used = trustworthy(questioned);
  const denying = questioned.filter((one) => one.standing === "cut off").map((one) => serverName(one.server));
  const servers = (used.length > 0 ? used : questioned).map((one) => one.server);
  const base = {
    resolver: createResolver(servers, timeoutMilliseconds),
    name: serverName(servers[0] ?? first),
    addresses: servers.map(({ address }) => address),
  };
  if (used.length === 0) return { ...base, standing: "cut off", warnings: denying.map(cutOff) };
  const warnings = denying.map((server) => `${cutOff(server)}; another one was asked instead`);
  // An error is an answer: the resolver is there.
  if (used.some((one) => one.standing !== "unheard")) return { ...base, standing: "usable", warnings };
  const silent = `resolver ${base.name}: no answer; the DNS could not be asked (name another with --resolver)`;
  return { ...base, standing: "silent", warnings: [...warnings, silent] };
}

function cutOff(server: string): string {
  return `resolver ${server}: it denies in-addr.arpa, so it knows nothing of the public DNS (name another with --resolver)`;
}
