// The NDJSON contract: one event a line.

import type { Named, SourcePosition } from "./delivery.ts";
import type { RefusalCauseId } from "./refusal-topics.ts";

/** One refusal × one recipient. */
export interface Rejection {
  schema: "whybounce.rejection/1";
  /** Stable hash of the join key: the same refusal has the same id wherever it is quoted. */
  id: string;
  /** ISO 8601, UTC. */
  time: string | null;
  receiver: string;
  code: string;
  replyCode: number;
  enhancedStatusCode: string | null;
  temporary: boolean;
  action: "failed" | "delayed";
  sendingIp: string | null;
  sender: string | null;
  recipient: string | null;
  queueId: string | null;
  messageId: string | null;
  reportingMta: string | null;
  remoteMta: string | null;
  remoteIp: string | null;
  localIp: string | null;
  /** The process that logged it: told where Gmail's token or the recipient is missing. */
  pid?: string | null;
  mta: string;
  via: "log" | "dsn" | "text";
  source: SourcePosition;
  replyId: string | null;
  reply: string;
  /** Gmail's text names "PTR records and authentication" together: either may be missing. */
  ptrOrAuthentication?: true;
  /** A host that is not Google's passed the reply on: the sending IP is that host's own. */
  relayed?: true;
  /** The log names no host: the user, or the machine that read it, gave its name. No record is proposed for it. */
  hostGiven?: true;
  /** The message's first queue id, when the administrator had put it in the queue again. */
  originalQueueId?: string | null;
  /** When the message came in, or was first heard of, if its queue id was another message's before. */
  arrived?: string | null;
  /** Of a bounce: the host that took it in, as its topmost Received fields say; in small letters, as the two below. */
  receivedBy?: string | null;
  /** The host that had the returned message last, as the topmost Received fields of that say. */
  returnedBy?: string | null;
  /** A host that the returned message had come through before, whose name ends like that of `receivedBy`. */
  passedBy?: string | null;
  /** The selectors of the returned message's signatures, as `--selector` takes them: `s1@example.com`, with blanks between. */
  signedBy?: string | null;
}

/** A delivery that was not offered because of an earlier refusal: affected, but no attempt. */
export interface Suspension {
  schema: "whybounce.suspension/1";
  time: string | null;
  code: string;
  sendingIp: string | null;
  sender: string | null;
  recipient: string | null;
  queueId: string | null;
  reportingMta: string | null;
  /** When it was told last, if it was told several times. */
  repeated?: string | null;
  originalQueueId?: string | null;
  arrived?: string | null;
}

/** How an affected delivery ended. */
export interface Outcome {
  schema: "whybounce.outcome/1";
  outcome: "delivered" | "failed";
  time: string | null;
  queueId: string;
  reportingMta: string | null;
  recipient: string | null;
  /** The host that accepted it, and the process that delivered it: whose refusal the delivery made good. */
  remoteMta?: string | null;
  /** That host's address and the mailer's own: over which way the mail left. */
  remoteIp?: string | null;
  localIp?: string | null;
  pid?: string | null;
  originalQueueId?: string | null;
  arrived?: string | null;
}

/** Gmail's refusals for another reason than reverse DNS: one with its reply id, or several. */
export interface OtherRefusal {
  schema: "whybounce.other/1";
  /** Identifies a refusal without a reply id, wherever it is told. */
  id?: string;
  time: string | null;
  receiver: string;
  replyId: string | null;
  code: string;
  meaning: string;
  attempts: number;
  /** Domain of the envelope sender, in lower case. */
  senderDomain?: string | null;
  /** The address that the reply names, before its text or within. */
  sendingIp?: string | null;
  /** The domain that the reply names, in lower case. */
  namedDomain?: string | null;
  namedAs?: Named["namedAs"];
  recipientRule?: true;
}

/**
 * A refusal by Gmail for the sender's records or way of sending × one recipient. `whybounce.other/1` counts the same refusals;
 * this says whose mail it was.
 */
export interface SenderRefusal
  extends
    Pick<Suspension, "repeated">,
    Pick<
      Rejection,
      | "id"
      | "time"
      | "receiver"
      | "code"
      | "action"
      | "sendingIp"
      | "sender"
      | "recipient"
      | "queueId"
      | "messageId"
      | "reportingMta"
      | "remoteMta"
      | "remoteIp"
      | "localIp"
      | "pid"
      | "mta"
      | "via"
      | "source"
      | "replyId"
      | "reply"
      | "originalQueueId"
      | "arrived"
      | "signedBy"
    > {
  schema: "whybounce.sender-refusal/1";
  cause: RefusalCauseId;
  /** The domain that the reply names, in lower case. */
  namedDomain: string | null;
  namedAs: Named["namedAs"];
  /** The domain in the From: of the returned message. */
  fromDomain?: string | null;
  /** Nothing was offered: the mailer repeats an earlier refusal. */
  suspended?: true;
}

/** A refusal for reverse DNS by another receiver than Gmail × one recipient: in none of Gmail's counts. */
export interface OtherReceiverRefusal extends Pick<
  Rejection,
  | "id"
  | "time"
  | "receiver"
  | "code"
  | "sendingIp"
  | "recipient"
  | "queueId"
  | "messageId"
  | "reportingMta"
  | "remoteMta"
  | "remoteIp"
  | "via"
  | "source"
  | "reply"
> {
  schema: "whybounce.other-receiver/1";
  /** The receiver as a report calls it. */
  name: string;
}

/** A refused message got another queue id: its later refusals and its end may be told under that. */
export interface RequeueEvent {
  schema: "whybounce.requeue/1";
  time: string | null;
  queueId: string;
  originalQueueId: string;
  reportingMta: string | null;
}

/** What looks like Gmail's refusal for reverse DNS, and no reader could read. */
export interface Unread {
  schema: "whybounce.unread/1";
  /** Stable hash of the text: the same wherever it stands. */
  id: string;
  time: string | null;
  source: SourcePosition;
}

/**
 * The newest time in what was read, where that is newer than all events, and a delivery has no end: it says for how long
 * nothing was heard of that.
 */
export interface NewestTime {
  schema: "whybounce.newest/1";
  time: string;
}

export type AnalysisEvent =
  | Rejection
  | Suspension
  | Outcome
  | RequeueEvent
  | OtherRefusal
  | SenderRefusal
  | OtherReceiverRefusal
  | Unread;
