// What is kept of each refusal × recipient, and how two mentions of one refusal become one.

import type { ReceivedHosts } from "../model/delivery.ts";
import type { Rejection, SenderRefusal, Suspension } from "../model/events.ts";
import { copied, shared } from "../base/memory/strings.ts";
import { timeOf } from "../base/standards/iso-time.ts";
import { logName } from "../model/log-name.ts";
import { suspendedRefusal, type RefusalFields } from "./keys.ts";

/** The reply's text is not kept: there may be a million of them. */
export interface Refusal extends Omit<RefusalFields, "id" | "time" | keyof ReceivedHosts> {
  /** Key of its event. */
  key: string;
  /** Key of its message; assigned when all refusals are known. */
  message: string;
  /** Milliseconds since the epoch. */
  time: number | null;
  /** When it was told last: a mailer repeats a refusal while it does not try again. */
  lastTime: number | null;
  suspended: boolean;
  /** Null for a log's. */
  received: ReceivedHosts | null;
  /** The log, where that names no host. */
  log?: string;
}

export function ofRejection(event: Rejection): Refusal {
  return compact(event, false);
}

export function ofSuspension(event: Suspension): Refusal {
  return compact(suspendedRefusal(event), true);
}

export function ofSenderRefusal(event: SenderRefusal): Refusal {
  return compact(event, event.suspended === true);
}

function compact(event: RefusalFields & Partial<Pick<Rejection, "source">>, suspended: boolean): Refusal {
  const { via, source, reportingMta } = event;
  const log = via === "log" && source ? logName(reportingMta, source.path) : null;
  const time = event.time === null ? null : timeOf(event.time);
  return {
    key: copied(event.id),
    message: "",
    sendingIp: shared(event.sendingIp),
    code: shared(event.code),
    sender: shared(event.sender),
    recipient: copied(event.recipient),
    queueId: shared(event.queueId),
    messageId: shared(event.messageId),
    reportingMta: shared(event.reportingMta),
    localIp: shared(event.localIp),
    remoteMta: shared(event.remoteMta),
    pid: shared(event.pid ?? null),
    replyId: copied(event.replyId),
    via: event.via,
    mta: shared(event.mta ?? null),
    originalQueueId: shared(event.originalQueueId ?? null),
    arrived: shared(event.arrived ?? null),
    action: event.action,
    time,
    lastTime: event.repeated ? timeOf(event.repeated) : time,
    suspended,
    received: receivedOf(event),
    ...(event.hostGiven === true ? { hostGiven: true as const } : {}),
    ...(log === null ? {} : { log: shared(log) }),
  };
}

/** One field for three that only bounces have: there may be a million refusals of a log's. */
function receivedOf({
  receivedBy = null,
  returnedBy = null,
  passedBy = null,
}: RefusalFields): ReceivedHosts | null {
  if (receivedBy === null && returnedBy === null && passedBy === null) return null;
  return { receivedBy: shared(receivedBy), returnedBy: shared(returnedBy), passedBy: shared(passedBy) };
}

/** As an event has them: what is not known is left out. */
export function receivedFields(received: ReceivedHosts | null): Partial<ReceivedHosts> {
  const known = Object.entries(received ?? {}).filter(([, host]) => host !== null);
  return Object.fromEntries(known);
}

/** Two mentions of one refusal, in whatever order they come: the log's words, the earlier time, the final action. */
export function better(a: Refusal, b: Refusal): Refusal {
  const [first, second] = wordsOf(b) < wordsOf(a) ? [b, a] : [a, b];
  return {
    ...first,
    sendingIp: first.sendingIp ?? second.sendingIp,
    sender: first.sender ?? second.sender,
    queueId: first.queueId ?? second.queueId,
    messageId: first.messageId ?? second.messageId,
    reportingMta: longer(first.reportingMta, second.reportingMta),
    originalQueueId: first.originalQueueId ?? second.originalQueueId ?? null,
    arrived: first.arrived ?? second.arrived ?? null,
    time: earlier(first.time, second.time),
    lastTime: latest(first.lastTime, second.lastTime),
    action: first.action === "failed" ? "failed" : second.action,
    received: bothReceived(first.received, second.received),
  };
}

function bothReceived(a: ReceivedHosts | null, b: ReceivedHosts | null): ReceivedHosts | null {
  if (a === null || b === null) return a ?? b;
  return {
    receivedBy: smaller(a.receivedBy, b.receivedBy),
    returnedBy: smaller(a.returnedBy, b.returnedBy),
    passedBy: smaller(a.passedBy, b.passedBy),
  };
}

/** Sorts a log's mention before a bounce's, and what is known before what is not. */
function wordsOf({
  via,
  sender,
  recipient,
  queueId,
  messageId,
  remoteMta,
  localIp,
  pid,
  mta,
}: Refusal): string {
  const words = [sender, recipient, queueId, messageId, remoteMta, localIp, pid, mta];
  return [via === "log" ? 0 : 1, ...words.map((word) => word ?? UNKNOWN_LAST)].join(" ");
}

const UNKNOWN_LAST = "\uffff";

/** Logs name a host `mx1`, DSNs `mx1.example.com`. */
export function longer(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  if (a.length === b.length) return smaller(a, b);
  return b.length > a.length ? b : a;
}

/** Order-independent choice: the smaller spelling. */
export function smaller<Word extends string | null>(a: Word, b: Word): Word {
  if (a === null || b === null) return a ?? b;
  return b < a ? b : a;
}

export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}

export function byTimeAndKey(a: Refusal, b: Refusal): number {
  return (a.time ?? 0) - (b.time ?? 0) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
}
