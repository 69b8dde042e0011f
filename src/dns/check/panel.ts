// The resolvers that are asked about the addresses of one family: those that know the public DNS, and who
// else can be heard where one of them answers from data of its own.

import { isDefinite } from "../../model/dns.ts";
import type { DnsOptions } from "../../model/options.ts";
import type { Budget } from "../ask/budget.ts";
import { createResolver } from "../ask/resolver.ts";
import type { Ask, Resolver } from "../ask/resolver.ts";
import { serverName } from "../exchange/servers.ts";
import type { DnsServer } from "../exchange/servers.ts";
import { askWitnesses } from "./local-data.ts";
import { failureOf, questionServers, trustworthy } from "./witness.ts";
import type { Witness } from "./witness.ts";

export const NOT_CHECKED = "DNS was not checked (name another with --resolver)";
export const ASKED_ANOTHER = "another one was asked instead";

export interface Panel {
  /** True when every resolver is cut off from the public DNS. */
  isEmpty: boolean;
  /** Asks, charged to one address' budget, or to none. */
  askWithin: (budget: Budget | null) => Ask;
  /** Each resolver by itself. */
  alone: { server: string; askWithin: (budget: Budget) => Ask }[];
  /** Asks the same resolvers anew: what they said before is forgotten. */
  askAfresh: () => Ask;
  /** True when nobody gave a word that can be relied on: all that was heard proves nothing. */
  isMute: () => boolean;
  /** True for a resolver that refused what every resolver answers. */
  isDoubtful: (server: string) => boolean;
  warnings: () => string[];
}

/** The families of one run, as a rule both with the same resolvers: then they share what these said. */
export async function choosePanels(
  servers: DnsServer[],
  families: ReadonlySet<4 | 6>,
  options: DnsOptions,
): Promise<Map<4 | 6, Panel>> {
  const panels = new Map<4 | 6, Panel>();
  const byServers = new Map<string, Panel>();
  const questioned = await Promise.all(
    [...families].map(async (family) => ({ family, witnesses: await witnessesOf(servers, family, options) })),
  );
  for (const { family, witnesses } of questioned) {
    const key = witnesses.map(({ server, standing }) => `${serverName(server)} ${standing}`).join();
    const panel = byServers.get(key) ?? createPanel(witnesses, options.timeoutMilliseconds);
    byServers.set(key, panel);
    panels.set(family, panel);
  }
  return panels;
}

/** One run has one object of options: what its resolvers are is asked once in it, and anew in the next. */
const witnessesOfRun = new WeakMap<DnsOptions, Map<4 | 6, Promise<Witness[]>>>();

export function witnessesOf(servers: DnsServer[], family: 4 | 6, options: DnsOptions): Promise<Witness[]> {
  const known = witnessesOfRun.get(options) ?? new Map<4 | 6, Promise<Witness[]>>();
  witnessesOfRun.set(options, known);
  const witnesses = known.get(family) ?? questionServers(servers, family, options.timeoutMilliseconds);
  known.set(family, witnesses);
  return witnesses;
}

function createPanel(witnesses: Witness[], milliseconds: number): Panel {
  const used = trustworthy(witnesses);
  const fresh = (servers: Witness[]) =>
    createResolver(
      servers.map(({ server }) => server),
      milliseconds,
    );
  const resolver = fresh(used);
  const again = fresh(used);
  const alone = used.map((witness) => ({ server: serverName(witness.server), resolver: fresh([witness]) }));
  const heard = new Set<string>();
  const isKnown = used.some(({ standing }) => standing === "public");
  const isMute = () => !isKnown && heard.size === 0;
  const standingOf = (server: string) => used.find((one) => serverName(one.server) === server)?.standing;
  const isRecursive = (server: string) =>
    used.some(
      ({ server: one, answer }) =>
        serverName(one) === server && answer.status === "answer" && !answer.authoritative,
    );
  return {
    isEmpty: used.length === 0,
    askWithin: (budget) =>
      askWitnesses({
        ask: listening(within(resolver, budget), heard),
        again: within(again, budget),
        others: alone.slice(1).map((one) => within(one.resolver, budget)),
        isRecursive,
      }),
    alone: alone.map((one) => ({
      server: one.server,
      askWithin: (budget) =>
        askWitnesses({
          ask: within(one.resolver, budget),
          again: within(again, budget),
          others: [],
          isRecursive,
        }),
    })),
    askAfresh: () => fresh(used).ask,
    isMute,
    isDoubtful: (server) => standingOf(server) === "doubtful",
    warnings: () => warningsAbout(witnesses, used, heard, isMute()),
  };
}

function within(resolver: Resolver, budget: Budget | null): Ask {
  return budget ? resolver.askWithin(budget) : resolver.ask;
}

/** Notes who has said something definite. */
function listening(ask: Ask, heard: Set<string>): Ask {
  return async (...question) => {
    const answer = await ask(...question);
    if (isDefinite(answer)) heard.add(answer.server);
    return answer;
  };
}

/** About the resolvers that were of no use. */
function warningsAbout(
  witnesses: Witness[],
  used: Witness[],
  heard: ReadonlySet<string>,
  isMute: boolean,
): string[] {
  const useless = witnesses.filter((witness) => {
    if (witness.standing === "public") return false;
    return !used.includes(witness) || !heard.has(serverName(witness.server));
  });
  const consequence = isMute ? NOT_CHECKED : ASKED_ANOTHER;
  return useless.map((witness) => {
    const also = isMute && witness.standing === "doubtful" ? ", and no answer to any other question" : "";
    return `${failureOf(witness)}${also}; ${consequence}`;
  });
}
