// Asks the resolvers, each question once per run: answers and failures are remembered, equal
// questions in flight share one exchange, and a server that fails gives way to the next.

import { setTimeout as sleep } from "node:timers/promises";
import type { DnsAnswer, DnsRecordType, DnsStatus } from "../../model/dns.ts";
import { failedAnswer, isCalledBogus, toAnswer } from "./answer.ts";
import { overspent } from "./budget.ts";
import type { Budget } from "./budget.ts";
import { createExchange } from "../exchange/exchange.ts";
import type { Exchange } from "../exchange/exchange.ts";
import type { DnsQuestion } from "../wire/query.ts";
import { canBeAsked } from "../wire/name.ts";
import { silence } from "../exchange/reply.ts";
import type { Failure } from "../exchange/reply.ts";
import { serverName } from "../exchange/servers.ts";
import type { DnsServer } from "../exchange/servers.ts";

/**
 * The seam between asking and judging. The third argument asks the resolver not to validate, so that
 * an answer that DNSSEC spoils can be told from a server that fails.
 */
export type Ask = (name: string, type: DnsRecordType, checkingDisabled?: boolean) => Promise<DnsAnswer>;

export interface ServerState {
  server: DnsServer;
  /** True once it has given an answer that can be used, be it an error. */
  heard: boolean;
  failures: number;
  lastFailure: Failure | null;
}

export interface Resolver {
  /** Asks, charged to one address's query budget. */
  askWithin: (budget: Budget) => Ask;
  /** Asks, charged to no address. */
  ask: Ask;
  states: ServerState[];
}

/** A server that gave no usable answer to this many questions is not asked again in this run. */
const GIVE_UP_AFTER = 3;

/** Lower is better: an error from a server tells more than silence. */
const failureRank: Record<DnsStatus, number> = {
  answer: 0,
  nxdomain: 0,
  nodata: 0,
  servfail: 1,
  refused: 2,
  lame: 3,
  malformed: 4,
  timeout: 5,
  unreachable: 6,
};

export function createResolver(servers: DnsServer[], timeoutMilliseconds: number): Resolver {
  const states = servers.map((server) => ({ server, heard: false, failures: 0, lastFailure: null }));
  const answers = new Map<string, Promise<DnsAnswer>>();
  const exchange = createExchange();
  const askAgain = createSecondTry(timeoutMilliseconds);
  const askWithin = (budget: Budget | null): Ask => {
    return (name, type, checkingDisabled = false) => {
      const question = { name: name.toLowerCase(), type };
      const key = `${type} ${question.name} ${checkingDisabled}`;
      const known = answers.get(key);
      if (known) return known;
      if (budget && !budget.spend()) return Promise.resolve(failedAnswer(question, "", overspent));
      const askOnce = (asked: DnsQuestion) =>
        askInTurn(states, { question: asked, checkingDisabled }, timeoutMilliseconds, exchange);
      const answer = askOnce(question).then((first) => {
        if (first.failure === "alias not followed") return followed(first, askOnce, budget);
        return checkingDisabled ? first : askAgain(first, () => askOnce(question), budget);
      });
      answers.set(key, answer);
      return answer;
    };
  };
  return { askWithin, ask: askWithin(null), states };
}

/** BIND remembers a failure for one second (servfail-ttl): asked earlier, it only repeats itself. */
const PAUSE_MILLISECONDS = 1100;
/** Where so many second tries in a row were in vain, the next ones do not wait: failing is what this resolver does. */
const MAX_VAIN_PAUSES = 20;

/** One SERVFAIL proves nothing, because a cold cache or a slow server far away is enough for it. */
function createSecondTry(timeoutMilliseconds: number) {
  let inVain = 0;
  const secondOf = async (first: DnsAnswer, askOnce: () => Promise<DnsAnswer>): Promise<DnsAnswer> => {
    if (inVain < MAX_VAIN_PAUSES) await sleep(Math.min(PAUSE_MILLISECONDS, timeoutMilliseconds));
    const second = await askOnce();
    inVain = second.status === "servfail" ? inVain + 1 : 0;
    return failureRank[second.status] <= failureRank.servfail ? second : first;
  };
  return (first: DnsAnswer, askOnce: () => Promise<DnsAnswer>, budget: Budget | null) => {
    if (first.status !== "servfail" || isCalledBogus(first)) return first;
    return budget && !budget.spend() ? first : secondOf(first, askOnce);
  };
}

/** Real chains have one or two. */
const MAX_ALIASES = 8;

/**
 * A resolver that gives an alias and does not follow it is asked for the target. Without a definite word of that
 * its first answer stands, which proves nothing.
 */
async function followed(
  first: DnsAnswer,
  askOnce: (question: DnsQuestion) => Promise<DnsAnswer>,
  budget: Budget | null,
): Promise<DnsAnswer> {
  async function goOn(answer: DnsAnswer, passed: DnsAnswer["aliases"]): Promise<DnsAnswer> {
    const target = passed.at(-1)?.target;
    const isEnd =
      answer.failure !== "alias not followed" || target === undefined || passed.length > MAX_ALIASES;
    if (isEnd || (budget !== null && !budget.spend()))
      return { ...answer, name: first.name, aliases: passed };
    const next = await askOnce({ name: target, type: first.type });
    return goOn(next, [...passed, ...next.aliases]);
  }
  const last = await goOn(first, first.aliases);
  const isProven = failureRank[last.status] === 0 && (last.status === "answer" || last.soa !== null);
  return isProven ? last : first;
}

interface Inquiry {
  question: DnsQuestion;
  checkingDisabled: boolean;
}

async function askInTurn(
  states: ServerState[],
  inquiry: Inquiry,
  milliseconds: number,
  exchange: Exchange,
): Promise<DnsAnswer> {
  const { question } = inquiry;
  const unfit = { status: "malformed" as const, detail: "the name cannot be asked for" };
  if (!canBeAsked(question.name)) return failedAnswer(question, "", unfit);
  let best: DnsAnswer | null = null;
  for (const state of states) {
    const answer = await askServer(state, inquiry, milliseconds, exchange);
    if (best === null || failureRank[answer.status] < failureRank[best.status]) best = answer;
    if (failureRank[best.status] === 0) return best;
  }
  return best ?? failedAnswer(question, "", { status: "unreachable", detail: "no resolver known" });
}

async function askServer(
  state: ServerState,
  { question, checkingDisabled }: Inquiry,
  milliseconds: number,
  exchange: Exchange,
): Promise<DnsAnswer> {
  const name = serverName(state.server);
  const isLost = !state.heard && state.failures >= GIVE_UP_AFTER;
  if (isLost && state.lastFailure) return failedAnswer(question, name, state.lastFailure);
  const reply = await exchange(
    { server: state.server, question, recursion: true, checkingDisabled },
    milliseconds,
  );
  const answer = toAnswer(question, name, reply);
  noteHealth(state, answer);
  return answer;
}

function noteHealth(state: ServerState, { status, detail, failure }: DnsAnswer): void {
  if (status !== "timeout" && status !== "unreachable" && status !== "malformed") {
    state.heard = true;
    return;
  }
  state.failures += 1;
  state.lastFailure = { status, detail: detail ?? silence.detail, failure };
}
