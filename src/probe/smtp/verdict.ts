// What the receivers' rules say of a reply that refuses: the same rules that judge logs and bounces.

import { parseReply } from "../../base/standards/reply.ts";
import type { ProbeVerdict } from "../../model/probe.ts";
import { judge } from "../../refusals/judge.ts";

/** Null for a text without a reply code, and for one that refuses nothing. */
export function verdictOf(text: string, server: { host: string; ip: string | null }): ProbeVerdict | null {
  const parsed = parseReply(text);
  if (parsed === null || parsed.replyCode < 400) return null;
  const judged = judge({
    mta: "probe",
    via: "log",
    time: null,
    action: parsed.replyCode < 500 ? "delayed" : "failed",
    suspended: false,
    sender: null,
    recipient: null,
    queueId: null,
    messageId: null,
    reportingMta: null,
    remoteMta: server.host,
    remoteIp: server.ip,
    localIp: null,
    reply: text,
  });
  const unknown = { receiver: null, meaning: null, namedIp: parsed.bracketedIp };
  if (judged === null) return { kind: "unknown", code: parsed.code, ...unknown };
  const { verdict, reply } = judged;
  const { receiver } = verdict;
  const named = { code: reply.code, receiver, namedIp: reply.bracketedIp };
  if (verdict.kind === "ptr") return { kind: "ptr", meaning: null, ...named };
  if (verdict.kind === "other-ptr")
    return { kind: "ptr", meaning: null, ...named, namedIp: verdict.sendingIp ?? named.namedIp };
  return { kind: "other", meaning: verdict.meaning, ...named };
}
