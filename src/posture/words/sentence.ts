// What a sentence about a finding is made of.

import { isDefinite } from "../../model/dns.ts";
import type { FailedQuestion, Finding } from "../../model/posture.ts";
import type { PostureId } from "../../model/posture-topics.ts";
import type { Responsible } from "../../model/cause.ts";

export interface Words {
  /** What is wrong, and what follows from it. */
  summary: string;
  /** The step that repairs it; null where there is nothing to do. */
  action: string | null;
  who?: Responsible;
}

export type WordsFor<Ids extends PostureId> = { [Id in Ids]: (told: Finding<Id>) => Words };

/** The ids of one check. */
export type IdsOf<Prefix extends string> = Extract<PostureId, `${Prefix}_${string}`>;

/** `one, two and 3 more`. `leftOut`: more that are not in the list. */
export function listed(names: readonly string[], shown = 3, leftOut = 0): string {
  const some = names.slice(0, shown);
  const rest = names.length - some.length + leftOut;
  const parts = rest > 0 ? [...some, `${rest} more`] : some;
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** `TXT _dmarc.example.com: no answer in time`. */
export function failedWords({ name, type, status, servers = [], notAsked }: FailedQuestion): string {
  if (notAsked === true) return `${type} ${name}: not asked, the limit of questions was reached`;
  const said = servers.map((server) => `${server.nameServer} (${statusText(server.status)})`);
  const own = said.length === 0 ? "" : `; its own name servers: ${listed(said)}`;
  return `${type} ${name}: ${statusText(status)}${own}`;
}

/** The step after a question that failed: the servers are to blame, unless one of them answers. */
export function failedAction({ servers = [] }: FailedQuestion): Pick<Words, "action" | "who"> {
  const isResolver = servers.some((server) => isDefinite(server));
  if (isResolver)
    return { action: "ask another resolver (--resolver): a name server of the zone does answer", who: "you" };
  return {
    action: "repair the name servers of that name, or ask again; the record itself may be right",
    who: "dns provider",
  };
}

const statusWords: Record<string, string> = {
  answer: "it answers",
  nxdomain: "the name does not exist",
  nodata: "the name has no such record",
  servfail: "the server failed (SERVFAIL)",
  refused: "the server refuses to answer",
  lame: "the server does not speak for the zone",
  timeout: "no answer in time",
  unreachable: "the server could not be reached",
  malformed: "an answer that cannot be read",
};

export function statusText(status: string): string {
  return statusWords[status] ?? status;
}
