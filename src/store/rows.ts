// Events as rows of the store, and back.

import { createHash } from "node:crypto";
import {
  exchangerOf,
  mailboxOf,
  messageKey,
  otherReceiverMessageKey,
  otherRefusalKey,
  suspendedRefusal,
  type RefusalFields,
} from "../counting/keys.ts";
import type {
  AnalysisEvent,
  OtherReceiverRefusal,
  OtherRefusal,
  Outcome,
  Rejection,
} from "../model/events.ts";
import { domainOf } from "../base/standards/mailbox.ts";
import { dayOf } from "./tables.ts";

export type Row = Record<string, string | number | null> & { message: string; mention: string };

/** `pushed` is in seconds since the epoch: the engine keeps the later of two copies of a row. */
export function toRow(event: AnalysisEvent, pushed: number): Row {
  const { time, schema } = event;
  const milliseconds = time === null ? null : Date.parse(time);
  return {
    message: messageOf(event),
    mention: mentionOf(event),
    // A row of unknown time lies on the first day of all.
    day: dayOf(milliseconds ?? 0),
    time: milliseconds,
    schema,
    event: JSON.stringify(event),
    pushed,
    ...columnsOf(event),
  };
}

/** The rows of one key are kept on one server: it is the message as the counting names it. */
function messageOf(event: AnalysisEvent): string {
  switch (event.schema) {
    case "whybounce.rejection/1":
    case "whybounce.suspension/1":
    case "whybounce.outcome/1":
      return messageKey(event);
    case "whybounce.requeue/1":
      return event.originalQueueId;
    case "whybounce.other/1":
      return otherRefusalKey(event) ?? mentionOf(event);
    case "whybounce.sender-refusal/1":
      return event.id;
    case "whybounce.other-receiver/1":
      return otherReceiverMessageKey(event);
    case "whybounce.unread/1":
      return event.id;
  }
}

/** The same for the same words, wherever they were read: a log that was rotated has another name. */
function mentionOf(event: AnalysisEvent): string {
  const { source: _source, ...words } = event as Rejection;
  const sorted = Object.entries(words).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 20);
}

function columnsOf(event: AnalysisEvent): Record<string, string | number> {
  switch (event.schema) {
    case "whybounce.rejection/1":
      return refusalColumns(event);
    case "whybounce.suspension/1":
      return refusalColumns(suspendedRefusal(event));
    case "whybounce.outcome/1":
      return outcomeColumns(event);
    case "whybounce.other/1":
      return otherColumns(event);
    // It has no table.
    case "whybounce.sender-refusal/1":
      return {};
    case "whybounce.other-receiver/1":
      return otherReceiverColumns(event);
    case "whybounce.requeue/1":
      return { outcome: "", recipient: "", mailbox: "", exchanger: "", pid: "" };
    case "whybounce.unread/1":
      return { code: "", meaning: "", attempts: 1 };
  }
}

function refusalColumns(event: RefusalFields): Record<string, string> {
  const { id, code, action, via, sender, recipient } = event;
  return {
    id,
    code,
    action,
    via,
    sending_ip: event.sendingIp ?? "",
    sender: sender ?? "",
    sender_domain: sender === null ? "" : domainOf(sender),
    recipient: recipient ?? "",
    mailbox: mailboxOf(recipient),
    queue_id: event.queueId ?? "",
    message_id: event.messageId ?? "",
    reporting_mta: event.reportingMta ?? "",
    remote_mta: event.remoteMta ?? "",
    exchanger: exchangerOf(event.remoteMta),
    local_ip: event.localIp ?? "",
    pid: event.pid ?? "",
    reply_id: event.replyId ?? "",
  };
}

function outcomeColumns({ outcome, recipient, remoteMta, pid }: Outcome): Record<string, string> {
  return {
    outcome,
    recipient: recipient ?? "",
    mailbox: mailboxOf(recipient),
    exchanger: exchangerOf(remoteMta),
    pid: pid ?? "",
  };
}

function otherColumns({ code, meaning, attempts }: OtherRefusal): Record<string, string | number> {
  return { code, meaning, attempts };
}

function otherReceiverColumns(event: OtherReceiverRefusal): Record<string, string> {
  const { id, receiver, name, code, via, reply } = event;
  return {
    id,
    receiver,
    name,
    code,
    via,
    reply,
    sending_ip: event.sendingIp ?? "",
    mailbox: mailboxOf(event.recipient),
    queue_id: event.queueId ?? "",
    message_id: event.messageId ?? "",
    remote_mta: event.remoteMta ?? "",
  };
}
