// What a mailer wrote about one delivery, in the terms of RFC 5321, RFC 3463 and RFC 3464.

export type InputKind = "log" | "mbox" | "maildir" | "mh" | "message" | "text" | "events" | "store";

/** Where a record stands: the line of a log, or the message of a mailbox, both counted from 1. */
export interface SourcePosition {
  path: string;
  line?: number;
  message?: number;
}

/** Bytes that are looked for in a log. */
export interface Needle {
  text: string;
  /**
   * The character of `text` at which the byte search begins. The search leaps from one such byte to the
   * next: the rarer it is in logs, the faster (a `7` is half as frequent as a `5`).
   */
  searchFrom?: number;
  /**
   * The needle is passed over unread if these words stand before it in the same line, at most 128 bytes away; `?` stands
   * for any character.
   */
  unlessAfter?: string;
}

/** Words that stand in a refusal: what logs and mail are searched for, before anything is read. */
export interface Mark extends Omit<Needle, "text"> {
  /**
   * Separated by single blanks. In mail, each blank may be a line end, a quote mark or the code that begins the next line
   * of the reply. Upper and lower case count in the one word that is sought first.
   */
  words: string;
  /** A part of the words that a log is searched for, with no code within; if left out, all words. */
  sought?: string;
  /** Only for logs that keep just the first line of a reply: a bounce has all of it, and so one of the other marks. */
  ofFirstLine?: true;
}

/** One line of a log, its framing (syslog header or mailer's own time stamp) taken off. */
export interface LogLine {
  /** Milliseconds since the epoch; null when the line carries no readable stamp. */
  time: number | null;
  /** Host name of the syslog header, or else `givenHost`. */
  host: string | null;
  /** Which host's lines name none, if somebody said it. */
  givenHost?: string | null;
  /** Program tag of the syslog header without its pid: `postfix/smtp`, `exim`. */
  program: string | null;
  /** Its process: lines of one process tell of one delivery at a time. */
  pid?: string | null;
  /** What the program wrote. */
  message: string;
  /** By name, the values of a line that is a JSON object, or a row of a table whose columns are known. */
  fields?: Fields;
  /** Further objects of JSON in the same line: an application logged a list of events. */
  further?: readonly LogLine[];
}

export type Fields = Readonly<Record<string, unknown>>;

/** What a mailer or a DSN says about one refused delivery, before anyone asks who refused it and why. */
export interface DeliveryAttempt {
  mta: string;
  via: "log" | "dsn" | "text";
  time: number | null;
  /** RFC 3464 Action: `failed` is final, `delayed` is still in the queue. */
  action: "failed" | "delayed";
  /** True when nothing was offered to the remote host: the mailer repeats an earlier refusal. */
  suspended: boolean;
  sender: string | null;
  recipient: string | null;
  queueId: string | null;
  messageId: string | null;
  reportingMta: string | null;
  /** The log names no host: the user, or this machine, gave its name. */
  hostGiven?: true;
  remoteMta: string | null;
  remoteIp: string | null;
  localIp: string | null;
  /** The process that logged it. */
  pid?: string | null;
  /** The remote host's reply as the mailer quoted it, repeated codes and line joints included. */
  reply: string;
  /** Which hosts a bounce and its returned message passed. */
  received?: ReceivedHosts;
  /** How the remote host sees this side, or this end of the connection: used if the reply names no address. */
  sendingIp?: string | null;
  /** The enhanced status code that the mailer logged next to the reply: Postfix's and Sendmail's `dsn=`. */
  status?: string | null;
  /** What the header of the returned message says of its author; absent where none was returned. */
  origin?: Origin;
}

/** Who wrote and signed a returned message. */
export interface Origin {
  /** The domain in From:, in lower case; null where there is none, or several. */
  fromDomain: string | null;
  /** `s1@example.com`, for each signature. */
  signedBy: string[];
}

/** What the Received fields of a bounce tell: names of hosts in small letters, null where no field tells one. */
export interface ReceivedHosts {
  /** The host that took the bounce in for whoever reads it now. */
  receivedBy: string | null;
  /** The host that had the returned message last. */
  returnedBy: string | null;
  /** A host that the returned message had come through before, whose name ends like that of `receivedBy`. */
  passedBy: string | null;
}

/** A delivery that ended: accepted by a remote host, or given up. */
export interface DeliveryOutcome {
  outcome: "delivered" | "failed";
  time: number | null;
  queueId: string;
  reportingMta: string | null;
  /** Null when the mailer speaks of the whole message (Postfix's `status=expired`). */
  recipient: string | null;
  /** The host that accepted it. */
  remoteMta?: string | null;
  /** Its address, and the mailer's own. */
  remoteIp?: string | null;
  localIp?: string | null;
  pid?: string | null;
}

/** The envelope of a message in the queue: what joins its sender and Message-ID to a refusal. */
export interface Envelope extends QueueLine {
  sender: string | null;
  messageId: string | null;
  /** True for the line that a mailer writes once, as the message comes in. */
  begins: boolean;
}

/** What a line tells of the use of a queue id, and when. */
export interface QueueLine {
  queueId: string;
  /** Milliseconds since the epoch. */
  time: number | null;
  reportingMta: string | null;
}

/** The message has left the queue, and the id may be another's. */
export interface Removal extends QueueLine {
  /** A message that the administrator deleted is lost to every recipient that it had not reached by then. */
  reason: "done" | "deleted" | "requeued" | "unknown";
}

/** The message got another queue id (Postfix: `postsuper -r`); `queueId` is the new one. */
export interface Requeue extends QueueLine {
  originalQueueId: string;
}

/** What a log tells of a message's time in the queue, besides its refusals and ends. */
export type QueueFact =
  | { kind: "envelope"; envelope: Envelope }
  | { kind: "removal"; removal: Removal }
  | { kind: "requeue"; requeue: Requeue };

/** A reply of a remote host, its lines joined and its repeated codes taken out. */
export interface Reply {
  replyCode: number;
  enhancedStatusCode: string | null;
  /** `550-5.7.25`: the reply code, a hyphen and the enhanced status code. */
  code: string;
  /** The bracketed address right after the code, in RFC 5952 form; an IPv4-mapped one as IPv4. */
  bracketedIp: string | null;
  /** Gmail's token before ` - gsmtp`, unique to the SMTP transaction. */
  replyId: string | null;
  /** The text without codes and bracketed address, white space collapsed, session token kept. */
  text: string;
}

/** What the reply of another refusal of Gmail's names. */
export interface Named {
  /** In lower case. */
  namedDomain: string | null;
  namedIp: string | null;
  /** What the domain was checked or limited as; without a domain, what is limited. */
  namedAs: "from" | "spf" | "dkim" | "ip" | "netblock" | "url" | "message-id" | null;
  /** The recipient's own administrator made the rule: nothing on the sender's side helps. */
  recipientRule?: true;
}
