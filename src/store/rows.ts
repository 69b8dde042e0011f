// Events as rows of the store, and back.

import { createHash } from "node:crypto";
import { exchangerOf } from "../counting/deliveries.ts";
import type {
  AnalysisEvent,
  OtherReceiverRefusal,
  OtherRefusal,
  Outcome,
  Rejection,
  Suspension,
} from "../model/events.ts";
import { domainOf } from "../base/standards/mailbox.ts";

export type Row = Record<string, string | number | null> & { message: string; mention: string };

const LAST_DAY = Date.UTC(2105, 11, 31);

/** `pushed` in seconds since the epoch: of two copies of a row the engine keeps the later. */
export function toRow(event: AnalysisEvent, pushed: number): Row {
  const { time, schema } = event;
  const milliseconds = time === null ? null : Date.parse(time);
  return {
    message: messageOf(event),
    mention: mentionOf(event),
    day: dayOf(milliseconds),
    time: milliseconds,
    schema,
    event: JSON.stringify(event),
    pushed,
    ...columnsOf(event),
  };
}

/** What belongs together is kept on one server: what a message is called, as the counting has it. */
function messageOf(event: AnalysisEvent): string {
  switch (event.schema) {
    case "whybounce.rejection/1":
      return event.originalQueueId ?? event.queueId ?? event.messageId ?? event.sender ?? "";
    case "whybounce.suspension/1":
      return event.originalQueueId ?? event.queueId ?? event.sender ?? "";
    case "whybounce.outcome/1":
      return event.originalQueueId ?? event.queueId;
    case "whybounce.requeue/1":
      return event.originalQueueId;
    case "whybounce.other/1":
      return event.replyId ?? event.id ?? mentionOf(event);
    case "whybounce.other-receiver/1":
      return event.queueId ?? event.messageId ?? event.id;
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

/** The engine's dates end in 2106; a time that is not known, or cannot be, is the first day of all. */
function dayOf(milliseconds: number | null): string {
  const within = Math.min(Math.max(milliseconds ?? 0, 0), LAST_DAY);
  return new Date(within).toISOString().slice(0, 10);
}

function columnsOf(event: AnalysisEvent): Record<string, string | number> {
  switch (event.schema) {
    case "whybounce.rejection/1":
      return refusalColumns(event);
    case "whybounce.suspension/1":
      return refusalColumns({ ...unsaid, ...event, id: suspensionId(event) });
    case "whybounce.outcome/1":
      return outcomeColumns(event);
    case "whybounce.other/1":
      return otherColumns(event);
    case "whybounce.other-receiver/1":
      return otherReceiverColumns(event);
    case "whybounce.requeue/1":
      return { outcome: "", recipient: "", mailbox: "", exchanger: "", pid: "" };
    case "whybounce.unread/1":
      return { code: "", meaning: "", attempts: 1 };
  }
}

const unsaid = {
  action: "delayed",
  via: "log",
  messageId: null,
  remoteMta: null,
  localIp: null,
  replyId: null,
} as const;

function suspensionId({ queueId, recipient, sendingIp, code }: Suspension): string {
  return ["suspended", queueId, recipient?.toLowerCase(), sendingIp, code].join(" ");
}

type RefusalFields = Pick<
  Rejection,
  | "id"
  | "code"
  | "action"
  | "via"
  | "sendingIp"
  | "sender"
  | "recipient"
  | "queueId"
  | "messageId"
  | "reportingMta"
  | "remoteMta"
  | "localIp"
  | "pid"
  | "replyId"
>;

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
    mailbox: recipient?.toLowerCase() ?? "",
    queue_id: event.queueId ?? "",
    message_id: event.messageId ?? "",
    reporting_mta: event.reportingMta ?? "",
    remote_mta: event.remoteMta ?? "",
    exchanger: event.remoteMta ? exchangerOf(event.remoteMta) : "",
    local_ip: event.localIp ?? "",
    pid: event.pid ?? "",
    reply_id: event.replyId ?? "",
  };
}

function outcomeColumns({ outcome, recipient, remoteMta, pid }: Outcome): Record<string, string> {
  return {
    outcome,
    recipient: recipient ?? "",
    mailbox: recipient?.toLowerCase() ?? "",
    exchanger: remoteMta ? exchangerOf(remoteMta) : "",
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
    mailbox: event.recipient?.toLowerCase() ?? "",
    queue_id: event.queueId ?? "",
    message_id: event.messageId ?? "",
    remote_mta: event.remoteMta ?? "",
  };
}
