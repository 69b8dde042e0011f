// Whether the DNS can be asked from here: what each resolver knows, whether it invents answers, and whether the zones' own
// servers can be heard past it.

import { randomBytes } from "node:crypto";
import type { DnsAnswer } from "../../model/dns.ts";
import { newBudget } from "../ask/budget.ts";
import { createNameServers } from "../ask/name-servers.ts";
import { createResolver } from "../ask/resolver.ts";
import { DNS_PORT, parseServer, serverName, systemServers, type DnsServer } from "../exchange/servers.ts";
import { createWalks } from "../walk/walk.ts";
import { questionServers, trustworthy, type Standing } from "./witness.ts";

export interface ResolverHealth {
  server: string;
  standing: Standing;
  answer: DnsAnswer;
  /** Null where that could not be found out. */
  invents: boolean | null;
}

export type OwnServersHealth = "answered" | "intercepted" | "silent" | "unknown";

export interface DnsHealth {
  resolvers: ResolverHealth[];
  /** Why none is known. */
  problem: string | null;
  /** Null where nobody is to ask them. */
  ownServers: OwnServersHealth | null;
}

export interface HealthOptions {
  resolvers: readonly string[];
  authoritative: boolean;
  timeoutMilliseconds: number;
  authoritativePort?: number;
}

const TOP = "in-addr.arpa";

/** Throws UserError on a resolver that is no server. */
export async function examineDns(options: HealthOptions): Promise<DnsHealth> {
  const { resolvers, timeoutMilliseconds } = options;
  const { servers, problem } =
    resolvers.length === 0 ? await systemServers() : { servers: resolvers.map(parseServer), problem: null };
  const witnesses = await questionServers(servers, 4, timeoutMilliseconds);
  const health = await Promise.all(
    witnesses.map(async ({ server, standing, answer }) => {
      const invents = standing === "unheard" ? null : await inventsAnswers(server, timeoutMilliseconds);
      return { server: serverName(server), standing, answer, invents };
    }),
  );
  const asked = trustworthy(witnesses).map(({ server }) => server);
  return {
    resolvers: health,
    problem,
    ownServers: options.authoritative ? await askOwnServers(asked, options) : null,
  };
}

/** 64 random bits below a top-level domain that everybody can register in: nobody has that name. */
async function inventsAnswers(server: DnsServer, milliseconds: number): Promise<boolean | null> {
  const { ask } = createResolver([server], milliseconds);
  const { status } = await ask(`whybounce-${randomBytes(8).toString("hex")}.com`, "A");
  if (status === "answer") return true;
  return status === "nxdomain" ? false : null;
}

async function askOwnServers(
  resolvers: DnsServer[],
  { timeoutMilliseconds, authoritativePort = DNS_PORT }: HealthOptions,
): Promise<OwnServersHealth> {
  if (resolvers.length === 0) return "unknown";
  const { ask } = createResolver(resolvers, timeoutMilliseconds);
  const walk = createWalks(createNameServers(timeoutMilliseconds), authoritativePort)(ask, newBudget());
  const view = await walk.view(TOP, "NS");
  if (!("reason" in view))
    return view.answers.some(({ status }) => status === "answer") ? "answered" : "silent";
  if (view.reason === "intercepted") return "intercepted";
  return view.reason === "top silent" ? "silent" : "unknown";
}
