// What a judged attempt is to the report: a refusal for reverse DNS, one for the sender, another one, or another receiver's.

import { hash } from "node:crypto";
import { domainOf } from "../base/standards/mailbox.ts";
import { isoTime } from "../base/standards/iso-time.ts";
import type { DeliveryAttempt, ReceivedHosts, Reply, SourcePosition } from "../model/delivery.ts";
import type {
  AnalysisEvent,
  OtherReceiverRefusal,
  OtherRefusal,
  Rejection,
  SenderRefusal,
  Suspension,
} from "../model/events.ts";
import type { RefusalCauseId } from "../model/refusal-topics.ts";
import type { Verdict } from "./receivers/receiver.ts";

/** The events for a judged attempt; none for one that repeats another message's refusal of a kind that is only counted. */
export function toEvents(
  attempt: DeliveryAttempt,
  reply: Reply,
  verdict: Verdict,
  source: SourcePosition,
): AnalysisEvent[] {
  if (verdict.kind === "ptr") {
    return [attempt.suspended ? toSuspension(attempt, reply) : toRejection(attempt, reply, verdict, source)];
  }
  if (verdict.kind === "other-ptr")
    return attempt.suspended ? [] : [toOtherReceiverRefusal(attempt, reply, verdict, source)];
  const counted = attempt.suspended ? [] : [toOtherRefusal(attempt, reply, verdict)];
  const { cause } = verdict;
  return cause === null
    ? counted
    : [...counted, toSenderRefusal(attempt, reply, { ...verdict, cause }, source)];
}

function toOtherRefusal(
  attempt: DeliveryAttempt,
  reply: Reply,
  { receiver, meaning, named }: Verdict & { kind: "other" },
): OtherRefusal {
  const time = isoTime(attempt.time);
  const { namedIp, namedDomain, namedAs, recipientRule } = named;
  const id = reply.replyId === null ? stableHash(joinKey(attempt, reply, time)) : undefined;
  const refusal: OtherRefusal = {
    schema: "whybounce.other/1",
    time,
    receiver,
    replyId: reply.replyId,
    code: reply.code,
    meaning,
    attempts: 1,
    senderDomain: senderDomainOf(attempt.sender),
    sendingIp: reply.bracketedIp ?? namedIp,
    namedDomain,
    namedAs,
  };
  if (recipientRule) refusal.recipientRule = true;
  if (id === undefined) return refusal;
  const { schema, ...fields } = refusal;
  return { schema, id, ...fields };
}

function toSenderRefusal(
  attempt: DeliveryAttempt,
  reply: Reply,
  { receiver, cause, named }: Extract<Verdict, { kind: "other" }> & { cause: RefusalCauseId },
  source: SourcePosition,
): SenderRefusal {
  const time = isoTime(attempt.time);
  const { action, sender, recipient, queueId, messageId, reportingMta, mta, via, pid, origin } = attempt;
  const { remoteMta, remoteIp, localIp, suspended } = attempt;
  const { namedDomain, namedAs, namedIp } = named;
  return {
    schema: "whybounce.sender-refusal/1",
    id: stableHash(suspended ? suspendedKey(attempt, reply) : joinKey(attempt, reply, time)),
    time,
    receiver,
    cause,
    code: reply.code,
    action: suspended ? "delayed" : action,
    sendingIp: reply.bracketedIp ?? namedIp ?? attempt.sendingIp ?? null,
    namedDomain,
    namedAs,
    sender,
    ...(origin?.fromDomain ? { fromDomain: origin.fromDomain } : {}),
    ...signedBy(attempt),
    recipient,
    queueId,
    messageId,
    reportingMta,
    remoteMta,
    remoteIp,
    localIp,
    ...(pid && (recipient === null || reply.replyId === null) ? { pid } : {}),
    mta,
    via,
    source,
    replyId: reply.replyId,
    reply: reply.text,
    ...(suspended ? { suspended: true as const } : {}),
  };
}

/** The selectors of the returned message, where it was signed. */
function signedBy({ origin }: DeliveryAttempt): Pick<Rejection, "signedBy"> {
  return origin && origin.signedBy.length > 0 ? { signedBy: origin.signedBy.join(" ") } : {};
}

/** A mailer repeats one earlier refusal for a delivery as often as it looks at its queue. */
function suspendedKey({ queueId, recipient }: DeliveryAttempt, reply: Reply): string {
  return ["suspended", queueId, recipient?.toLowerCase(), reply.bracketedIp, reply.code].join(" ");
}

/** Null for a bounce, which has no sender. */
function senderDomainOf(sender: string | null): string | null {
  return sender?.includes("@") ? domainOf(sender) : null;
}

function toRejection(
  attempt: DeliveryAttempt,
  reply: Reply,
  verdict: Verdict,
  source: SourcePosition,
): Rejection {
  const time = isoTime(attempt.time);
  const rejection: Rejection = {
    schema: "whybounce.rejection/1",
    id: stableHash(joinKey(attempt, reply, time)),
    time,
    receiver: verdict.receiver,
    code: reply.code,
    replyCode: reply.replyCode,
    enhancedStatusCode: reply.enhancedStatusCode,
    temporary: reply.replyCode < 500,
    action: attempt.action,
    sendingIp: reply.bracketedIp ?? attempt.sendingIp ?? null,
    sender: attempt.sender,
    recipient: attempt.recipient,
    queueId: attempt.queueId,
    messageId: attempt.messageId,
    reportingMta: attempt.reportingMta,
    remoteMta: attempt.remoteMta,
    remoteIp: attempt.remoteIp,
    localIp: attempt.localIp,
    mta: attempt.mta,
    via: attempt.via,
    source,
    replyId: reply.replyId,
    reply: reply.text,
  };
  if (attempt.origin && attempt.origin.signedBy.length > 0) Object.assign(rejection, signedBy(attempt));
  const isVague = attempt.recipient === null || reply.replyId === null;
  const named = isVague && attempt.pid ? withProcess(rejection, attempt.pid) : rejection;
  if (attempt.received) Object.assign(named, withoutNulls(attempt.received));
  if (attempt.hostGiven) named.hostGiven = true;
  return verdict.kind === "ptr" ? Object.assign(named, verdict.marks) : named;
}

function withoutNulls({ receivedBy, returnedBy, passedBy }: ReceivedHosts): Partial<ReceivedHosts> {
  return {
    ...(receivedBy === null ? {} : { receivedBy }),
    ...(returnedBy === null ? {} : { returnedBy }),
    ...(passedBy === null ? {} : { passedBy }),
  };
}

/** Rare fields are added later: objects of one shape are several times as fast. */
function withProcess(rejection: Rejection, pid: string): Rejection {
  const { mta, via, source, replyId, reply, ...front } = rejection;
  return { ...front, pid, mta, via, source, replyId, reply };
}

function toOtherReceiverRefusal(
  attempt: DeliveryAttempt,
  reply: Reply,
  { receiver, name, sendingIp }: Verdict & { kind: "other-ptr" },
  source: SourcePosition,
): OtherReceiverRefusal {
  const { recipient, queueId, messageId, reportingMta, remoteMta, remoteIp, via } = attempt;
  const time = isoTime(attempt.time);
  return {
    schema: "whybounce.other-receiver/1",
    id: stableHash([joinKey(attempt, reply, time), remoteMta, receiver].join(" ")),
    time,
    receiver,
    name,
    code: reply.code,
    sendingIp,
    recipient,
    queueId,
    messageId,
    reportingMta,
    remoteMta,
    remoteIp,
    via,
    source,
    reply: reply.text,
  };
}

function toSuspension(attempt: DeliveryAttempt, reply: Reply): Suspension {
  return {
    schema: "whybounce.suspension/1",
    time: isoTime(attempt.time),
    code: reply.code,
    sendingIp: reply.bracketedIp,
    sender: attempt.sender,
    recipient: attempt.recipient,
    queueId: attempt.queueId,
    reportingMta: attempt.reportingMta,
  };
}

/** Gmail's own token, the same wherever the reply is quoted; without it, who was refused what, when and where. */
function joinKey(attempt: DeliveryAttempt, reply: Reply, time: string | null): string {
  const recipient = attempt.recipient?.toLowerCase() ?? "";
  if (reply.replyId !== null) return `${reply.replyId} ${recipient}`;
  const { via, queueId, messageId, remoteMta } = attempt;
  return [via, queueId ?? messageId, time, reply.code, recipient, remoteMta].join(" ");
}

export function stableHash(text: string): string {
  return hash("sha256", text, "hex").slice(0, 20);
}
