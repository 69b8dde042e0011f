// Asks the zones' own servers, without recursion and politely: two questions at a time to any one of
// them, equal questions once, and one that keeps silent is soon left alone.

import pLimit from "p-limit";
import { overspent } from "./budget.ts";
import type { Budget } from "./budget.ts";
import { createExchange } from "../exchange/exchange.ts";
import { canBeAsked } from "../wire/name.ts";
import type { DnsQuestion } from "../wire/query.ts";
import type { Failure, Reply } from "../exchange/reply.ts";
import { serverName } from "../exchange/servers.ts";
import type { DnsServer } from "../exchange/servers.ts";

export interface TimedReply {
  reply: Reply;
  milliseconds: number;
}

export type AskServer = (server: DnsServer, question: DnsQuestion, budget: Budget) => Promise<TimedReply>;

interface State {
  limit: ReturnType<typeof pLimit>;
  /** Silences in a row. */
  silences: number;
  lastSilence: Failure | null;
}

/** In flight to one server. */
const AT_ONCE = 2;
/** A server that was silent this many times in a row is not waited for again: that costs seconds, not minutes. */
const GIVE_UP_AFTER = 2;
/** Both tries together; a healthy server answers within a fifth of that from anywhere. */
const MAX_MILLISECONDS = 1500;

/** `send` puts one question to one server; tests give their own. */
export function createNameServers(timeoutMilliseconds: number, send = createExchange()): AskServer {
  const milliseconds = Math.min(timeoutMilliseconds, MAX_MILLISECONDS);
  const states = new Map<string, State>();
  const replies = new Map<string, Promise<TimedReply>>();
  return (server, question, budget) => {
    const address = serverName(server);
    const key = `${address} ${question.type} ${question.name}`;
    const known = replies.get(key);
    if (known) return known;
    if (!canBeAsked(question.name)) return Promise.resolve(at0(unfit));
    if (!budget.spend()) return Promise.resolve(at0(overspent));
    const state = states.get(address) ?? { limit: pLimit(AT_ONCE), silences: 0, lastSilence: null };
    states.set(address, state);
    const request = { server, question, recursion: false, checkingDisabled: false };
    const reply = state.limit(() => askUnlessSilent(state, () => send(request, milliseconds)));
    replies.set(key, reply);
    return reply;
  };
}

const unfit: Failure = { status: "malformed", detail: "the name cannot be asked for" };
const at0 = (reply: Reply): TimedReply => ({ reply, milliseconds: 0 });

async function askUnlessSilent(state: State, send: () => Promise<Reply>): Promise<TimedReply> {
  if (state.lastSilence && state.silences >= GIVE_UP_AFTER) return at0(state.lastSilence);
  const start = performance.now();
  const reply = await send();
  const isSilence = !("message" in reply) && reply.status === "timeout" && reply.truncated !== true;
  state.silences = isSilence ? state.silences + 1 : 0;
  if (isSilence) state.lastSilence = reply;
  return { reply, milliseconds: Math.round(performance.now() - start) };
}
