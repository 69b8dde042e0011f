// What makes two mentions one: the keys of refusals, messages, attempts, deliveries and their ends. The counting groups by
// them, and the store has columns made of them, so that its engine groups the same.

import type {
  OtherReceiverRefusal,
  OtherRefusal,
  Outcome,
  Rejection,
  RequeueEvent,
  Suspension,
} from "../model/events.ts";

/** What the counting needs of a refusal. */
export type RefusalFields = Omit<RejectionFields, "mta"> & {
  /** Null where a suspension does not tell it. */ mta: string | null;
};

type RejectionFields = Pick<
  Rejection,
  | "id"
  | "time"
  | "code"
  | "action"
  | "via"
  | "mta"
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
  | "originalQueueId"
  | "arrived"
  | "receivedBy"
  | "returnedBy"
  | "passedBy"
  | "hostGiven"
> &
  Pick<Suspension, "repeated">;

/** A suspension in the words of a refusal. Nothing was offered, so no host replied. */
export function suspendedRefusal(event: Suspension): RefusalFields {
  const { queueId, recipient, sendingIp, code } = event;
  return {
    ...event,
    id: ["suspended", queueId, mailboxOf(recipient), sendingIp, code].join(" "),
    action: "delayed",
    via: "log",
    mta: null,
    messageId: null,
    remoteMta: null,
    localIp: null,
    replyId: null,
  };
}

/** Mailers write one recipient in small letters and in capitals. */
export function mailboxOf(recipient: string | null): string {
  return recipient?.toLowerCase() ?? "";
}

/** The receiving host of a list: `alt1.aspmx.l.google.com` and `aspmx2.googlemail.com` are `aspmx`. */
export function exchangerOf(host: string | null | undefined): string {
  if (!host) return "";
  return host
    .toLowerCase()
    .replace(/^alt\d+\./, "")
    .replace(/\d*\..*$/, "");
}

// ---------------------------------------------------------------- messages and deliveries

type MessageFields = Pick<RefusalFields, "queueId" | "originalQueueId"> &
  Partial<Pick<RefusalFields, "messageId" | "sender" | "replyId" | "via" | "mta">>;

/** These give a message to a server at once and keep none: each line is one message, which has no id and is not sent again. */
const mailersWithoutQueue = new Set<string | null>(["msmtp"]);

/**
 * The first queue id that the message had; without one its Message-ID. A bounce that names neither tells of a message of
 * its own, which Gmail's reply to it names; log lines without an id are told apart by their sender only, but for
 * those of a mailer without a queue.
 */
export function messageKey({
  queueId,
  originalQueueId,
  messageId = null,
  sender = null,
  replyId = null,
  via = "log",
  mta = null,
}: MessageFields): string {
  if (queueId !== null) return originalQueueId ?? queueId;
  const isRepeated = via === "log" && !mailersWithoutQueue.has(mta);
  return messageId ?? (isRepeated ? null : replyId) ?? sender ?? "";
}

export function deliveryKey(message: string, recipient: string | null): string {
  return `${message} ${mailboxOf(recipient)}`;
}

export function outcomeKey({ queueId, recipient, outcome, time }: Outcome): string {
  return [queueId, mailboxOf(recipient), outcome, time].join(" ");
}

export function requeueKey({
  queueId,
  originalQueueId,
}: Pick<RequeueEvent, "queueId" | "originalQueueId">): string {
  return `${queueId} ${originalQueueId}`;
}

// ---------------------------------------------------------------- attempts

/** `time` is in milliseconds since the epoch. */
type AttemptFields = Pick<
  RefusalFields,
  "replyId" | "code" | "recipient" | "remoteMta" | "reportingMta" | "pid"
> & { message: string; time: number | null };

/**
 * One attempt has one token of Gmail's. Without it, the recipients that one process named in one second were refused
 * together; where no process is named, refusals are told apart by message, time and recipient. Each host that refused is
 * an attempt of its own: Sendmail tries three in one second.
 */
export function attemptKey(refusal: AttemptFields): string {
  const { replyId, code, time, message, recipient, remoteMta, reportingMta, pid } = refusal;
  if (replyId !== null) return replyId;
  if (!pid || time === null) return `${deliveryKey(message, recipient)} ${time} ${code} ${remoteMta}`;
  return `${message} ${reportingMta} ${pid} ${Math.floor(time / 1000)} ${code} ${remoteMta}`;
}

/** The attempt as one event names it, where other events are not known. */
export function ownAttemptKey({ replyId, id }: Pick<Rejection, "replyId" | "id">): string {
  return replyId ?? id;
}

/** What a log line and a bounce about one refusal have in common, by queue id and by Message-ID. */
export function repeatKeys(
  refusal: Pick<Rejection, "queueId" | "messageId" | "recipient" | "code"> & { receiver?: string },
): string[] {
  const { queueId, messageId, recipient, code, receiver = "" } = refusal;
  const words = `${mailboxOf(recipient)} ${receiver} ${code}`;
  return [queueId, messageId].filter((id) => id !== null).map((id) => `${id} ${words}`);
}

// ---------------------------------------------------------------- refusals that are not Gmail's for reverse DNS

/** Undefined for one that names nothing by which another mention would be known. */
export function otherRefusalKey({ replyId, id }: OtherRefusal): string | undefined {
  return replyId ?? id;
}

export function otherReceiverMessageKey({ queueId, messageId, id }: OtherReceiverRefusal): string {
  return queueId ?? messageId ?? id;
}

/** A mailer logs the host that refused, and within this time the recipients. */
export const SAME_REPLY_SECONDS = 5;

/** One reply of a host to one message, `later` seconds after it was logged. */
export function replyKey(
  refusal: Pick<OtherReceiverRefusal, "queueId" | "remoteMta" | "code" | "time">,
  later: number,
): string {
  const { queueId, remoteMta, code, time } = refusal;
  const second = time === null ? "" : Math.floor(Date.parse(time) / 1000) + later;
  return [queueId, remoteMta, code, second].join(" ");
}
