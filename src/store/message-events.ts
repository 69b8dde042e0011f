// Whose a message is, and what its mentions have in common.

import { hash } from "node:crypto";
import { messageKey } from "../counting/keys.ts";
import type {
  OtherReceiverRefusal,
  OtherRefusal,
  Rejection,
  SenderRefusal,
  Suspension,
  Unread,
} from "../model/events.ts";
import type { StoredEvent } from "./history/lines.ts";
import type { EventRow } from "./rows.ts";

export type MessageEvent = Exclude<StoredEvent, OtherRefusal | Unread | OtherReceiverRefusal>;

type Reply = Rejection | SenderRefusal;

function isReply(event: MessageEvent): event is Reply {
  return event.schema === "whybounce.rejection/1" || event.schema === "whybounce.sender-refusal/1";
}

export function isRefused(event: MessageEvent): event is Reply | Suspension {
  return isReply(event) || event.schema === "whybounce.suspension/1";
}

// ---------------------------------------------------------------- the home of a message

/** What a bounce tells waits here until a log tells of the same message. */
export const WAITING = "@";

/** Bounces that wait are counted in so many parts, by their messages. */
const WAITING_HEX_DIGITS = 2;

/**
 * Logs name a host `mx1`, DSNs `mx1.example.com`. A bounce may name it otherwise, or not at all; and without a queue id
 * a message is known by words that another host's log may have, too.
 */
export function homeOf(event: MessageEvent): string {
  if (isRoaming(event))
    return `${WAITING}${hash("md5", roamingKey(event), "hex").slice(0, WAITING_HEX_DIGITS)}`;
  return homeOfHost(event.reportingMta ?? "");
}

export function homeOfHost(name: string): string {
  const host = name.toLowerCase().replace(/\..*$/s, "");
  return host.startsWith(WAITING) ? ` ${host}` : host;
}

/** Log lines are known by their queue id alone; a bounce rather by the Message-ID, which each about the message quotes. */
function roamingKey(event: MessageEvent): string {
  if (isReply(event) && event.via !== "log") return event.messageId ?? messageKey(event);
  return isRefused(event) ? messageKey(event) : (originalOf(event) ?? event.queueId);
}

function originalOf(event: MessageEvent): string | null {
  return "originalQueueId" in event ? (event.originalQueueId ?? null) : null;
}

/** Nothing, or not enough, says which host had the message. */
function isRoaming(event: MessageEvent): boolean {
  return viaOf(event) !== "log" || event.queueId === null || event.reportingMta === null;
}

export function viaOf(event: MessageEvent): string {
  return isReply(event) ? event.via : "log";
}

// ---------------------------------------------------------------- what mentions have in common

type Links = Pick<EventRow, "queue_link" | "message_link" | "reply_link">;

/**
 * 0 where nothing is known: the engine need not compare texts. What puts a message into the queue again has the link of its
 * new queue id in place of its Message-ID's.
 */
export function linksOf(event: MessageEvent): Links {
  const { queueId } = event;
  return {
    queue_link: linkOf("queue", originalOf(event) ?? queueId),
    message_link:
      event.schema === "whybounce.requeue/1"
        ? linkOf("queue", queueId)
        : linkOf("message", messageNameOf(event)),
    reply_link: isReply(event) ? linkOf("reply", event.replyId ?? event.id) : 0,
  };
}

/** The Message-ID, or what else names a message without a queue id. */
function messageNameOf(event: MessageEvent): string | null {
  if (!isRefused(event)) return null;
  const messageId = isReply(event) ? event.messageId : null;
  return messageId?.toLowerCase() ?? (event.queueId === null ? messageKey(event) : null);
}

/** As many bits as a JavaScript number has. Two that are one by chance cost a look at some rows more. */
const HEX_DIGITS = 13;

function linkOf(kind: string, words: string | null): number {
  if (words === null) return 0;
  return Number.parseInt(hash("md5", `${kind} ${words}`, "hex").slice(0, HEX_DIGITS), 16);
}
