// What is kept of each refusal × recipient, and how two mentions of one refusal become one.

import type { Rejection, Suspension } from "../model.ts";

/** The reply's text is not kept: there may be a million of them. */
export interface Refusal extends Pick<
  Rejection,
  | "sendingIp"
  | "code"
  | "sender"
  | "recipient"
  | "queueId"
  | "messageId"
  | "reportingMta"
  | "localIp"
  | "remoteMta"
  | "pid"
  | "replyId"
  | "via"
> {
  /** Key of its event. */
  key: string;
  /** Key of its message; assigned when all refusals are known. */
  message: string;
  /** Milliseconds since the epoch. */
  time: number | null;
  action: Rejection["action"];
  suspended: boolean;
}

export function ofRejection(event: Rejection): Refusal {
  return compact(event.id, event, false);
}

export function ofSuspension(event: Suspension): Refusal {
  const { queueId, recipient, sendingIp, code } = event;
  const key = ["suspended", queueId, recipient?.toLowerCase(), sendingIp, code].join(" ");
  const unsaid = { messageId: null, localIp: null, remoteMta: null, replyId: null } as const;
  return compact(key, { ...event, ...unsaid, via: "log", action: "delayed" }, true);
}

function compact(
  key: string,
  event: Omit<Refusal, "key" | "message" | "time" | "suspended"> & { time: string | null },
  suspended: boolean,
): Refusal {
  const { sendingIp, code, sender, recipient, queueId, messageId, reportingMta, localIp } = event;
  const { remoteMta, pid = null, replyId, via, action } = event;
  const time = event.time === null ? null : Date.parse(event.time);
  const names = { sender, recipient, queueId, messageId, reportingMta, localIp, remoteMta, pid };
  return { key, message: "", sendingIp, code, ...names, replyId, via, action, time, suspended };
}

/** Two mentions of one refusal: the log's words, the earlier time, the final action. */
export function better(a: Refusal, b: Refusal): Refusal {
  const [first, second] = a.via === "dsn" && b.via === "log" ? [b, a] : [a, b];
  return {
    ...first,
    sendingIp: first.sendingIp ?? second.sendingIp,
    sender: first.sender ?? second.sender,
    queueId: first.queueId ?? second.queueId,
    messageId: first.messageId ?? second.messageId,
    reportingMta: longer(first.reportingMta, second.reportingMta),
    time: earlier(first.time, second.time),
    action: first.action === "failed" ? "failed" : second.action,
  };
}

/** Logs name a host `mx1`, DSNs `mx1.example.com`. */
function longer(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return b.length > a.length ? b : a;
}

export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}
