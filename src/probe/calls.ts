// Who is called from where: one call for each address that mail may leave from, to the receiver's address of that family.

import type { ProbeConnection, ProbeDelivery, ProbeTask } from "../model/probe.ts";
import type { ProbeFact } from "../model/probe-findings.ts";
import { ipFamily } from "../base/standards/ip.ts";
import { limitFact, type Outcome } from "./facts.ts";
import { callAll, MAX_CALLS } from "./manners.ts";
import type { Server } from "./server.ts";
import { letter } from "./smtp/message.ts";
import type { Call, CallResult } from "./smtp/session.ts";
import type { Source } from "./sources.ts";

export interface Placed {
  /** By the address of this host. */
  outcomes: Map<string, Outcome>;
  facts: ProbeFact[];
  warnings: string[];
}

export async function placeCalls(
  sources: readonly Source[],
  server: Server | null,
  task: ProbeTask,
): Promise<Placed> {
  const placed: Placed = { outcomes: new Map(), facts: [], warnings: [] };
  const isSending = task.send !== null && !task.send.viaMailer;
  if ((!task.connect && !isSending) || server === null) return placed;
  const senders = sources.filter(({ sends }) => sends !== "no");
  const planned = senders.map((source) => ({ source, planned: planCall(source, server, task) }));
  for (const { source, planned: call } of planned)
    if (call === null)
      placed.warnings.push(
        `${source.ip}: ${server.host} has no IPv${source.family} address: nobody was called from there`,
      );
  if (senders.length === 0)
    placed.warnings.push("no address is known that this mail leaves from: nobody was called");
  const calls = planned.flatMap(({ planned: call }) => call ?? []);
  if (calls.length === 0) return placed;
  if (isSending) task.onWarning(UNSIGNED);
  const { results, leftOut } = await callAll(
    calls.map(({ call }) => call),
    task.stateFolder,
    {
      signal: task.signal,
      onCall: ({ peer }) => task.onProgress?.(`calling ${peer.host} from ${peer.from}`),
    },
  );
  for (const [index, { call, messageId }] of calls.entries()) {
    const result = results[index] ?? null;
    if (result !== null) placed.outcomes.set(call.peer.from, outcomeOf(result, call, messageId));
  }
  placed.facts.push(...limitFact(MAX_CALLS, leftOut));
  return placed;
}

const UNSIGNED =
  "a direct message is not signed with DKIM: Gmail may refuse it as unauthenticated (5.7.26), which says nothing of the mail server's own mail";

interface Planned {
  call: Call;
  messageId: string;
}

/** Null where the server has no address of the family. */
function planCall({ ip, family, helo, ways }: Source, server: Server, task: ProbeTask): Planned | null {
  const there = server.addresses.find((address) => ipFamily(address.ip) === family);
  if (there === undefined) return null;
  const name = helo ?? literal(ip);
  const peer = { host: there.host, ip: there.ip, port: server.port, from: ip };
  const call = { peer, helo: name, ways, timeoutMilliseconds: task.timeoutMilliseconds };
  if (task.send === null || task.send.viaMailer) return { call: { ...call, message: null }, messageId: "" };
  const { recipient } = task.send;
  const sender = task.send.sender ?? `postmaster@${name}`;
  const { messageId, text } = letter({ sender, recipient, from: ip, helo: name });
  return { call: { ...call, message: { sender, recipient, text } }, messageId };
}

/** RFC 5321 section 4.1.3, for a host without a name. */
function literal(ip: string): string {
  return ip.includes(":") ? `[IPv6:${ip}]` : `[${ip}]`;
}

function outcomeOf({ connection, accepted }: CallResult, { message }: Call, messageId: string): Outcome {
  if (message === null) return { connection, delivery: null };
  const { recipient, sender } = message;
  const { reply, verdict } = connection;
  const outcome = accepted ? "accepted" : outcomeWithout(connection);
  return {
    connection,
    delivery: { way: "direct", recipient, sender, outcome, messageId, from: connection.from, reply, verdict },
  };
}

function outcomeWithout({ stage, verdict, failure }: ProbeConnection): ProbeDelivery["outcome"] {
  const isBefore = stage === "connect" || stage === "greeting" || stage === "ehlo" || stage === "starttls";
  if (failure !== null) return isBefore ? "no connection" : "unknown";
  return verdict?.code.startsWith("4") === true ? "deferred" : "refused";
}
