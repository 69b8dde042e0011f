// Events of each kind: a usual one, with changes.

import type {
  AnalysisEvent,
  OtherReceiverRefusal,
  OtherRefusal,
  Outcome,
  Rejection,
  RequeueEvent,
  SenderRefusal,
  Suspension,
  Unread,
} from "../../src/model/events.ts";

/** A time of the day on which the usual events happened: `at("10:01")`. */
export const at = (clock: string) => `2026-02-23T${clock}:00.000Z`;

/** Its id is that of other mentions of the same refusal, as long as `change` names no other. */
export function rejection(change: Partial<Rejection> = {}): Rejection {
  const event: Rejection = {
    schema: "whybounce.rejection/1",
    id: "",
    time: at("10:00"),
    receiver: "gmail",
    code: "550-5.7.25",
    replyCode: 550,
    enhancedStatusCode: "5.7.25",
    temporary: false,
    action: "failed",
    sendingIp: "203.0.113.5",
    sender: "news@example.com",
    recipient: "user@gmail.com",
    queueId: "Q1",
    messageId: null,
    reportingMta: "mx1",
    remoteMta: "gmail-smtp-in.l.google.com",
    remoteIp: "192.0.2.26",
    localIp: null,
    mta: "postfix",
    via: "log",
    source: { path: "mail.log", line: 1 },
    replyId: "token-1",
    reply: "The IP address sending this message does not have a PTR record",
    ...change,
  };
  const key = event.replyId ?? `${event.via} ${event.queueId} ${event.time} ${event.code}`;
  return { ...event, id: change.id ?? `${key} ${event.recipient}` };
}

export function delayed(change: Partial<Rejection> = {}): Rejection {
  const reply = { code: "421-4.7.23", replyCode: 421, enhancedStatusCode: "4.7.23", temporary: true };
  return rejection({ ...reply, action: "delayed", ...change });
}

export function senderRefusal(change: Partial<SenderRefusal> = {}): SenderRefusal {
  const event: SenderRefusal = {
    schema: "whybounce.sender-refusal/1",
    id: "",
    time: at("10:00"),
    receiver: "gmail",
    cause: "spf_not_passed",
    code: "421-4.7.27",
    action: "delayed",
    sendingIp: "203.0.113.5",
    namedDomain: null,
    namedAs: null,
    sender: "news@example.com",
    recipient: "user@gmail.com",
    queueId: "Q1",
    messageId: null,
    reportingMta: "mx1",
    remoteMta: "gmail-smtp-in.l.google.com",
    remoteIp: "192.0.2.26",
    localIp: null,
    mta: "postfix",
    via: "log",
    source: { path: "mail.log", line: 1 },
    replyId: "token-1",
    reply: "Your email has been rate limited because SPF authentication didn't pass for this message.",
    ...change,
  };
  return { ...event, id: change.id ?? `${event.replyId} ${event.recipient}` };
}

export function suspension(change: Partial<Suspension> = {}): Suspension {
  return {
    schema: "whybounce.suspension/1",
    time: at("10:01"),
    code: "421-4.7.23",
    sendingIp: "203.0.113.5",
    sender: "news@example.com",
    recipient: "user@gmail.com",
    queueId: "Q2",
    reportingMta: "mx1",
    ...change,
  };
}

export function outcome(change: Partial<Outcome> = {}): Outcome {
  return {
    schema: "whybounce.outcome/1",
    outcome: "failed",
    time: at("12:00"),
    queueId: "Q1",
    reportingMta: "mx1",
    recipient: "user@gmail.com",
    ...change,
  };
}

export function requeue(change: Partial<RequeueEvent> = {}): RequeueEvent {
  return {
    schema: "whybounce.requeue/1",
    time: at("11:00"),
    queueId: "Q2",
    originalQueueId: "Q1",
    reportingMta: "mx1",
    ...change,
  };
}

export function otherRefusal(change: Partial<OtherRefusal> = {}): OtherRefusal {
  return {
    schema: "whybounce.other/1",
    time: at("10:00"),
    replyId: "token-9",
    receiver: "gmail",
    code: "550-5.7.26",
    meaning: "unauthenticated sender",
    attempts: 1,
    ...change,
  };
}

export function otherReceiverRefusal(change: Partial<OtherReceiverRefusal> = {}): OtherReceiverRefusal {
  return {
    schema: "whybounce.other-receiver/1",
    id: "other-receiver-1",
    time: at("10:00"),
    receiver: "att",
    name: "AT&T",
    code: "550-5.7.1",
    sendingIp: "203.0.113.5",
    recipient: "user@att.example",
    queueId: "Q1",
    messageId: null,
    reportingMta: "mx1",
    remoteMta: "mx.att.example",
    remoteIp: "192.0.2.40",
    via: "log",
    source: { path: "mail.log", line: 1 },
    reply: "no PTR record",
    ...change,
  };
}

export function unread(change: Partial<Unread> = {}): Unread {
  return {
    schema: "whybounce.unread/1",
    id: "unread-1",
    time: at("10:00"),
    source: { path: "mail.log", line: 1 },
    ...change,
  };
}

export function rejectionsIn({ events }: { events: readonly AnalysisEvent[] }): Rejection[] {
  return events.filter((event) => event.schema === "whybounce.rejection/1");
}

export function toNdjson(events: readonly unknown[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join("");
}
