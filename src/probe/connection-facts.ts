// What a connection, and a test message, tell of an address.

import type { ProbeConnection, ProbeDelivery } from "../model/probe.ts";
import type { ProbeFact, ProbeState, RefusedReply } from "../model/probe-findings.ts";
import { AGAIN_MILLISECONDS } from "./manners.ts";
import { isAnotherServer, type Server } from "./server.ts";

interface Context {
  /** Seconds that were waited for the connection and for each reply. */
  seconds: number;
  server: Server | null;
}

export function connectionFacts(connection: ProbeConnection, context: Context): ProbeFact[] {
  const remembered = connection.remembered ? [notAgain(connection)] : [];
  const { failure } = connection;
  if (failure === null && isAnotherServer(connection, context.server))
    return [...remembered, anotherServer(connection)];
  return [...remembered, ...(failureFact(connection, context) ?? addressFact(connection))];
}

function notAgain({ from, at }: ProbeConnection): ProbeFact {
  const again = new Date(Date.parse(at) + AGAIN_MILLISECONDS).toISOString();
  return { id: "probe_not_again", state: "note", ip: from, data: { at, again } };
}

// ---------------------------------------------------------------- it came to nothing

/** Null for a connection in which everything that was asked was answered. */
function failureFact(connection: ProbeConnection, { seconds }: Context): ProbeFact[] | null {
  const { from: ip, server, serverIp, port, stage, failure, reply, verdict } = connection;
  const peer = { server, serverIp, port };
  const fail = { ip, state: "fail" as const };
  const unknown = { ip, state: "unknown" as const };
  switch (failure) {
    case "silent":
      return [{ id: "probe_port_blocked", ...fail, data: { ...peer, seconds } }];
    case "refused":
      return [{ id: "probe_connection_refused", ...fail, data: peer }];
    case "no route":
      return [{ id: "probe_no_route", ...fail, data: { ...peer, family: ip.includes(":") ? 6 : 4 } }];
    case "not permitted":
      return [{ id: "probe_not_permitted", ...fail, data: peer }];
    case "not on host":
      return [];
    case "time is over":
      return [{ id: "probe_no_greeting", ...unknown, data: { ...peer, stage, seconds } }];
    case "lost":
    case "tls failed":
    case "other":
      return [{ id: "probe_connection_lost", ...unknown, data: { ...peer, stage } }];
    case "not smtp":
      return [{ id: "probe_not_smtp", ...unknown, data: { ...peer, stage, reply: firstLine(reply) } }];
    case null:
      return verdict !== null && isBeforeMail(connection)
        ? [{ id: "probe_greeting_refused", ...fail, data: { ...peer, ...refusedReply(connection) } }]
        : null;
  }
}

function isBeforeMail({ stage }: ProbeConnection): boolean {
  return stage === "greeting" || stage === "ehlo" || stage === "starttls";
}

/** A line of a stranger's in a sentence. */
const MAX_LINE = 200;

function firstLine(text: string | null): string {
  return (text ?? "").split("\n", 1)[0]!.slice(0, MAX_LINE);
}

function refusedReply({
  stage,
  verdict,
  reply,
}: Pick<ProbeConnection, "verdict" | "reply"> & { stage: string }): RefusedReply {
  const reason = verdict?.kind === "ptr" ? "reverse DNS" : verdict?.kind === "other" ? "known" : "unknown";
  return {
    stage,
    code: verdict?.code ?? "",
    reason,
    meaning: verdict?.meaning ?? null,
    reply: oneLine(reply),
  };
}

function oneLine(text: string | null): string {
  return (text ?? "").replaceAll(/\s+/g, " ").slice(0, 2 * MAX_LINE);
}

// ---------------------------------------------------------------- it was answered

function anotherServer({ from: ip, server, serverIp, port, greeting, reply }: ProbeConnection): ProbeFact {
  const data = { server, serverIp, port, greeting: firstLine(greeting ?? reply) };
  return { id: "probe_another_server", state: "fail", ip, data };
}

function addressFact({ from: ip, server, seenIp }: ProbeConnection): ProbeFact[] {
  return seenIp === null ? [{ id: "probe_no_address", state: "note", ip, data: { server } }] : [];
}

// ---------------------------------------------------------------- a test message

/** `ip`: the address that it left from; null where the mail server chose it. */
export function deliveryFacts(
  ip: string | null,
  delivery: ProbeDelivery,
  connection: ProbeConnection | null,
): ProbeFact[] {
  const { outcome } = delivery;
  // The connection has told it, or nobody knows.
  const isTold = connection !== null && isBeforeMail(connection);
  if (isTold || outcome === "no connection" || outcome === "unknown") return [];
  return [outcomeFact(ip, delivery, connection?.stage ?? "message", outcome), ...directFacts(ip, connection)];
}

function outcomeFact(
  ip: string | null,
  delivery: ProbeDelivery,
  stage: string,
  outcome: "accepted" | "refused" | "deferred",
): ProbeFact {
  const { recipient, reply, verdict } = delivery;
  if (outcome === "accepted")
    return { id: "probe_accepted", state: "pass", ip, data: { recipient, reply: reply && oneLine(reply) } };
  const data = { recipient, ...refusedReply({ stage, verdict, reply }) };
  return { id: `probe_${outcome}`, state: refusalState(delivery), ip, data };
}

/** What a message misses that no mail server sent. */
function directFacts(ip: string | null, connection: ProbeConnection | null): ProbeFact[] {
  if (connection === null) return [];
  const { tls, server } = connection;
  const unsigned: ProbeFact = { id: "probe_unsigned", state: "note", ip, data: {} };
  return tls ? [unsigned] : [{ id: "probe_unencrypted", state: "note", ip, data: { server } }, unsigned];
}

/** That an unsigned message was refused as such says nothing of the mail server's own mail. */
function refusalState({ way, verdict }: ProbeDelivery): ProbeState {
  const isUnsigned = /^\d{3}-[45]\.7\.(?:26|27|30|32)$/.test(verdict?.code ?? "");
  return way === "direct" && isUnsigned ? "warn" : "fail";
}
