// The resolver that an audit asks, and whether it can be a witness: one that denies what must exist knows nothing of
// the public DNS, and its "no" counts for nothing.

import { createResolver, type Resolver } from "../dns/ask/resolver.ts";
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
  const resolver = createResolver(known.servers, timeoutMilliseconds);
  // The top of the reverse tree exists everywhere but in a network of its own.
  const { status, server } = await resolver.ask("in-addr.arpa", "NS");
  const name = serverName(first);
  const addresses = known.servers.map(({ address }) => address);
  const base = { resolver, name, addresses };
  if (status === "answer") return { ...base, standing: "usable", warnings: [] };
  const isDenied = status === "nxdomain" || status === "nodata";
  if (isDenied) return { ...base, name: server, standing: "cut off", warnings: [cutOff(server)] };
  // An error is an answer: the resolver is there.
  const isSilent = resolver.states.every(({ heard }) => !heard);
  if (!isSilent) return { ...base, standing: "usable", warnings: [] };
  return {
    ...base,
    standing: "silent",
    warnings: [`resolver ${name}: no answer; the DNS could not be asked (name another with --resolver)`],
  };
}

function cutOff(server: string): string {
  return `resolver ${server}: it denies in-addr.arpa, so it knows nothing of the public DNS (name another with --resolver)`;
}
