// The resolver that an audit asks, and whether it can be a witness: one that denies what must exist knows nothing of
// the public DNS, and its "no" counts for nothing.

import { createResolver, type Resolver } from "../dns/ask/resolver.ts";
import { ASKED_ANOTHER, NOT_CHECKED, witnessesOf } from "../dns/check/panel.ts";
import { failureOf, trustworthy } from "../dns/check/witness.ts";
import { parseServer, serverName, systemServers } from "../dns/exchange/servers.ts";
import type { DnsOptions } from "../model/options.ts";

export interface Witness {
  resolver: Resolver;
  /** As reports name it. */
  name: string;
  /** The addresses of all that are asked. */
  addresses: string[];
  /** The name that one without the public DNS denies. */
  denied: string;
  standing: "usable" | "cut off" | "silent";
  warnings: string[];
}

/**
 * A text when no resolver is known: the reason. Addresses of `family` are asked about beside it: then both tell the same of a
 * resolver, in the same words.
 */
export async function openWitness(options: DnsOptions, family: 4 | 6 = 4): Promise<Witness | string> {
  const { resolvers, timeoutMilliseconds } = options;
  const known =
    resolvers.length === 0 ? await systemServers() : { servers: resolvers.map(parseServer), problem: null };
  const [first] = known.servers;
  if (first === undefined) return `no resolver known: ${known.problem}; ${NOT_CHECKED}`;
  const questioned = await witnessesOf(known.servers, family, options);
  const used = trustworthy(questioned);
  const servers = (used.length > 0 ? used : questioned).map((one) => one.server);
  // An error is an answer: the resolver is there.
  const isHeard = used.some((one) => one.standing !== "unheard");
  const useless = isHeard ? questioned.filter(({ standing }) => standing === "cut off") : questioned;
  const consequence = isHeard ? ASKED_ANOTHER : NOT_CHECKED;
  return {
    resolver: createResolver(servers, timeoutMilliseconds),
    name: serverName(servers[0] ?? first),
    denied: questioned[0]?.answer.name ?? "",
    addresses: servers.map(({ address }) => address),
    standing: used.length === 0 ? "cut off" : isHeard ? "usable" : "silent",
    warnings: useless.map((one) => `${failureOf(one)}; ${consequence}`),
  };
}
