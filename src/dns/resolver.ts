// Asks the resolvers, each question once per run: answers and failures are remembered, equal
// questions in flight share one exchange, and a server that fails gives way to the next.

import type { DnsAnswer, DnsRecordType, DnsStatus } from "../model.ts";
import { failedAnswer, toAnswer } from "./answer.ts";
import { exchange } from "./exchange.ts";
import type { DnsQuestion } from "./message.ts";
import { canBeAsked } from "./name.ts";
import type { Failure } from "./reply.ts";
import { serverName } from "./servers.ts";
import type { DnsServer } from "./servers.ts";

/** The seam between asking and judging: an authoritative walk offers the same function. */
export type Ask = (name: string, type: DnsRecordType) => Promise<DnsAnswer>;

export interface ServerState {
  server: DnsServer;
  /** True once it has answered anything at all, be it an error. */
  heard: boolean;
  failures: number;
  lastFailure: Failure | null;
}

export interface Resolver {
  ask: Ask;
  states: ServerState[];
}

/** A server that let so many questions pass without ever a word is not asked again in this run. */
const GIVE_UP_AFTER = 3;

/** Lower is better: an error from a server tells more than silence. */
const failureRank: Record<DnsStatus, number> = {
  answer: 0,
  nxdomain: 0,
  nodata: 0,
  servfail: 1,
  refused: 2,
  malformed: 3,
  timeout: 4,
  unreachable: 5,
};

export function createResolver(servers: DnsServer[], timeoutMilliseconds: number): Resolver {
  const states = servers.map((server) => ({ server, heard: false, failures: 0, lastFailure: null }));
  const answers = new Map<string, Promise<DnsAnswer>>();
  const ask: Ask = (name, type) => {
    const question = { name: name.toLowerCase(), type };
    const key = `${type} ${question.name}`;
    const known = answers.get(key);
    if (known) return known;
    const answer = askInTurn(states, question, timeoutMilliseconds);
    answers.set(key, answer);
    return answer;
  };
  return { ask, states };
}

async function askInTurn(
  states: ServerState[],
  question: DnsQuestion,
  milliseconds: number,
): Promise<DnsAnswer> {
  const unfit = { status: "malformed" as const, detail: "the name cannot be asked for" };
  if (!canBeAsked(question.name)) return failedAnswer(question, "", unfit);
  let best: DnsAnswer | null = null;
  for (const state of states) {
    const answer = await askServer(state, question, milliseconds);
    if (best === null || failureRank[answer.status] < failureRank[best.status]) best = answer;
    if (failureRank[best.status] === 0) return best;
  }
  return best ?? failedAnswer(question, "", { status: "unreachable", detail: "no resolver known" });
}

async function askServer(
  state: ServerState,
  question: DnsQuestion,
  milliseconds: number,
): Promise<DnsAnswer> {
  const name = serverName(state.server);
  const isLost = !state.heard && state.failures >= GIVE_UP_AFTER;
  if (isLost && state.lastFailure) return failedAnswer(question, name, state.lastFailure);
  const reply = await exchange(state.server, question, milliseconds);
  noteHealth(state, reply);
  return toAnswer(question, name, reply);
}

function noteHealth(state: ServerState, reply: Awaited<ReturnType<typeof exchange>>): void {
  const isWord = "message" in reply || reply.status === "malformed";
  if (isWord) {
    state.heard = true;
    return;
  }
  state.failures += 1;
  state.lastFailure = reply;
}
