// Why a question stayed without an answer: what the zone's own servers say to it. If they answer, the resolver is to blame.

import { newBudget } from "../dns/ask/budget.ts";
import { createNameServers } from "../dns/ask/name-servers.ts";
import type { Resolver } from "../dns/ask/resolver.ts";
import { DNS_PORT } from "../dns/exchange/servers.ts";
import { createWalks } from "../dns/walk/walk.ts";
import type { DnsOptions } from "../model/options.ts";
import type { FailedQuestion, Finding } from "../model/posture.ts";
import { MAX_SHOWN } from "./shown.ts";

/** Adds to the findings of a domain what its servers said to the questions that failed. */
export type OwnServers = (findings: Finding[]) => Promise<Finding[]>;

/** Different questions that are put to the servers for one domain: they mostly fail for one reason. */
const MAX_QUESTIONS = 3;

export function createOwnServers(resolver: Resolver, options: DnsOptions): OwnServers {
  const { authoritative, authoritativePort = DNS_PORT, timeoutMilliseconds } = options;
  if (!authoritative) return async (findings) => findings;
  const walkFor = createWalks(createNameServers(timeoutMilliseconds), authoritativePort);
  const serversOf = async ({ name, type }: FailedQuestion): Promise<FailedQuestion["servers"] | null> => {
    const budget = newBudget();
    const view = await walkFor(resolver.askWithin(budget), budget).view(name, type);
    if ("reason" in view) return null;
    return view.answers.slice(0, MAX_SHOWN).map(({ nameServer, status }) => ({ nameServer, status }));
  };
  return async (findings) => {
    const failed = findings.flatMap((each) => failedQuestionOf(each) ?? []);
    const distinct = [...new Map(failed.map((each) => [keyOf(each), each])).values()];
    const known = new Map<string, FailedQuestion["servers"] | null>();
    for (const each of distinct.slice(0, MAX_QUESTIONS)) known.set(keyOf(each), await serversOf(each));
    return findings.map((each) => {
      const question = failedQuestionOf(each);
      const servers = question && known.get(keyOf(question));
      return servers ? ({ ...each, data: { ...each.data, servers } } as Finding) : each;
    });
  };
}

/** A name that was cut to be shown cannot be asked for. */
function failedQuestionOf({ class: severity, data }: Finding): FailedQuestion | null {
  const isFailed = severity === "temp" && "name" in data && "type" in data && "status" in data;
  return isFailed && !data.name.includes("...") && data.notAsked !== true ? data : null;
}

function keyOf({ name, type }: FailedQuestion): string {
  return `${type} ${name}`;
}
