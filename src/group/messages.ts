// Which refusals and outcomes belong to one message. A queue id names it, but Postfix's short ids are made
// of an inode and a fraction of a second, and come again: days later, or on another host.

import type { Outcome } from "../model.ts";
import { push } from "./lists.ts";
import { byTimeAndKey, type Refusal } from "./refusal.ts";

/** No mailer keeps a message longer between two attempts. */
export const LONGEST_SILENCE = 6 * 24 * 3_600_000;

interface Message {
  key: string;
  messageId: string | null;
  /** As logged: DSNs may write it otherwise. */
  sender: string | null;
  host: string | null;
  firstTime: number | null;
  lastTime: number | null;
}

/** Sets each refusal's message. The result finds the message that an outcome belongs to. */
export function assignMessages(refusals: readonly Refusal[]): (outcome: Outcome) => string {
  const byQueueId = new Map<string, Refusal[]>();
  for (const refusal of refusals) {
    if (refusal.queueId === null) refusal.message = refusal.messageId ?? refusal.sender ?? "";
    else push(byQueueId, refusal.queueId, refusal);
  }
  /** Of the queue ids that came again; the others name one message, which has its key from them. */
  const reused = new Map<string, Message[]>();
  for (const [queueId, named] of byQueueId) {
    const messages = named.length === 1 ? [] : separate(queueId, named);
    if (messages.length === 0) named[0]!.message = queueId;
    if (messages.length > 1) reused.set(queueId, messages);
  }
  return (outcome) => messageAt(reused.get(outcome.queueId) ?? [], outcome)?.key ?? outcome.queueId;
}

function separate(queueId: string, refusals: readonly Refusal[]): Message[] {
  const messages: Message[] = [];
  for (const refusal of refusals.toSorted(byTimeAndKey)) {
    let message = messages.findLast((known) => isSame(known, refusal));
    if (!message) {
      const key = messages.length === 0 ? queueId : `${queueId}#${messages.length}`;
      message = { key, messageId: null, sender: null, host: null, firstTime: refusal.time, lastTime: null };
      messages.push(message);
    }
    refusal.message = message.key;
    message.messageId ??= refusal.messageId;
    message.lastTime = refusal.time ?? message.lastTime;
    if (refusal.via === "dsn") continue;
    message.sender ??= refusal.sender;
    message.host ??= refusal.reportingMta;
  }
  for (const refusal of refusals) shareEnvelope(refusal, messages);
  return messages;
}

/** What one refusal's surroundings told of the message holds for all of its refusals. */
function shareEnvelope(refusal: Refusal, messages: readonly Message[]): void {
  const message = messages.find(({ key }) => key === refusal.message);
  refusal.sender ??= message?.sender ?? null;
  refusal.messageId ??= message?.messageId ?? null;
}

function isSame(message: Message, refusal: Refusal): boolean {
  if (differ(message.messageId, refusal.messageId)) return false;
  if (refusal.time !== null && message.lastTime !== null && refusal.time - message.lastTime > LONGEST_SILENCE)
    return false;
  return (
    refusal.via === "dsn" ||
    (!differ(message.sender, refusal.sender) && !differ(message.host, refusal.reportingMta))
  );
}

/** Two host names of which one is the other's beginning are one: `mx1` and `mx1.example.com`. */
function differ(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return one !== other && !one.startsWith(`${other}.`) && !other.startsWith(`${one}.`);
}

/** The latest message that was refused before the outcome; where hosts share a queue id, one of the same host. */
function messageAt(messages: readonly Message[], { time, reportingMta }: Outcome): Message | undefined {
  if (messages.length < 2) return messages[0];
  const own = messages.filter(({ host }) => !differ(host, reportingMta));
  const candidates = own.length > 0 ? own : messages;
  if (time === null) return candidates[0];
  const at = Date.parse(time);
  return candidates.findLast(({ firstTime }) => firstTime === null || firstTime <= at) ?? candidates[0];
}
